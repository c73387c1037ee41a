// The present time, renewed regularly: for ages and countdowns.
import { useEffect, useState } from "react";

/**
 * Milliseconds since 1970, renewed every `interval` milliseconds while `isOn`; `undefined` in the first render, which a
 * server may have made at another time.
 */
export function useNow(interval: number, isOn: boolean = true): number | undefined {
  const [now, setNow] = useState<number>();
  useEffect(() => {
    if (!isOn) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval, isOn]);
  return now;
}
