// The part of the charting library's datafeed contract that we keep, in types of our own: that library is on no registry. Types only.

/** A resolution as the library writes it, `"1S"`, `"5"`, `"60"` or `"1D"`, marked as the library's types mark it. */
export type ChartResolution = string & { [Symbol.species]: "ResolutionString" };

/** A bar as the library takes it. `time` in milliseconds since 1970, prices and volume in whole units. */
export interface ChartBar {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** The abilities of a datafeed. */
export interface ChartConfiguration {
  exchanges: { value: string; name: string; desc: string }[];
  symbols_types: { name: string; value: string }[];
  supported_resolutions: ChartResolution[];
  supports_marks: boolean;
  supports_timescale_marks: boolean;
  supports_time: boolean;
}

/** A market in the library's search. */
export interface ChartSearchResult {
  symbol: string;
  full_name: string;
  ticker: string;
  description: string;
  exchange: string;
  type: string;
}

/** A market as the library knows it. Its `ticker` is the market's id. */
export interface ChartSymbol {
  name: string;
  full_name: string;
  ticker: string;
  description: string;
  type: string;
  session: string;
  timezone: "Etc/UTC";
  exchange: string;
  listed_exchange: string;
  format: "price";
  minmov: number;
  pricescale: number;
  volume_precision: number;
  has_seconds: boolean;
  seconds_multipliers: string[];
  has_intraday: boolean;
  intraday_multipliers: string[];
  has_daily: boolean;
  has_weekly_and_monthly: boolean;
  supported_resolutions: ChartResolution[];
  visible_plots_set: "ohlcv";
  data_status: "streaming";
}

/** A stretch of history that the library asks for: `from` and `to` in seconds since 1970, `to` itself not among it. */
export interface ChartPeriod {
  from: number;
  to: number;
  /** The number of bars before `to` that are wanted, also where they begin before `from`; missing where a reader chose a period. */
  countBack?: number | undefined;
  /** Whether all up to the newest is wanted: `to` is then of the page's own clock. */
  firstDataRequest: boolean;
}

/** The methods of the contract, to be given to the library's widget as its `datafeed`. Each calls back later, never while it is called. */
export interface ChartDatafeed {
  /** Tells the library what this datafeed can do. */
  onReady(callback: (configuration: ChartConfiguration) => void): void;
  /** The exchange's time in seconds since 1970. The library asks only where `supports_time` is true. */
  getServerTime(callback: (seconds: number) => void): void;
  /** The markets whose name contains `userInput`. */
  searchSymbols(
    userInput: string,
    exchange: string,
    symbolType: string,
    onResult: (items: ChartSearchResult[]) => void,
  ): void;
  /** The market of this name or id; `onError` where there is none. */
  resolveSymbol(symbolName: string, onResolve: (symbol: ChartSymbol) => void, onError: (reason: string) => void): void;
  /** The bars of a period, oldest first; `noData` where there is none before it. */
  getBars(
    symbolInfo: { readonly name: string; readonly ticker?: string | undefined },
    resolution: string,
    period: ChartPeriod,
    onResult: (bars: ChartBar[], meta: { noData: boolean }) => void,
    onError: (reason: string) => void,
  ): void;
  /** The newest bar, at each change, until `unsubscribeBars` is called with the same `listenerGuid`. `onResetCacheNeededCallback` is called when bars already given are no longer right. */
  subscribeBars(
    symbolInfo: { readonly name: string; readonly ticker?: string | undefined },
    resolution: string,
    onTick: (bar: ChartBar) => void,
    listenerGuid: string,
    onResetCacheNeededCallback: () => void,
  ): void;
  /** Ends what `subscribeBars` began. */
  unsubscribeBars(listenerGuid: string): void;
}
