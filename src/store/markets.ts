// The list of markets: read once, when somebody first needs it, and again until it holds. Knows nothing of hooks.
import { type MarketRef, toMarketId } from "../client/ids.ts";
import { findMarket, isPair } from "../client/pairs.ts";
import type { Market } from "../client/protocol.ts";
import type { O2Rest } from "../client/rest.ts";
import { persist } from "../client/retry.ts";

/** What the list needs and whom it tells. */
export interface MarketListOptions {
  readonly rest: O2Rest;
  /** The first wait after a failed read, in milliseconds; doubles to a minute. */
  readonly retryDelay: number;
  readonly now: () => number;
  readonly onRead: (markets: readonly Market[]) => void;
  /** A read failed; the next one follows after `wait` milliseconds. */
  readonly onFailed: (error: Error, wait: number) => void;
}

/** A market listed later than this is known to the next who asks. */
const MAX_AGE = 600_000;

/** The markets of one network. */
export class MarketList {
  readonly #options: MarketListOptions;
  #markets: readonly Market[] | undefined;
  #readAt = 0;
  #reading: Promise<readonly Market[]> | undefined;
  #wanting: AbortController | undefined;
  #abort = new AbortController();

  constructor(options: MarketListOptions) {
    this.#options = options;
  }

  /**
   * The markets, read now if they are not known or were read long ago; those who ask meanwhile share one read. Rejects
   * when it fails and none are known.
   */
  async get(): Promise<readonly Market[]> {
    const markets = this.#markets;
    if (markets && Math.abs(this.#options.now() - this.#readAt) < MAX_AGE) return markets;
    this.#reading ??= this.#read(this.#abort.signal);
    // Of two answers the older one is better than none.
    return markets ? this.#reading.catch(() => markets) : this.#reading;
  }

  /** The id of a market, or those of all. Rejects when it has to be looked up and cannot be, or when there is none like it. */
  async ids(ref?: MarketRef): Promise<string[]> {
    if (ref !== undefined && !isPair(ref)) return [toMarketId(ref)];
    const markets = await this.get();
    return (ref === undefined ? markets : [findMarket(markets, ref)]).map(({ market_id }) => market_id);
  }

  async #read(signal: AbortSignal): Promise<readonly Market[]> {
    try {
      const markets = await this.#options.rest.markets({ retries: 0, signal });
      this.#markets = markets;
      this.#readAt = this.#options.now();
      this.#options.onRead(markets);
      return markets;
    } finally {
      if (!signal.aborted) this.#reading = undefined;
    }
  }

  /** Somebody shows them: they are read, if they are not known or were read long ago, until it holds or until `pause()`. */
  want(): void {
    if (this.#wanting) return;
    this.#wanting = new AbortController();
    const { signal } = this.#wanting;
    const { retryDelay, onFailed } = this.#options;
    void persist(() => this.get(), {
      delay: retryDelay,
      signal,
      onFailed,
    }).then(() => {
      if (!signal.aborted) this.#wanting = undefined;
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
