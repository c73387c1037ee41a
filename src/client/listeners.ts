// The listeners of a session: each is told what happens, and one that throws disturbs no other. Knows nothing of what is said.
import { O2CallbackError, type O2Error } from "./errors.ts";

type Listener<Event extends readonly unknown[]> = (...event: Event) => void;

/** The listeners of one kind of events: `T`, and what else is told with it. */
export class Listeners<T, More extends readonly unknown[] = readonly []> {
  readonly #listeners = new Set<Listener<readonly [T, ...More]>>();
  /** Events that some listener has not been called with yet, each with the listeners of the time. */
  #queue: {
    readonly event: readonly [T, ...More];
    readonly listeners: readonly Listener<readonly [T, ...More]>[];
  }[] = [];
  #isTelling = false;
  readonly #onError: (error: O2Error) => void;

  constructor(onError: (error: O2Error) => void) {
    this.#onError = onError;
  }

  /** Tells a listener of all that happens until the returned function is called. */
  add(listener: Listener<readonly [T, ...More]>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The number of listeners. */
  get size(): number {
    return this.#listeners.size;
  }

  /**
   * Tells everybody who listens now and still does at its turn.  Events that a listener causes are told when everybody has heard of
   * what it acted on, so that all hear the same order. A listener that throws is reported and disturbs nobody else.
   */
  tell(...event: readonly [T, ...More]): void {
    this.#queue.push({ event, listeners: [...this.#listeners] });
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      for (const listener of next.listeners) if (this.#listeners.has(listener)) this.#call(listener, next.event);
    }
    this.#isTelling = false;
  }

  #call(listener: Listener<readonly [T, ...More]>, event: readonly [T, ...More]): void {
    try {
      listener(...event);
    } catch (thrown) {
      this.report(new O2CallbackError("A listener of the feed", thrown));
    }
  }

  /** Reports an error that belongs to nobody in particular. */
  report(error: O2Error): void {
    try {
      this.#onError(error);
    } catch (thrown) {
      // Nobody is left to tell but the runtime's own handler of uncaught errors.
      queueMicrotask(() => {
        throw thrown;
      });
    }
  }
}
