// The aggregated reads, for sites that list exchanges: human decimals, pairs such as FUEL_USDC.
import type { DepthLevel } from "../../client/entities.ts";
import type { ExchangeMarket } from "../markets.ts";
import { dayOf, percentOf } from "./markets.ts";
import { integerOf, invalid, type Read, RestError } from "./query.ts";

const DECIMAL = /0+$/;

/** Chain integers as a decimal without floats. */
const decimalOf = (amount: bigint, decimals: number): string => {
  const digits = amount.toString().padStart(decimals + 1, "0");
  const fraction = digits.slice(digits.length - decimals).replace(DECIMAL, "");
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 ? digits : fraction ? `${whole}.${fraction}` : whole;
};

const numberOr = ({ wire }: Read, text: string): unknown => (wire.aggregated === "number" ? Number(text) : text);

const plain = (symbol: string): string => symbol.replace(/^f(?=[A-Z])/, "");
const pairOf = ({ base, quote }: ExchangeMarket): string => `${base.symbol}_${quote.symbol}`;

const isNamed = (market: ExchangeMarket, name: string): boolean => {
  const asked = name.toUpperCase();
  return [pairOf(market), `${plain(market.base.symbol)}_${plain(market.quote.symbol)}`]
    .map((pair) => pair.toUpperCase())
    .includes(asked);
};

const named = ({ query, exchange }: Read, parameter: string): ExchangeMarket => {
  const name = query.get(parameter);
  if (name === null) throw invalid(`${parameter} is required, such as FUEL_USDC`);
  const market = exchange.markets.find((one) => isNamed(one, name));
  if (!market) throw new RestError(404, 2000, `there is no market "${name}"`);
  return market;
};

/** `/v1/aggregated/assets` */
export const assets = ({ exchange }: Read): object => {
  const all: Record<string, object> = {};
  for (const { base, quote, maker_fee, taker_fee } of exchange.markets) {
    for (const { symbol } of [base, quote]) {
      all[symbol] ??= {
        name: symbol,
        unified_cryptoasset_id: null,
        can_withdraw: true,
        can_deposit: true,
        min_withdraw: "0",
        min_deposit: "0",
        maker_fee: decimalOf(maker_fee, 6),
        taker_fee: decimalOf(taker_fee, 6),
      };
    }
  }
  return all;
};

const orderbookOf = (read: Read, market: ExchangeMarket): object => {
  const most = integerOf(read, "depth", 500, 500) || Number.MAX_SAFE_INTEGER;
  const { bids, asks } = read.exchange.depth(market.market_id);
  const level = ({ price, quantity }: DepthLevel): unknown[] => [
    numberOr(read, decimalOf(price, market.quote.decimals)),
    numberOr(read, decimalOf(quantity, market.base.decimals)),
  ];
  return {
    timestamp: read.exchange.now(),
    bids: bids.slice(0, most).map(level),
    asks: asks.slice(0, most).map(level),
  };
};

/** `/v1/aggregated/orderbook` */
export const orderbook = (read: Read): object => {
  const level = integerOf(read, "level", 2, 3);
  if (level < 2) throw invalid(`level must be 2 or 3, not ${level}`);
  return orderbookOf(read, named(read, "market_pair"));
};

/** `/v1/aggregated/coingecko/orderbook` */
export const coingeckoOrderbook = (read: Read): object => {
  const market = named(read, "ticker_id");
  return { ticker_id: pairOf(market), ...orderbookOf(read, market) };
};

/** A market's last day in human decimals. */
const figuresOf = (read: Read, market: ExchangeMarket) => {
  const { base, quote } = market;
  const day = dayOf(read, market);
  const { bid = 0n, ask = 0n } = read.exchange.top(market.market_id);
  const price = (amount: bigint): unknown => numberOr(read, decimalOf(amount, quote.decimals));
  return {
    last: price(day.last),
    high: price(day.high),
    low: price(day.low),
    bid: price(bid),
    ask: price(ask),
    base: numberOr(read, decimalOf(day.baseVolume, base.decimals)),
    quote: price(day.quoteVolume),
    change: numberOr(read, percentOf(day.last - day.open, day.open)),
  };
};

/** `/v1/aggregated/summary` */
export const aggregatedSummary = (read: Read): object =>
  read.exchange.markets.map((market) => {
    const { last, high, low, bid, ask, base, quote, change } = figuresOf(read, market);
    return {
      trading_pairs: pairOf(market),
      base_currency: market.base.symbol,
      quote_currency: market.quote.symbol,
      last_price: last,
      lowest_ask: ask,
      highest_bid: bid,
      price_change_percent_24h: change,
      highest_price_24h: high,
      lowest_price_24h: low,
      base_volume: base,
      quote_volume: quote,
    };
  });

/** `/v1/aggregated/ticker` */
export const aggregatedTicker = (read: Read): object =>
  Object.fromEntries(
    read.exchange.markets.map((market) => {
      const { last, base, quote } = figuresOf(read, market);
      return [pairOf(market), { last_price: last, base_volume: base, quote_volume: quote }];
    }),
  );

/** `/v1/aggregated/coingecko/tickers` */
export const coingeckoTickers = (read: Read): object =>
  read.exchange.markets.map((market) => {
    const { last, high, low, bid, ask, base, quote } = figuresOf(read, market);
    const currencies = { base_currency: market.base.symbol, target_currency: market.quote.symbol };
    const volumes = { base_volume: base, target_volume: quote };
    return { ticker_id: pairOf(market), ...currencies, last_price: last, ...volumes, bid, ask, high, low };
  });

/** `/v1/aggregated/trades` */
export const aggregatedTrades = (read: Read): object => {
  const market = named(read, "market_pair");
  const all = read.exchange.trades(market.market_id).slice(-50);
  const amountOf = (amount: bigint, decimals: number): string =>
    read.wire.aggregatedTrades === "integers" ? String(amount) : decimalOf(amount, decimals);
  return [...all].reverse().map(({ price, quantity, total, timestamp, side }, index) => ({
    // A running number; the aggregated reads know no order ids.
    trade_id: all.length - index,
    price: amountOf(price, market.quote.decimals),
    base_volume: amountOf(quantity, market.base.decimals),
    quote_volume: amountOf(total, market.quote.decimals),
    timestamp,
    type: side === "buy" ? "sell" : "buy",
  }));
};
