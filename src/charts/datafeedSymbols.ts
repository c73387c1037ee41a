// Markets as the charting library knows them, and lengths of candles as it writes them. Pure.
import type { Bar, Market, Resolution } from "../client/entities.ts";
import type { ChartBar, ChartConfiguration, ChartResolution, ChartSearchResult, ChartSymbol } from "./datafeedTypes.ts";
import { toFloat } from "./toFloat.ts";

/** The resolutions that are read. The library makes weeks and months out of days: which day ours begin on is not documented. */
const READ: Readonly<Record<string, Resolution>> = {
  "1S": "1s",
  "1": "1m",
  "2": "2m",
  "3": "3m",
  "5": "5m",
  "15": "15m",
  "30": "30m",
  "60": "1h",
  "120": "2h",
  "240": "4h",
  "360": "6h",
  "480": "8h",
  "720": "12h",
  "1D": "1d",
};

const MADE = ["1W", "1M"];

const TYPE = "crypto";

/** The candles that the library means, as we name their length; `undefined` for one that is not read. It leaves out a 1 before a letter. */
export function toResolution(resolution: string): Resolution | undefined {
  return READ[/^[A-Z]$/.test(resolution) ? `1${resolution}` : resolution];
}

/** The abilities of a datafeed of this exchange. */
export function configurationOf(exchange: string): ChartConfiguration {
  return {
    exchanges: [{ value: exchange, name: exchange, desc: exchange }],
    symbols_types: [{ name: TYPE, value: TYPE }],
    supported_resolutions: resolutions(),
    supports_marks: false,
    supports_timescale_marks: false,
    supports_time: true,
  };
}

/** A market to be charted. Trades happen at all hours, and candles begin in UTC. */
export function symbolOf(market: Market, exchange: string): ChartSymbol {
  const { base, quote } = market;
  return {
    name: market.pair,
    full_name: `${exchange}:${market.pair}`,
    ticker: market.market_id,
    description: `${base.symbol} / ${quote.symbol}`,
    type: TYPE,
    session: "24x7",
    timezone: "Etc/UTC",
    exchange,
    listed_exchange: exchange,
    format: "price",
    minmov: 1,
    pricescale: 10 ** Math.min(quote.decimals, quote.max_precision),
    volume_precision: Math.min(base.decimals, base.max_precision),
    has_seconds: true,
    seconds_multipliers: ["1"],
    has_intraday: true,
    intraday_multipliers: Object.keys(READ).filter((name) => /^\d+$/.test(name)),
    has_daily: true,
    has_weekly_and_monthly: false,
    supported_resolutions: resolutions(),
    visible_plots_set: "ohlcv",
    data_status: "streaming",
  };
}

/** The markets that fit what a reader types, in any case, with or without the test networks' `f` and the stroke between two symbols. */
export function search(
  markets: readonly Market[],
  typed: { readonly text: string; readonly exchange: string; readonly type: string },
  exchange: string,
): ChartSearchResult[] {
  if ((typed.exchange !== "" && typed.exchange !== exchange) || (typed.type !== "" && typed.type !== TYPE)) return [];
  const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
  const withoutPrefix = (symbol: string): string => symbol.replace(/^f(?=[A-Z])/, "");
  const fits = ({ base, quote }: Market): boolean =>
    [base.symbol + quote.symbol, withoutPrefix(base.symbol) + withoutPrefix(quote.symbol)].some((name) =>
      bare(name).includes(bare(typed.text)),
    );
  return markets.filter(fits).map((market) => {
    const { name, full_name, ticker, description, type } = symbolOf(market, exchange);
    return { symbol: name, full_name, ticker, description, exchange, type };
  });
}

/** A candle as a bar of the library's: the floats nearest to the exact amounts, for it draws floats. */
export function toChartBar({ timestamp, open, high, low, close, volume }: Bar, { base, quote }: Market): ChartBar {
  return {
    time: timestamp,
    open: toFloat(open, quote.decimals),
    high: toFloat(high, quote.decimals),
    low: toFloat(low, quote.decimals),
    close: toFloat(close, quote.decimals),
    volume: toFloat(volume, base.decimals),
  };
}

function resolutions(): ChartResolution[] {
  return [...Object.keys(READ), ...MADE] as ChartResolution[];
}
