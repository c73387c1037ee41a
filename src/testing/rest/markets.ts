// Reads about the exchange and its markets: metadata, fees, ticker and summary of the last 24 hours.
import type { ExchangeMarket } from "../markets.ts";
import { idFrom } from "../random.ts";
import type { TapeBar } from "../tape.ts";
import { invalid, marketOf, type Read } from "./query.ts";

const DAY = 86_400_000;

/** The margin venue's entry has its own book's contract, and names that of spot beside it. */
const marketEntry = (market: ExchangeMarket, isTurbo: boolean): object => {
  const { market_id, contract_id, maker_fee, taker_fee, min_order, dust, price_window, base, quote } = market;
  return {
    contract_id,
    market_id,
    whitelist_id: null,
    blacklist_id: null,
    maker_fee: maker_fee.toString(),
    taker_fee: taker_fee.toString(),
    min_order: min_order.toString(),
    dust: dust.toString(),
    price_window: String(price_window),
    base,
    quote,
    ...(isTurbo && { turbo: true, canonical_contract_id: idFrom(`order book ${market.pair}`) }),
  };
};

/** The margin venue's contracts, by which a network says that it has one. */
const marginOf = ({ exchange, margin }: Read): object => ({
  collateral_asset_id: exchange.markets[0]?.quote.asset,
  margin_pool_id: idFrom("margin pool"),
  margin_oracle_id: idFrom("margin oracle"),
  ...(margin?.stressBand !== undefined && { stress_band_bps: String(margin.stressBand) }),
});

/** The registry that `RegisterReferer` is an action of. */
export const accountsRegistry = (): string => idFrom("registry of accounts");

/** `/v1/markets` */
export const markets = (read: Read): object => {
  const { exchange, wire, turbo, hasMargin } = read;
  return {
    books_registry_id: idFrom("registry of books"),
    accounts_registry_id: accountsRegistry(),
    trade_account_oracle_id: idFrom("trade account oracle"),
    chain_id: wire.chainId === "hex" ? "0x0000000000000000" : "0",
    base_asset_id: exchange.markets[0]?.base.asset,
    books_whitelist_id: null,
    books_blacklist_id: null,
    fast_bridge_asset_registry_contract_id: null,
    margin: hasMargin ? marginOf(read) : null,
    markets: exchange.markets.map((market) => marketEntry(market, turbo)),
  };
};

/** `/v1/markets/fees`: it exists, and nobody knows its shape. */
export const fees = ({ exchange }: Read): object => ({
  fees: exchange.markets.map(({ market_id, maker_fee, taker_fee }) => ({ market_id, maker_fee, taker_fee })),
});

/** The last 24 hours of a market, up to now. */
export interface Day {
  readonly bars: readonly TapeBar[];
  readonly open: bigint;
  readonly last: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly baseVolume: bigint;
  readonly quoteVolume: bigint;
  /** The last price before it. */
  readonly before: bigint;
}

/** Sums up the last 24 hours of a market. */
export const dayOf = ({ exchange }: Read, { market_id, scale }: ExchangeMarket): Day => {
  const now = exchange.now();
  const bars = exchange.bars(market_id, "1m", now - DAY, now);
  const last = exchange.lastTrade(market_id)?.price ?? 0n;
  const open = bars[0]?.open ?? last;
  return {
    bars,
    open,
    last,
    high: bars.reduce((high, bar) => (bar.high > high ? bar.high : high), last),
    low: bars.reduce((low, bar) => (bar.low < low ? bar.low : low), last),
    baseVolume: bars.reduce((sum, { volume }) => sum + volume, 0n),
    quoteVolume: bars.reduce((sum, { volume, close }) => sum + (volume * close) / scale, 0n),
    before: exchange.bars(market_id, "1m", 0, Math.max(0, now - DAY - 1)).at(-1)?.close ?? open,
  };
};

/** Hundredths of a percent as a decimal string: `-1.25`. */
export const percentOf = (part: bigint, whole: bigint): string => {
  if (whole === 0n) return "0.00";
  const hundredths = (part * 10_000n) / whole;
  const size = hundredths < 0n ? -hundredths : hundredths;
  return `${hundredths < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
};

/** The name of a market in its ticker or summary. */
const nameOf = ({ wire }: Read, market_id: string): string | null => (wire.dayNames === "given" ? market_id : null);

const half = (sum: bigint): string => `${sum / 2n}${sum % 2n === 0n ? "" : ".5"}`;

const tickerOf = (read: Read, market: ExchangeMarket): object => {
  const { exchange, wire } = read;
  const { market_id } = market;
  const { bids, asks } = exchange.depth(market_id);
  const { open, last, high, low, baseVolume: base_volume, quoteVolume: quote_volume, before } = dayOf(read, market);
  const [bid, ask] = [bids[0], asks[0]];
  if (wire.ticker === "object") {
    const best = { best_bid: bid?.price ?? 0n, best_ask: ask?.price ?? 0n };
    return { market_id, last_price: last, ...best, base_volume, quote_volume };
  }
  return {
    market_id: nameOf(read, market_id),
    high,
    low,
    bid: bid?.price ?? null,
    bid_volume: bid?.quantity ?? null,
    ask: ask?.price ?? null,
    ask_volume: ask?.quantity ?? null,
    open,
    close: last,
    last,
    previous_close: before,
    change: last - open,
    percentage: percentOf(last - open, open),
    average: half(last + open),
    base_volume,
    quote_volume,
    timestamp: String(exchange.now()),
  };
};

const summaryOf = (read: Read, market: ExchangeMarket): object => {
  const { open, last, high, low, baseVolume: base_volume, quoteVolume: quote_volume } = dayOf(read, market);
  const change = percentOf(last - open, open);
  if (read.wire.summary === "object") {
    const prices = { price: last, price_change_percent_24h: change, highest_price_24h: high, lowest_price_24h: low };
    return { ...prices, base_volume, quote_volume };
  }
  const { market_id } = market;
  const prices = { high_price: high, low_price: low, last_price: last };
  const volume_24h = read.wire.volume24h === "quote" ? quote_volume : base_volume;
  return { market_id: nameOf(read, market_id), ...prices, volume_24h, change_24h: change };
};

/** The markets that are meant where none is named. */
const unnamed = ({ exchange, wire }: Read): readonly ExchangeMarket[] => {
  if (wire.dayReads === "refused") throw invalid("market_id is required");
  return wire.dayReads === "one" ? exchange.markets.slice(0, 1) : exchange.markets;
};

/** One market, or all of them where none is named. */
const perMarket =
  (spelling: "ticker" | "summary", entry: (read: Read, market: ExchangeMarket) => object) =>
  (read: Read): object => {
    const some = read.query.has("market_id") ? [marketOf(read)] : unnamed(read);
    const entries = some.map((market) => entry(read, market));
    const [first] = entries;
    return read.wire[spelling] === "object" && entries.length === 1 && first ? first : entries;
  };

/** `/v1/markets/ticker` */
export const ticker: (read: Read) => object = perMarket("ticker", tickerOf);

/** `/v1/markets/summary` */
export const summary: (read: Read) => object = perMarket("summary", summaryOf);
