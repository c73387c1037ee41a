// Lets a component show news at most once in so many milliseconds, and the last news always. Has a timer only after it showed some.
// Knows nothing of what is shown.
import { toTimer } from "../client/timer.ts";
import type { O2State, O2Store } from "../store/state.ts";

/** The throttle of one component. */
export class Throttle {
  readonly #store: O2Store;
  readonly #wait: number;
  #notify: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWithheld = false;

  /** @param wait the least time from one news to the next, in milliseconds. */
  constructor(store: O2Store, wait: number) {
    this.#store = store;
    this.#wait = toTimer(wait);
  }

  /** Follows the store, and the end of each wait, until the returned function is called. No timer is left after that. */
  readonly subscribe = (notify: () => void): (() => void) => {
    this.#notify = notify;
    const stop = this.#store.subscribe(notify);
    return () => {
      stop();
      this.#notify = undefined;
      this.#stop();
    };
  };

  /**
   * Holds back what `select` gives during a wait, unless `isUrgent` says that it is to be shown at once. Each function that this
   * returns gives the newest in its first call: what is rendered for another reason shows that.
   */
  hold<R>(select: (state: O2State) => R, isUrgent: (shown: R, next: R) => boolean): (state: O2State) => R {
    let shown: { readonly value: R } | undefined;
    return (state) => {
      const value = select(state);
      if (shown && value !== shown.value) {
        if (this.#timer !== undefined && !isUrgent(shown.value, value)) {
          this.#isWithheld = true;
          return shown.value;
        }
        this.#start();
      }
      shown = { value };
      return value;
    };
  }

  /** A component that is rendered and never mounted has no timer. */
  #start(): void {
    this.#stop();
    if (this.#notify) this.#timer = setTimeout(() => this.#end(), this.#wait);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isWithheld = false;
  }

  #end(): void {
    const isWithheld = this.#isWithheld;
    this.#stop();
    if (isWithheld) this.#notify?.();
  }
}
