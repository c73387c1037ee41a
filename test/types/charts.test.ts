// Our datafeed given to TradingView's charting library, and the series of Lightweight Charts to our binding. The library's types are
// written down here as its documents have them. Kept by `tsc`: at run time nothing here is called.
import type { IChartApi, SeriesDefinition } from "lightweight-charts";
import type { Bar, FeedHandle, Market, O2Feed, Result } from "o2-react";
import { bindCandles, priceFormatOf } from "o2-react/charts/lightweight";
import { createDatafeed } from "o2-react/charts/tradingview";
import { expect, test } from "vitest";

type ResolutionString = string & { [Symbol.species]: "ResolutionString" };

interface LibrarySymbolInfo {
  name: string;
  ticker?: string;
  description: string;
  type: string;
  session: string;
  exchange: string;
  listed_exchange: string;
  timezone: "Etc/UTC" | "Europe/Paris";
  format: "price" | "volume";
  pricescale: number;
  minmov: number;
  supported_resolutions?: ResolutionString[];
  intraday_multipliers?: string[];
  visible_plots_set?: "ohlcv" | "ohlc" | "c";
  data_status?: "streaming" | "endofday" | "delayed_streaming";
}

interface DatafeedConfiguration {
  exchanges?: { value: string; name: string; desc: string }[];
  symbols_types?: { name: string; value: string }[];
  supported_resolutions?: ResolutionString[];
  supports_marks?: boolean;
  supports_time?: boolean;
}

interface ChartingBar {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume?: number;
}

interface BasicDatafeed {
  onReady(callback: (configuration: DatafeedConfiguration) => void): void;
  getServerTime?(callback: (time: number) => void): void;
  searchSymbols(
    userInput: string,
    exchange: string,
    symbolType: string,
    onResult: (
      items: { symbol: string; description: string; exchange: string; ticker?: string; type: string }[],
    ) => void,
  ): void;
  resolveSymbol(
    symbolName: string,
    onResolve: (symbolInfo: LibrarySymbolInfo) => void,
    onError: (reason: string) => void,
    extension?: { currencyCode?: string },
  ): void;
  getBars(
    symbolInfo: LibrarySymbolInfo,
    resolution: ResolutionString,
    periodParams: { from: number; to: number; countBack: number; firstDataRequest: boolean },
    onResult: (bars: ChartingBar[], meta?: { noData?: boolean; nextTime?: number | null }) => void,
    onError: (reason: string) => void,
  ): void;
  subscribeBars(
    symbolInfo: LibrarySymbolInfo,
    resolution: ResolutionString,
    onTick: (bar: ChartingBar) => void,
    listenerGuid: string,
    onResetCacheNeededCallback: () => void,
  ): void;
  unsubscribeBars(listenerGuid: string): void;
}

function datafeeds(feed: O2Feed, handle: FeedHandle): readonly BasicDatafeed[] {
  return [createDatafeed(feed), createDatafeed(handle, { venue: "turbo", onReset: () => undefined })];
}

interface Drawn {
  readonly chart: IChartApi;
  readonly candlestick: SeriesDefinition<"Candlestick">;
  readonly histogram: SeriesDefinition<"Histogram">;
  readonly market: Market;
  readonly result: Result<readonly Bar[]>;
}

function bound({ chart, candlestick, histogram, market, result }: Drawn): void {
  const candles = chart.addSeries(candlestick, { priceFormat: priceFormatOf(market) });
  const binding = bindCandles({ candles, volume: chart.addSeries(histogram) });
  binding.draw({ market, ...result });
  // @ts-expect-error Candles are no histogram.
  bindCandles({ candles: chart.addSeries(histogram) });
}

test("types are looked at by the compiler", () => {
  expect([datafeeds, bound]).toHaveLength(2);
});
