// The time for which an engine in another thread is believed. Every view answers a request of the page's, and proves nothing beyond a fixed
// time after that request was made, by the page's own clocks: whatever became of the engine, or of the page meanwhile.

/** The longest time that a view is believed, in milliseconds. */
export const LEASE = 10_000;

/** The clocks: one can be set, the other stands still on some systems while the machine sleeps. */
export interface Clocks {
  readonly now: () => number;
  readonly monotonic: () => number;
}

const CLOCKS: Clocks = { now: () => Date.now(), monotonic: () => performance.now() };

/** Lapses unless it is renewed. */
export class Lease {
  readonly #clocks: Clocks;
  readonly #onLapse: (since: number) => void;
  #asked: { readonly now: number; readonly monotonic: number } | undefined;
  #from: { readonly now: number; readonly monotonic: number } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onLapse told each time that it lapses, and since when nothing is proven. */
  constructor(onLapse: (since: number) => void, clocks: Clocks = CLOCKS) {
    this.#onLapse = onLapse;
    this.#clocks = clocks;
  }

  /** A view is asked for now. */
  asked(): void {
    const { now, monotonic } = this.#clocks;
    this.#asked = { now: now(), monotonic: monotonic() };
  }

  /** The view came. */
  renew(): void {
    this.#from = this.#asked;
    this.#timer ??= setTimeout(() => this.#look(), this.#left);
  }

  /** Whether it holds. */
  get isValid(): boolean {
    return this.#left > 0;
  }

  /** Ends it, and leaves no timer. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#from = undefined;
  }

  /** Lapses now if it is over. */
  check(): void {
    const since = this.#from?.now;
    if (since === undefined || this.isValid) return;
    this.stop();
    this.#onLapse(since);
  }

  #look(): void {
    this.#timer = undefined;
    this.check();
    if (this.#from) this.#timer = setTimeout(() => this.#look(), this.#left);
  }

  get #left(): number {
    if (!this.#from) return 0;
    const { now, monotonic } = this.#clocks;
    // Whichever clock went further: the other one was set back, or stood still.
    return LEASE - Math.max(now() - this.#from.now, monotonic() - this.#from.monotonic);
  }
}
