// The list of markets: read once, when somebody first needs it, and again until it holds. Knows nothing of hooks.
import { O2Error } from "../client/errors.ts";
import type { Market } from "../client/protocol.ts";
import type { O2Rest } from "../client/rest.ts";
import { persist } from "../client/retry.ts";

/** What the list needs and whom it tells. */
export interface MarketListOptions {
  readonly rest: O2Rest;
  /** The first wait after a failed read, in milliseconds; doubles to a minute. */
  readonly retryDelay: number;
  readonly onRead: (markets: readonly Market[]) => void;
  readonly onFailed: (error: O2Error) => void;
}

/** The markets of one network. */
export class MarketList {
  readonly #options: MarketListOptions;
  #markets: readonly Market[] | undefined;
  #reading: Promise<readonly Market[]> | undefined;
  #wanting: AbortController | undefined;
  #abort = new AbortController();

  constructor(options: MarketListOptions) {
    this.#options = options;
  }

  /** The markets, read now if they are not known yet; those who ask meanwhile share one read. Rejects when it fails. */
  get(): Promise<readonly Market[]> {
    if (this.#markets) return Promise.resolve(this.#markets);
    this.#reading ??= this.#read(this.#abort.signal);
    return this.#reading;
  }

  async #read(signal: AbortSignal): Promise<readonly Market[]> {
    try {
      const markets = await this.#options.rest.markets({ retries: 0, signal });
      this.#markets = markets;
      this.#options.onRead(markets);
      return markets;
    } finally {
      if (!signal.aborted) this.#reading = undefined;
    }
  }

  /** Somebody shows them: read until it holds, or until `stop()`. */
  want(): void {
    if (this.#markets || this.#wanting) return;
    this.#wanting = new AbortController();
    const { signal } = this.#wanting;
    const { retryDelay, onFailed } = this.#options;
    void persist(() => this.get(), {
      delay: retryDelay,
      signal,
      onFailed: (error) => {
        if (error instanceof O2Error) onFailed(error);
      },
    });
  }

  /** Gives up what is under way. */
  pause(): void {
    this.#wanting?.abort();
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#reading = undefined;
  }

  /** Goes on with what `pause()` ended. */
  resume(): void {
    if (!this.#wanting?.signal.aborted) return;
    this.#wanting = undefined;
    this.want();
  }
}
