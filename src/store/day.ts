// The day in the state: the last 24 hours end with the five minutes that hold the exchange's time. Knows nothing of what was
// traded in them.
import type { ServerClock } from "../client/ServerClock.ts";
import type { Current } from "./current.ts";
import type { O2State } from "./state.ts";

/** The last 24 hours move by so much at once, in milliseconds. */
const STEP = 300_000;

/** The options of the day, and the function that it tells. */
export interface DayOptions {
  readonly clock: ServerClock;
  readonly current: Pick<Current, "state" | "request">;
  /** The exchange's time was estimated wrongly so far. */
  readonly onCorrected: () => void;
}

/** The day of one feed. It moves on while the feed is open. */
export class Day {
  readonly #options: DayOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #corrections = 0;

  constructor(options: DayOptions) {
    this.#options = options;
  }

  /** Also in a quiet market the day moves on; where nobody shows candles that is no news. */
  start(): void {
    const { clock, current } = this.#options;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), STEP - (clock.now % STEP));
    if (Object.keys(current.state.candles).length > 0) current.request();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Tells once of each correction of the clock. */
  checkClock(): void {
    const { clock, onCorrected } = this.#options;
    if (this.#timer === undefined || clock.corrections === this.#corrections) return;
    this.#corrections = clock.corrections;
    onCorrected();
  }

  /** The state with the day that it is. */
  toNow(state: O2State): O2State {
    if (this.#timer === undefined) return state;
    const { clock } = this.#options;
    const now = Math.floor(clock.now / STEP) * STEP;
    return now === state.now ? state : { ...state, now };
  }
}
