// The reads of trades: a market's, and an account's own. A cursor repeats what the server said.
import { hasNoAccount, orNone } from "./accountReads.ts";
import type { Identity, Trade } from "./entities.ts";
import { toCount } from "./ids.ts";
import { listOr, readOn } from "./marketReads.ts";
import { trade } from "./parse.ts";
import type { OnVenue } from "./protocol.ts";
import type { Get, ReadOptions } from "./request.ts";
import { owned, PAGE } from "./restQueries.ts";

/** A page of a market's trades. */
export interface TradePage extends OnVenue, ReadOptions {
  /** The market's id. */
  readonly market: string;
  /** From 1 to 50, the default. */
  readonly count?: number;
  /** The page of those before this one. */
  readonly before?: Pick<Trade, "timestamp" | "trade_id"> | undefined;
}

/** The reads of trades of one network. */
export class TradeReads {
  readonly #get: Get;
  /** The timestamps of trades as the server spelled them. */
  readonly #stamps = new WeakMap<object, unknown>();
  /** The unit of the newest answer's timestamps, in milliseconds: 1,000 for seconds. */
  #unit = 1;

  constructor(get: Get) {
    this.#get = get;
  }

  /** Newest first. */
  ofMarket(page: TradePage): Promise<readonly Trade[]> {
    return this.#read("/v1/trades", {}, page);
  }

  /** Those of an identity, newest first; none where it has no account. */
  ofAccount({ identity, ...page }: TradePage & { readonly identity: Identity }): Promise<readonly Trade[]> {
    const read = this.#read("/v1/trades_by_account", owned(identity), page);
    return orNone(read, hasNoAccount).then((found = []) => found);
  }

  #read(
    path: string,
    whose: Parameters<Get>[1],
    { market, count = PAGE.trades, before, ...options }: TradePage,
  ): Promise<readonly Trade[]> {
    const cursor = { start_timestamp: before && this.#stampOf(before), start_trade_id: before?.trade_id };
    const page = { direction: "desc", count: toCount("count", count, 1, PAGE.trades), ...cursor };
    const read = (body: unknown) => listOr(body, "trades", (raw, at) => this.#stamped(trade(raw, at), raw.timestamp));
    return readOn(this.#get, path, { market_id: market, ...whose, ...page }, read, options);
  }

  #stamped(read: Trade, timestamp: unknown): Trade {
    this.#stamps.set(read, timestamp);
    this.#unit = read.timestamp === Number(timestamp) ? 1 : 1_000;
    return read;
  }

  #stampOf(known: Pick<Trade, "timestamp">): string {
    // A trade that the stream told has no stamp here: the server's answers say which unit it reads.
    return String(this.#stamps.get(known) ?? known.timestamp / this.#unit);
  }
}
