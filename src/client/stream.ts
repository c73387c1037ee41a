// A bounded queue read as an async iterator. Knows nothing of O2.
import { O2OverflowError } from "./feedErrors.ts";

/**
 * The iterator that `stream*` gives. It follows its topics from the first `next()` on, so from the start of a `for await`. Breaking
 * out of the loop, `return()`, `throw()` and `await using` release them.
 */
export interface O2Stream<T> extends AsyncIteratorObject<T, undefined> {
  /** Ends the stream and releases what it follows. */
  return(): Promise<IteratorResult<T, undefined>>;
  /** Does the same and rejects with what it is given, as a generator does. */
  throw(error?: unknown): Promise<IteratorResult<T, undefined>>;
  /** The stream itself, for `for await`. */
  [Symbol.asyncIterator](): O2Stream<T>;
}

/** The writing end of a stream and the stream itself. */
export class Stream<T> implements O2Stream<T> {
  /** Ends the stream, for `await using`. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;
  readonly #limit: number;
  readonly #onEnd: () => void;
  #onBegin: (() => void) | undefined;
  #queue: T[] = [];
  #waiting: ((settle: Promise<IteratorResult<T, undefined>>) => void)[] = [];
  #failure: Error | undefined;
  #isEnded = false;

  /**
   * @param onEnd called once, when the stream ends for any reason, before its reader knows.
   * @param onBegin called once, at the first `next()`; the stream ends with what it throws.
   */
  constructor(limit: number, onEnd: () => void, onBegin?: () => void) {
    this.#limit = limit;
    this.#onEnd = onEnd;
    this.#onBegin = onBegin;
    // Safari has no such symbol before a polyfill defines it.
    if (Symbol.asyncDispose) {
      Object.defineProperty(this, Symbol.asyncDispose, { value: async () => void (await this.return()) });
    }
  }

  /** Hands a value to the reader, or queues it; ends the stream with an {@link O2OverflowError} when the reader is too far behind. */
  push(value: T): void {
    if (this.#isEnded) return;
    const reader = this.#waiting.shift();
    if (reader) reader(Promise.resolve({ done: false, value }));
    else if (this.#queue.length < this.#limit) this.#queue.push(value);
    else this.end(new O2OverflowError(this.#limit));
  }

  /** Ends the stream at once: what waits is dropped, the reader's next step is `done`, or throws `failure` once. */
  end(failure?: Error): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#queue = [];
    this.#failure = failure;
    this.#onEnd();
    const readers = this.#waiting;
    this.#waiting = [];
    for (const reader of readers) reader(this.next());
  }

  /** Says one last thing, where there is one, and ends the stream once the reader has read what waits. */
  finish(last?: T): void {
    if (last !== undefined) this.push(last);
    const rest = this.#queue;
    this.end();
    this.#queue = rest;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    this.#begin();
    const value = this.#queue.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    if (this.#failure) {
      const failure = this.#failure;
      this.#failure = undefined;
      return Promise.reject(failure);
    }
    if (this.#isEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.end();
    this.#queue = [];
    this.#failure = undefined;
    return Promise.resolve({ done: true, value: undefined });
  }

  async throw(error?: unknown): Promise<IteratorResult<T, undefined>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #begin(): void {
    const begin = this.#onBegin;
    this.#onBegin = undefined;
    if (this.#isEnded) return;
    try {
      begin?.();
    } catch (failure) {
      this.end(failure as Error);
    }
  }
}
