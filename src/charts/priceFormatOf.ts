// The way that a market's prices are written on the axis of a chart.
import type { PriceFormatBuiltIn } from "lightweight-charts";
import type { Market } from "../client/entities.ts";

/**
 * The option `priceFormat` for the series of a market's prices: as many decimals as an order in this market may have. Without it
 * the library writes two.
 *
 * @example
 * candleSeries.applyOptions({ priceFormat: priceFormatOf(market) });
 */
export function priceFormatOf({ quote: { decimals, max_precision } }: Market): PriceFormatBuiltIn {
  const precision = Math.min(decimals, max_precision);
  return { type: "price", precision, minMove: Number(`1e-${precision}`) };
}
