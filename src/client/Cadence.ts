// Lets something happen at most once in an interval, and the last one asked for always. Has a timer only after it happened. Knows nothing
// of what happens.

/** The cadence of one thing. */
export class Cadence {
  readonly #interval: number;
  readonly #run: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsked = false;

  /** @param interval the least time from one run to the next, in milliseconds. */
  constructor(interval: number, run: () => void) {
    this.#interval = interval;
    this.#run = run;
  }

  /** Runs now, or at the end of the interval. */
  ask(): void {
    if (this.#timer === undefined) this.now();
    else this.#isAsked = true;
  }

  /** Runs now, whenever it ran before. */
  now(): void {
    this.stop();
    this.#timer = setTimeout(() => this.#end(), this.#interval);
    this.#run();
  }

  /** Forgets what was asked for. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isAsked = false;
  }

  #end(): void {
    this.#timer = undefined;
    if (this.#isAsked) this.now();
  }
}
