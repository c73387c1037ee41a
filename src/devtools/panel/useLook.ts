// The data that the panel shows: looked at anew twice a second, or held still.
import { useEffect, useState } from "react";
import type { Look } from "../look.ts";
import type { Recorder } from "../Recorder.ts";

const INTERVAL = 500;

/** A look, and the means to hold it. */
export interface Looking {
  readonly look: Look;
  readonly isPaused: boolean;
  readonly toggle: () => void;
}

/** Looks at a recorder until the component is gone. */
export function useLook(recorder: Recorder): Looking {
  const [look, setLook] = useState(() => recorder.look());
  const [isPaused, setPaused] = useState(false);
  useEffect(() => {
    if (isPaused) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") setLook(recorder.look());
    }, INTERVAL);
    return () => clearInterval(timer);
  }, [recorder, isPaused]);
  const toggle = (): void => {
    // Held is what there is at the press, not what was last shown.
    setLook(recorder.look());
    setPaused(!isPaused);
  };
  return { look, isPaused, toggle };
}
