// One thing that is loaded when it is first asked for: one attempt at a time, and after a failure others, for as long as somebody wants
// it. Does not know what it is.
import { isO2Error, O2ConnectionError, type O2Error } from "../client/errors.ts";

/** From one failed load to the next attempt, in milliseconds: doubles from the first to the last, each with jitter. */
const FIRST_RETRY = 1_000;
const LAST_RETRY = 60_000;

/** The way to load it, and the functions that are told. */
export interface LoadingOptions<T> {
  readonly load: () => Promise<T>;
  /** Whether another attempt makes sense when it is due. */
  readonly isWanted: () => boolean;
  /** An attempt failed; the next one follows in so many milliseconds, or none where trying again cannot help. */
  readonly onFailed: (error: O2Error, wait: number | undefined) => void;
}

/** The loading of one thing. */
export class Loading<T> {
  readonly #options: LoadingOptions<T>;
  #loading: Promise<T> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(options: LoadingOptions<T>) {
    this.#options = options;
  }

  /** Loads it now, unless it is there or on its way. Rejects with an O2Error that was told. */
  get(): Promise<T> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** The same where nobody waits for it: an attempt that is due later stays due. */
  start(): void {
    if (this.#retry === undefined) this.get().catch(() => undefined);
  }

  /** Nobody wants it any more: it is not tried again. */
  stop(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }

  /** It is gone: the next one to ask has it loaded again. */
  reset(): void {
    this.#loading = undefined;
  }

  async #load(): Promise<T> {
    this.stop();
    try {
      return await this.#options.load();
    } catch (thrown) {
      this.#loading = undefined;
      throw this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): O2Error {
    const { isWanted, onFailed } = this.#options;
    // Options that cannot be used: they are the same the next time.
    if (isO2Error(thrown)) {
      onFailed(thrown, undefined);
      return thrown;
    }
    const error = notLoaded(thrown);
    const wait = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#failures += 1;
    onFailed(error, wait);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      if (isWanted()) this.start();
    }, wait);
    return error;
  }
}

function notLoaded(thrown: unknown): O2ConnectionError {
  return new O2ConnectionError(
    `The code of the feed could not be loaded: ${String(thrown)}. It is tried again. If the page was deployed anew since it was ` +
      "opened, reload it.",
    { cause: thrown },
  );
}
