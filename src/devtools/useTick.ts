// Renders a component anew about once a second while its recorder watches, and when the connection changes.
import { useEffect, useState } from "react";
import type { Recorder } from "./Recorder.ts";

export function useTick(recorder: Recorder): void {
  const [, tick] = useState(0);
  useEffect(() => recorder.subscribe(() => tick((count) => count + 1)), [recorder]);
}
