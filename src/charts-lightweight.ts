// o2-react/charts/lightweight: candles and volume on series of TradingView's Lightweight Charts. No React; of `lightweight-charts` its types alone.
export {
  type BindCandlesOptions,
  bindCandles,
  type CandleBinding,
  type DrawnCandles,
} from "./charts/bindCandles.ts";
export { priceFormatOf } from "./charts/priceFormatOf.ts";
export type { CandleColors } from "./charts/tones.ts";
