// Reads of market data: depth, trades, bars.
import type { Identity, Trade } from "../../client/entities.ts";
import { MAX_BARS, RESOLUTIONS, type TapeBar, withEmptyBars } from "../tape.ts";
import { wireBook, wireTrade } from "../wire.ts";
import { type Paging, pageOf } from "./page.ts";
import { identityOf, integerOf, invalid, marketOf, type Read } from "./query.ts";

/** `/v1/depth` */
export const depth = (read: Read): object => {
  const { exchange, query, wire } = read;
  const precision = query.get("precision") ?? "";
  if (!/^10{1,18}$/.test(precision)) {
    throw invalid(`precision must be a power of ten from 10 to 10^18, not "${precision}"`);
  }
  const { market_id } = marketOf(read);
  const limit = integerOf(read, "limit", Number.MAX_SAFE_INTEGER);
  const level = precision.length - 1;
  const { bids, asks } = exchange.depth(market_id, level);
  const most = wire.depthLimit === "honoured" ? limit : Number.MAX_SAFE_INTEGER;
  const book = { bids: bids.slice(0, most), asks: asks.slice(0, most) };
  return { action: "depth", market_id, ...wireBook(book, wire, level, wire.sides) };
};

const PAGING: Paging<Trade> = {
  most: 50,
  code: 5001,
  cursor: "start_trade_id",
  idOf: ({ trade_id }) => trade_id,
  timeOf: ({ timestamp }) => timestamp,
};

type Sided = Trade & { readonly trader_side?: "maker" | "taker" | "both" };

const tradesAnswer = (read: Read, action: string, marketId: string, all: readonly Sided[]): object => {
  const trades = pageOf(read, all, PAGING).map((trade) => wireTrade(trade, read.wire));
  return read.wire.trades === "array" ? trades : { action, market_id: marketId, trades };
};

/** The trades of an account, and its part in each. */
const tradesBy = ({ exchange }: Read, marketId: string, identity: Identity): Sided[] => {
  const id = exchange.account(identity)?.id;
  const isOwn = (party: Identity | undefined): boolean =>
    id !== undefined && party !== undefined && "ContractId" in party && party.ContractId === id;
  return exchange.trades(marketId).flatMap((trade) => {
    const [made, took] = [isOwn(trade.maker), isOwn(trade.taker)];
    if (!made && !took) return [];
    const [maker_fee = 0n, taker_fee = 0n] = exchange.feesOf(marketId, trade) ?? [];
    return [{ ...trade, maker_fee, taker_fee, trader_side: made && took ? "both" : made ? "maker" : "taker" } as const];
  });
};

const withoutPart = ({ trader_side: _, maker_fee: __, taker_fee: ___, ...trade }: Sided): Trade => trade;

/** `/v1/trades`: of everybody, or with `contract` of one account. */
export const trades = (read: Read): object => {
  const { market_id } = marketOf(read);
  const all = read.query.has("contract")
    ? tradesBy(read, market_id, identityOf(read, [])).map(withoutPart)
    : read.exchange.trades(market_id);
  return tradesAnswer(read, "get_trades", market_id, all);
};

/** `/v1/trades_by_account` */
export const tradesByAccount = (read: Read): object => {
  const { market_id } = marketOf(read);
  const identity = identityOf(read, ["account", "address"]);
  return tradesAnswer(read, "get_trades_by_account", market_id, tradesBy(read, market_id, identity));
};

const wireBar = (bar: TapeBar, { wire }: Read): object => {
  const { timestamp, open, high, low, close, volume, buy_volume, sell_volume } = bar;
  const prices = { open, high, low, close };
  if (wire.bars === "object") return { ...prices, buy_volume, sell_volume, timestamp };
  return { time: wire.bars === "array" ? Math.floor(timestamp / 1_000) : timestamp, ...prices, volume };
};

/** `/v1/bars` */
export const bars = (read: Read): object => {
  const { exchange, query, wire } = read;
  const { market_id } = marketOf(read);
  const resolution = RESOLUTIONS.find((one) => one === query.get("resolution"));
  if (!resolution) throw invalid(`resolution must be one of ${RESOLUTIONS.join(" ")}`);
  const from = integerOf(read, "from", undefined);
  const to = integerOf(read, "to", undefined);
  if (from > to) throw invalid(`from (${from}) must not be after to (${to})`, 7001);
  const count = wire.countBack === "overrides" ? integerOf(read, "count_back", 0, MAX_BARS) : 0;
  const some = exchange.bars(market_id, resolution, count > 0 ? 0 : from, to);
  const filled = wire.emptyBars === "sent" ? withEmptyBars(some, resolution, wire.weeks) : some;
  const chosen = filled.slice(count > 0 ? -count : -MAX_BARS).map((bar) => wireBar(bar, read));
  return wire.bars === "array" ? chosen : { action: "get_bars", market_id, bars: chosen };
};
