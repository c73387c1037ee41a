// The REST reads: a path and a query in, a status and a body out. Pure; it knows nothing of HTTP beyond that.

import type { Order, Trade } from "../client/protocol.ts";
import type { Who } from "./accounts.ts";
import type { Exchange } from "./exchange.ts";
import { ExchangeRefusal } from "./refusal.ts";
import { summaryOf, tickerOf } from "./summary.ts";
import { MAX_BARS, RESOLUTIONS } from "./tape.ts";
import { readId, type SnapshotKey, wireBook, wireOrder, wireTrade } from "./wire.ts";

/** An answer, before it is text. */
export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An answer that is an error: `{ code, message }`. */
class RestError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const invalid = (message: string): RestError => new RestError(400, 1001, message);

interface Read {
  readonly exchange: Exchange;
  readonly query: URLSearchParams;
  readonly key: SnapshotKey;
}

const id = ({ query }: Read, name: string): string => {
  const value = readId(query.get(name));
  if (value === undefined) throw invalid(`${name} must be 32 bytes of hex`);
  return value;
};

const integer = ({ query }: Read, name: string, fallback: number, most: number = Number.MAX_SAFE_INTEGER): number => {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most) throw invalid(`${name} must be a whole number up to ${most}, not "${text}"`);
  return value;
};

const identity = ({ query }: Read): Who => {
  const contract = readId(query.get("contract"));
  const address = readId(query.get("address") ?? query.get("account"));
  if (contract !== undefined) return { ContractId: contract };
  if (address !== undefined) return { Address: address };
  throw invalid("contract (or address) must be 32 bytes of hex");
};

/** A page of a list that comes oldest first: after the cursor, in the direction asked for. */
const page = <T>(
  read: Read,
  oldestFirst: readonly T[],
  most: number,
  idName: string,
  idOf: (item: T) => string,
  timeOf: (item: T) => number,
): T[] => {
  const direction = read.query.get("direction") ?? "desc";
  if (direction !== "asc" && direction !== "desc") throw invalid(`direction must be asc or desc, not "${direction}"`);
  const count = integer(read, "count", most, most);
  const items = direction === "asc" ? [...oldestFirst] : oldestFirst.toReversed();
  const time = read.query.has("start_timestamp") ? integer(read, "start_timestamp", 0) : undefined;
  const cursor = read.query.get(idName);
  // The cursor is the last item of the page before: by its id where that is still known, else by its time.
  const index = cursor === null ? -1 : items.findIndex((item) => idOf(item) === cursor);
  if (index >= 0) return items.slice(index + 1, index + 1 + count);
  const inReach = (item: T): boolean =>
    time === undefined || (direction === "asc" ? timeOf(item) >= time : timeOf(item) <= time);
  return items.filter(inReach).slice(0, count);
};

const markets = ({ exchange }: Read): object => ({
  chain_id: "0x0000000000000000",
  base_asset_id: exchange.markets[0]?.base.asset,
  markets: exchange.markets.map(
    ({ market_id, contract_id, maker_fee, taker_fee, min_order, dust, price_window, base, quote }) => ({
      market_id,
      contract_id,
      maker_fee,
      taker_fee,
      min_order,
      dust,
      price_window,
      base,
      quote,
    }),
  ),
});

const depth = (read: Read): object => {
  const precision = read.query.get("precision") ?? "10";
  if (!/^10{1,18}$/.test(precision))
    throw invalid(`precision must be a power of ten from 10 to 10^18, not "${precision}"`);
  const level = precision.length - 1;
  return wireBook(read.exchange.depth(id(read, "market_id"), level), read.key, level);
};

const trades = (read: Read): object => {
  const all = read.exchange.trades(id(read, "market_id"));
  const timeOf = ({ timestamp }: Trade): number => timestamp;
  return { trades: page(read, all, 50, "start_trade_id", ({ trade_id }) => trade_id, timeOf).map(wireTrade) };
};

const bars = (read: Read): object => {
  const marketId = id(read, "market_id");
  const resolution = RESOLUTIONS.find((one) => one === read.query.get("resolution"));
  if (!resolution) throw invalid(`resolution must be one of ${RESOLUTIONS.join(" ")}`);
  const from = integer(read, "from", 0);
  const to = integer(read, "to", Number.MAX_SAFE_INTEGER);
  if (from > to) throw invalid(`from (${from}) must not be after to (${to})`);
  return { bars: read.exchange.bars(marketId, resolution, from, to).slice(-MAX_BARS) };
};

const orders = (read: Read): object => {
  const market_id = read.exchange.market(id(read, "market_id")).market_id;
  const who = identity(read);
  const open = read.query.get("is_open");
  if (open !== null && open !== "true" && open !== "false")
    throw invalid(`is_open must be true or false, not "${open}"`);
  const filter = { marketId: market_id, ...(open === null ? {} : { open: open === "true" }) };
  const all = read.exchange.orders(who, filter).toReversed();
  const timeOf = ({ timestamp }: Order): number => Number(timestamp);
  return {
    identity: who,
    market_id,
    orders: page(read, all, 200, "start_order_id", ({ order_id }) => order_id, timeOf).map(wireOrder),
  };
};

const balance = (read: Read): object => {
  const asset = id(read, "asset_id");
  const found = read.exchange.balances(identity(read)).find(({ asset_id }) => asset_id === asset);
  if (!found) throw new RestError(404, 4002, "no such account, or it has never held this asset");
  const { order_books, total_locked, total_unlocked, trading_account_balance } = found;
  return { order_books, total_locked, total_unlocked, trading_account_balance };
};

const accounts = (read: Read): object => {
  const { query, exchange } = read;
  const owner = query.has("owner");
  const name = owner ? "owner" : query.has("owner_contract") ? "owner_contract" : "trade_account_id";
  const value = id(read, name);
  // No trade account here is owned by a contract.
  const who = owner ? { Address: value } : { ContractId: name === "trade_account_id" ? value : "" };
  const account = exchange.account(who);
  if (!account) throw new RestError(404, 4002, `no such account: ${name} ${value}`);
  return {
    trade_account_id: account.id,
    trade_account: {
      nonce: exchange.nonce(account),
      owner: { Address: account.owner },
      last_modification: exchange.modified(account),
    },
    session: null,
  };
};

const READS: Readonly<Record<string, (read: Read) => unknown>> = {
  "/v1/markets": markets,
  "/v1/depth": depth,
  "/v1/trades": trades,
  "/v1/bars": bars,
  "/v1/orders": orders,
  "/v1/balance": balance,
  "/v1/accounts": accounts,
  "/v1/markets/ticker": (read) => tickerOf(read.exchange, id(read, "market_id")),
  "/v1/markets/summary": (read) => summaryOf(read.exchange, id(read, "market_id")),
};

/** Answers a read, also one that cannot be: then with the error's status and `{ code, message }`. */
export const answer = (
  exchange: Exchange,
  path: string,
  query: URLSearchParams,
  key: SnapshotKey = "orders",
): RestAnswer => {
  const read = READS[path];
  try {
    if (!read) throw new RestError(404, 1001, `no such path: ${path}`);
    return { status: 200, body: read({ exchange, query, key }) };
  } catch (error) {
    if (error instanceof RestError) return { status: error.status, body: { code: error.code, message: error.message } };
    if (error instanceof ExchangeRefusal && error.code === "unknown-market") {
      return { status: 404, body: { code: 2000, message: error.message } };
    }
    throw error;
  }
};
