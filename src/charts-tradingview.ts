// o2-react/charts/tradingview: a datafeed for TradingView's charting library over a feed. No React, and nothing of that library.
export { createDatafeed, type DatafeedOptions, type DatafeedSource } from "./charts/createDatafeed.ts";
export type {
  ChartBar,
  ChartConfiguration,
  ChartDatafeed,
  ChartPeriod,
  ChartResolution,
  ChartSearchResult,
  ChartSymbol,
} from "./charts/datafeedTypes.ts";
