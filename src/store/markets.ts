// The list of markets: read when somebody first needs it, again until it holds, and from time to time while it is shown.
// Knows nothing of hooks.
import { sleep } from "../client/abort.ts";
import type { Market } from "../client/entities.ts";
import { type MarketRef, toMarketId } from "../client/ids.ts";
import type { FeedPage } from "../client/page.ts";
import { findMarket, isPair } from "../client/pairs.ts";
import type { O2Rest } from "../client/rest.ts";
import { persist } from "../client/retry.ts";
import { equal, isSame } from "./equal.ts";

/** The parts that the list needs, and the callbacks that it tells. */
export interface MarketListOptions {
  readonly rest: Pick<O2Rest, "markets">;
  /** The first wait after a failed read, in milliseconds; doubles to a minute. */
  readonly retryDelay: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly page: Pick<FeedPage, "isVisible">;
  readonly onRead: (markets: readonly Market[]) => void;
  /** A read failed; the next one follows after `wait` milliseconds. */
  readonly onFailed: (error: Error, wait: number) => void;
  /** Nobody reads it again for now: the feed is closed, or the page hidden for long. */
  readonly onOld: () => void;
}

/** From one read of a list that is shown to the next, and how much later that is at random, in milliseconds. */
const RENEWAL = 300_000;
const SPREAD = 30_000;

/** The interval at which a page that was hidden when a read was due is looked at, in milliseconds. */
const LOOK = 10_000;

/** A market listed later than this is known to the next who asks. */
const MAX_AGE = 600_000;

/** The markets of one network. */
export class MarketList {
  readonly #options: MarketListOptions;
  #markets: readonly Market[] | undefined;
  #readAt = 0;
  /** Whether it is to be read again, however young it is. */
  #isDue = true;
  #reading: Promise<readonly Market[]> | undefined;
  #wanting: AbortController | undefined;
  #resting: AbortController | undefined;
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
    // The older of two answers is better than none.
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
      this.#isDue = false;
      this.#options.onRead(markets);
      return markets;
    } finally {
      if (!signal.aborted) this.#reading = undefined;
    }
  }

  /** Somebody shows them: they are read until it holds, and again every few minutes of a visible page, until `pause()`. */
  want(): void {
    if (this.#wanting) return;
    this.#wanting = new AbortController();
    void this.#keep(this.#wanting.signal);
  }

  async #keep(signal: AbortSignal): Promise<void> {
    const { retryDelay: delay, onFailed, now } = this.#options;
    while (!signal.aborted) {
      // Others may have had it read meanwhile.
      if (this.#isDue || Math.abs(now() - this.#readAt) >= RENEWAL) {
        await persist(() => (this.#reading ??= this.#read(this.#abort.signal)), { delay, signal, onFailed });
      }
      await this.#rest(signal);
    }
  }

  /** Waits until the list is to be read again, or until it is given up. */
  async #rest(signal: AbortSignal): Promise<void> {
    const { random, onOld, page } = this.#options;
    // Given up while it was being read.
    if (signal.aborted) return;
    this.#resting = new AbortController();
    await slept(RENEWAL, this.#resting.signal);
    // Not all pages of a day's opening, or of an outage, at once.
    await slept(random() * SPREAD, signal);
    while (!page.isVisible && !signal.aborted) {
      onOld();
      await slept(LOOK, signal);
    }
  }

  /** The list may have changed: whoever shows it has it read again soon. */
  renew(): void {
    this.#isDue = true;
    this.#resting?.abort();
  }

  /** Gives up what is under way. */
  pause(): void {
    this.#options.onOld();
    this.#wanting?.abort();
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#reading = undefined;
    this.renew();
  }

  /** Goes on with what `pause()` ended. */
  resume(): void {
    if (!this.#wanting?.signal.aborted) return;
    this.#wanting = undefined;
    this.want();
  }
}

/** The list as it is now, in the objects of the list before where nothing of a market changed. */
export function withKept(before: readonly Market[] = [], now: readonly Market[]): readonly Market[] {
  const known = new Map(before.map((market) => [market.market_id, market]));
  const next = now.map((market) => {
    const kept = known.get(market.market_id) ?? market;
    return equal(kept, market) ? kept : market;
  });
  return isSame(before, next) ? before : next;
}

/** Waits for so long, or until the signal. */
function slept(milliseconds: number, signal: AbortSignal): Promise<void> {
  return signal.aborted ? Promise.resolve() : sleep(milliseconds, signal).catch(() => undefined);
}
