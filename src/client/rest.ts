// The REST reads, for what the feed does not carry: typed and parsed like the stream. Reads only; knows no store.

import { hasNoAccount, orNone, readAccount } from "./accountReads.ts";
import { type ActiveOrders, activePage, activePages } from "./activeOrders.ts";
import { type DayRead, readDays, readTicker } from "./dayReads.ts";
import type {
  AccountInfo,
  Balance,
  Bar,
  BookSides,
  Identity,
  MarginState,
  MarginTier,
  Market,
  MarketTicker,
  Order,
  Resolution,
  Trade,
} from "./entities.ts";
import { O2RestError } from "./errors.ts";
import { toCount, toPrecision, toResolution } from "./ids.ts";
import { MOST_CHILDREN, readMarginChild, readMarginState, readMarginTiers } from "./marginReads.ts";
import { listOr, readMarkets, readOn } from "./marketReads.ts";
import { balance, bar } from "./parse.ts";
import { order } from "./parseOrder.ts";
import { sides } from "./parseSides.ts";
import type { ReadSummary } from "./parseSummary.ts";
import type { OnVenue } from "./protocol.ts";
import { createGet, type Get, type ReadOptions } from "./request.ts";
import { owned, owner, PAGE, present, who } from "./restQueries.ts";
import type { RestOptions } from "./restSettings.ts";
import { type TradePage, TradeReads } from "./tradeReads.ts";
import { object, type Raw } from "./values.ts";
import { toWirePrecision } from "./wirePrecision.ts";

/** The number of entries that are read of a list that has no other end. */
const MOST = 20_000;

/**
 * Gives the entries read so far, unless there is no end to them: a server that begins anew with each page must not be asked for ever.
 * @throws O2RestError
 */
export function ending<T>(found: readonly T[]): readonly T[] {
  if (found.length < MOST) return found;
  throw new O2RestError(`A list did not end within ${MOST} entries.`);
}

const NO_BALANCE: Raw = { total_locked: 0, total_unlocked: 0, trading_account_balance: 0 };

/**
 * Reads of one O2 network's REST API. Ids are canonical (lower case, `0x`), amounts chain integers. Each read rejects with
 * an {@link O2RestError} once its retries are used up, or with the reason of its `signal`.
 *
 * @example
 * const rest = new O2Rest("https://api.testnet.o2.app");
 * const markets = await rest.markets();
 */
export class O2Rest {
  readonly #get: Get;
  readonly #trades: TradeReads;

  /**
   * @param apiBase the address; or what reads it already, so that both keep one pace: the options then do not count.
   * @throws O2InputError when `apiBase` is not an absolute http:// or https:// address, or an option cannot be used.
   */
  constructor(apiBase: string | Get, options: RestOptions = {}) {
    this.#get = typeof apiBase === "function" ? apiBase : createGet(apiBase, options);
    this.#trades = new TradeReads(this.#get);
  }

  /** All markets. */
  async markets(options: OnVenue & ReadOptions = {}): Promise<readonly Market[]> {
    return (await readMarkets(this.#get, options)).markets;
  }

  /** A market's book at a precision level. */
  depth({
    market: market_id,
    precision = 1,
    ...options
  }: { market: string; precision?: number } & OnVenue & ReadOptions): Promise<BookSides> {
    return readOn(
      this.#get,
      "/v1/depth",
      { market_id, precision: toWirePrecision(toPrecision(precision)) },
      (body) => {
        const raw = object(body, "the answer");
        return sides(object(raw.orders ?? raw.view, "orders"), "orders", false);
      },
      options,
    );
  }

  /** A market's trades, newest first, at most 50; those before `before`, where it is given. */
  trades(page: TradePage): Promise<readonly Trade[]> {
    return this.#trades.ofMarket(page);
  }

  /**
   * An identity's own trades in one market, newest first, at most 50, each with its `trader_side`; those before `before`, where it is
   * given. None for one without an account. There is no read of all markets.
   */
  accountTrades(page: TradePage & { identity: Identity }): Promise<readonly Trade[]> {
    return this.#trades.ofAccount(page);
  }

  /** A market's candles from `from` to `to` (milliseconds since 1970), oldest first, at most 5,000. */
  bars({
    market: market_id,
    resolution,
    from,
    to,
    ...options
  }: { market: string; resolution: Resolution; from: number; to: number } & OnVenue & ReadOptions): Promise<
    readonly Bar[]
  > {
    return readOn(
      this.#get,
      "/v1/bars",
      { market_id, from, to, resolution: toResolution(resolution) },
      // The server promises no order.
      (body) => listOr(body, "bars", bar).sort((a, b) => a.timestamp - b.timestamp),
      options,
    );
  }

  /** An identity's orders in one market or in all, newest first, at most 200; those before `before`, where it is given. None for one without an account. */
  orders({
    market: market_id,
    identity,
    isOpen,
    count = PAGE.orders,
    before,
    ...options
  }: {
    market?: string | undefined;
    identity: Identity;
    isOpen?: boolean;
    count?: number;
    before?: Pick<Order, "timestamp" | "order_id"> | undefined;
  } & OnVenue &
    ReadOptions): Promise<readonly Order[]> {
    const cursor = { start_timestamp: before?.timestamp, start_order_id: before?.order_id };
    const read = readOn(
      this.#get,
      "/v1/orders",
      {
        market_id,
        ...owned(identity),
        direction: "desc",
        count: toCount("count", count, 1, PAGE.orders),
        is_open: isOpen,
        ...cursor,
      },
      // The answer names market and identity once for all of its orders; in the stream each order has them.
      (body) => listOr(body, "orders", (entry, at) => order({ market_id, ...owner(identity), ...present(entry) }, at)),
      options,
    );
    return orNone(read, hasNoAccount).then((found = []) => found);
  }

  /**
   * A trade account's open orders in one market, each with the trigger orders that wait on it, and the trigger orders there that have
   * no open parent. A server may lack this read: it then rejects with the server's refusal.
   */
  activeOrders({
    market: market_id,
    identity,
    ...options
  }: { market: string; identity: { readonly ContractId: string } } & OnVenue & ReadOptions): Promise<ActiveOrders> {
    const query = { market_id, contract: identity.ContractId, direction: "desc", count: PAGE.active };
    const known = { market_id, ...owner(identity) };
    return activePages((cursor) =>
      readOn(this.#get, "/v1/orders/active", { ...query, ...cursor }, (body) => activePage(body, known), options),
    );
  }

  /** An identity's holding of an asset: zeros where the exchange knows neither, whether it says so or answers 404. */
  async balance({
    asset: asset_id,
    identity,
    ...options
  }: { asset: string; identity: Identity } & ReadOptions): Promise<Balance> {
    const read = (body: unknown): Balance => balance({ ...object(body, "the answer"), identity, asset_id }, "balance");
    return (await orNone(this.#get("/v1/balance", { asset_id, ...who(identity) }, read, options))) ?? read(NO_BALANCE);
  }

  /** The trade account of an identity: itself, or the one that a wallet owns; `undefined` when there is none. */
  account({ identity, ...options }: { identity: Identity } & ReadOptions): Promise<AccountInfo | undefined> {
    return readAccount(this.#get, identity, options);
  }

  /** A market's last and best prices, and its day. */
  ticker({ market, ...options }: { market: string } & OnVenue & ReadOptions): Promise<MarketTicker> {
    return readTicker(this.#get, market, options);
  }

  /**
   * The days of all markets at once, by their tickers, or by their summaries, which have no volume in a known asset. A server may
   * give fewer markets than there are, or want one to be named, and refuse.
   */
  summaries({ of = "ticker", ...options }: { of?: DayRead } & ReadOptions = {}): Promise<readonly ReadSummary[]> {
    return readDays(this.#get, of, options);
  }

  /** A margin account by its id, with its session, balances and prices; `undefined` where the exchange knows none of this id. */
  marginState({ account, ...options }: { account: string } & ReadOptions): Promise<MarginState | undefined> {
    return readMarginState(this.#get, account, options);
  }

  /** The id of a trade account's margin account at a place, from 0: also of one that was not opened yet. */
  marginChild({ parent, index, ...options }: { parent: string; index: number } & ReadOptions): Promise<string> {
    return readMarginChild(this.#get, parent, toCount("index", index, 0, MOST_CHILDREN), options);
  }

  /** The tiers of the margin venue: the terms that sessions are opened on. */
  marginTiers(options: ReadOptions = {}): Promise<readonly MarginTier[]> {
    return readMarginTiers(this.#get, options);
  }
}
