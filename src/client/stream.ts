// A bounded queue read as an async iterator. Knows nothing of O2.
import { O2OverflowError } from "./errors.ts";

/** What `stream*` hands out. Breaking out of the loop, or `return()`, releases what it follows. */
export interface O2Stream<T> extends AsyncIterableIterator<T, undefined> {
  /** Ends the stream and releases what it follows. */
  return(): Promise<IteratorResult<T, undefined>>;
}

/** The writing end of a stream and the stream itself. */
export class Stream<T> implements O2Stream<T> {
  readonly #limit: number;
  readonly #onEnd: () => void;
  #queue: T[] = [];
  #waiting: ((settle: Promise<IteratorResult<T, undefined>>) => void)[] = [];
  #failure: Error | undefined;
  #isEnded = false;

  /** @param onEnd called once, when the stream ends for any reason, before its reader knows. */
  constructor(limit: number, onEnd: () => void) {
    this.#limit = limit;
    this.#onEnd = onEnd;
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

  /** Says one last thing and ends the stream once the reader has read what waits. */
  finish(last: T): void {
    this.push(last);
    const rest = this.#queue;
    this.end();
    this.#queue = rest;
  }

  next(): Promise<IteratorResult<T, undefined>> {
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

  [Symbol.asyncIterator](): this {
    return this;
  }
}
