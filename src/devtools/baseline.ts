// The part of a feed's data that a recording needs which begins at that moment. Plain data, never changed later.
import type { EngineBooks } from "../port/taps.ts";
import type { O2State } from "../store/state.ts";

/** The beginning of a recording. */
export interface Baseline extends EngineBooks {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly state: O2State;
}
