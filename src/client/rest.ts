// The REST reads, for what the feed does not carry: typed and parsed like the stream. Reads only; knows no store.
import { account, balance, bar, market, order, sides, ticker, trade } from "./entities.ts";
import { O2RestError } from "./errors.ts";
import { toPrecision, toWhole, toWirePrecision } from "./ids.ts";
import type {
  AccountInfo,
  Balance,
  Bar,
  BookSides,
  Identity,
  Market,
  MarketTicker,
  Order,
  Resolution,
  Trade,
} from "./protocol.ts";
import { createGet, type Get, type ReadOptions, type RestOptions } from "./request.ts";
import { list, Malformed, object, type Raw } from "./values.ts";

/** The most the server gives in one answer. */
export const PAGE = { trades: 50, orders: 200, bars: 5_000 } as const;

/** How many entries are read of a list that has no other end. */
const MOST = 20_000;

/**
 * What was read so far, unless it has no end: a server that begins anew with each page must not be asked for ever.
 * @throws O2RestError
 */
export function ending<T>(found: readonly T[]): readonly T[] {
  if (found.length < MOST) return found;
  throw new O2RestError(`A list did not end within ${MOST} entries.`);
}

const NO_SUCH_ACCOUNT = 4002;

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

  /** @throws O2InputError when `apiBase` is not an absolute http:// or https:// address, or an option cannot be used. */
  constructor(apiBase: string, options: RestOptions = {}) {
    this.#get = createGet(apiBase, options);
  }

  /** All markets. */
  markets(options: ReadOptions = {}): Promise<readonly Market[]> {
    return this.#get("/v1/markets", {}, (body) => list(object(body, "the answer").markets, "markets", market), options);
  }

  /** A market's book at a precision level. */
  depth({
    market: market_id,
    precision = 1,
    ...options
  }: { market: string; precision?: number } & ReadOptions): Promise<BookSides> {
    return this.#get(
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
  trades({
    market: market_id,
    count = PAGE.trades,
    before,
    ...options
  }: {
    market: string;
    count?: number;
    before?: Pick<Trade, "timestamp" | "trade_id"> | undefined;
  } & ReadOptions): Promise<readonly Trade[]> {
    const cursor = { start_timestamp: before?.timestamp, start_trade_id: before?.trade_id };
    return this.#get(
      "/v1/trades",
      { market_id, direction: "desc", count: toWhole("count", count, 1, PAGE.trades), ...cursor },
      (body) => listOr(body, "trades", trade),
      options,
    );
  }

  /** A market's candles from `from` to `to` (milliseconds since 1970), oldest first, at most 5,000. */
  bars({
    market: market_id,
    resolution,
    from,
    to,
    ...options
  }: { market: string; resolution: Resolution; from: number; to: number } & ReadOptions): Promise<readonly Bar[]> {
    return this.#get("/v1/bars", { market_id, from, to, resolution }, (body) => listOr(body, "bars", bar), options);
  }

  /** An identity's orders in a market, newest first, at most 200; those before `before`, where it is given. */
  orders({
    market: market_id,
    identity,
    isOpen,
    count = PAGE.orders,
    before,
    ...options
  }: {
    market: string;
    identity: Identity;
    isOpen?: boolean;
    count?: number;
    before?: Pick<Order, "timestamp" | "order_id"> | undefined;
  } & ReadOptions): Promise<readonly Order[]> {
    const cursor = { start_timestamp: before?.timestamp, start_order_id: before?.order_id };
    return this.#get(
      "/v1/orders",
      {
        market_id,
        ...who(identity),
        direction: "desc",
        count: toWhole("count", count, 1, PAGE.orders),
        is_open: isOpen,
        ...cursor,
      },
      (body) => {
        const raw = object(body, "the answer");
        // What the answer says once for all of its orders, each of them says in the stream.
        return list(raw.orders, "orders", (entry, at) =>
          order({ market_id, ...owner(identity), ...present(entry) }, at),
        );
      },
      options,
    );
  }

  /** What an identity holds of an asset; `undefined` when it never held any. */
  balance({
    asset: asset_id,
    identity,
    ...options
  }: { asset: string; identity: Identity } & ReadOptions): Promise<Balance | undefined> {
    return orNone(
      this.#get(
        "/v1/balance",
        { asset_id, ...who(identity) },
        (body) => balance({ ...object(body, "the answer"), identity, asset_id }, "balance"),
        options,
      ),
    );
  }

  /** The trade account of an identity: itself, or the one that a wallet owns; `undefined` when there is none. */
  account({ identity, ...options }: { identity: Identity } & ReadOptions): Promise<AccountInfo | undefined> {
    const query = "ContractId" in identity ? { trade_account_id: identity.ContractId } : { owner: identity.Address };
    return orNone(this.#get("/v1/accounts", query, (body) => accountOrNone(object(body, "the answer")), options));
  }

  /** A market's last and best prices. */
  ticker({ market: market_id, ...options }: { market: string } & ReadOptions): Promise<MarketTicker> {
    return this.#get("/v1/markets/ticker", { market_id }, (body) => ticker(first(body)), options);
  }
}

function who(identity: Identity): { readonly contract?: string; readonly address?: string } {
  return "ContractId" in identity ? { contract: identity.ContractId } : { address: identity.Address };
}

function owner(identity: Identity): { readonly account?: Identity; readonly owner?: Identity } {
  return "ContractId" in identity ? { account: identity } : { owner: identity };
}

/** A list, bare or under its name. */
function listOr<T>(body: unknown, name: string, item: (raw: Raw, at: string) => T): T[] {
  return list(Array.isArray(body) ? body : object(body, "the answer")[name], name, item);
}

function first(body: unknown): Raw {
  return object(Array.isArray(body) ? body[0] : body, "the answer");
}

function present(raw: Raw): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value != null));
}

/** That there is none the server says with null; an answer that says nothing of it is of another shape. */
function accountOrNone(raw: Raw): AccountInfo | undefined {
  return raw.trade_account_id === null || raw.trade_account === null ? undefined : account(raw);
}

async function orNone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof O2RestError && isNone(error)) return undefined;
    throw error;
  }
}

/** A 404 in another language than JSON is no word of the API's: behind a wrong address nobody has nothing. */
function isNone({ code, status, cause }: O2RestError): boolean {
  return code === NO_SUCH_ACCOUNT || (status === 404 && code === undefined && !(cause instanceof Malformed));
}
