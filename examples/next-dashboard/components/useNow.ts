import { useEffect, useState } from "react";

/** The time, updated each second while `isOn`; `undefined` at first, because a server's clock is not the reader's. */
export function useNow(isOn = true): number | undefined {
  const [now, setNow] = useState<number>();
  useEffect(() => {
    if (!isOn) return undefined;
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [isOn]);
  return now;
}
