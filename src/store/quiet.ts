// Tells whether the page came to rest since it was last asked. Knows nothing of what keeps it busy.

/**
 * React renders transitions, lazy components, deferred values and hidden trees in slices of 5 ms, and asks for the next
 * slice at the end of each. A timer that is this late, in milliseconds, had a slice before it; clocks of browsers are coarse.
 */
const SLICE = 4;

/** The delay of a timer of 0 ms on a page at rest, in milliseconds. */
const AT_REST = 1;

/** Whether a page is at rest, as those that keep it busy ask. */
export interface PageRest {
  /** Whether nothing long ran since {@link PageRest.watch}; `false` while that is not known. */
  readonly isQuiet: boolean;
  /** Watches from now on, unless it still does. */
  watch(): void;
  /** Watches no more, and leaves no timer. */
  stop(): void;
  /** The page as it is now counts as quiet until it is seen to be quieter. */
  accept(): void;
}

const nothing = (): void => undefined;

/** A thread that renders no page keeps none waiting. */
export const NO_PAGE: PageRest = { isQuiet: true, watch: nothing, stop: nothing, accept: nothing };

/** Watches by two timers of 0 ms, one after the other, how late the second is. */
export class Quiet implements PageRest {
  readonly #now: () => number;
  #isQuiet = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #least = AT_REST;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether nothing long ran between the two timers since {@link watch}; `false` while that is not known. */
  get isQuiet(): boolean {
    return this.#isQuiet;
  }

  /** Watches from now on, unless it still does. */
  watch(): void {
    if (this.#timer !== undefined) return;
    this.#isQuiet = false;
    // The first timer lets layout and paint pass. A slice that is due is ahead of the second one.
    this.#timer = setTimeout(() => {
      const start = this.#now();
      this.#timer = setTimeout(() => this.#judge(this.#now() - start));
    });
  }

  /** Watches no more, and leaves no timer. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isQuiet = true;
  }

  /** The page as it is now counts as quiet until it is seen to be quieter: browsers that save power let timers wait. */
  accept(): void {
    this.#least = Number.POSITIVE_INFINITY;
  }

  #judge(delay: number): void {
    this.#timer = undefined;
    this.#least = Math.min(this.#least, delay);
    this.#isQuiet = delay < Math.max(SLICE, 2 * this.#least);
  }
}
