// Candles as one line of prices. Pure; draws nothing.
import type { Bar } from "../client/entities.ts";
import { shareOf } from "./shareOf.ts";

/** The size of a sparkline's box, and the time that it shows. */
export interface SparklineOptions {
  /** Default 100. */
  readonly width?: number | undefined;
  /** Default 100. */
  readonly height?: number | undefined;
  /** The time at the left edge, in milliseconds since 1970; older candles are left out. Default that of the first candle. */
  readonly from?: number | undefined;
  /** The time at the right edge: the last price stands until then. Default that of the last candle. */
  readonly to?: number | undefined;
}

/**
 * The closing prices of candles as the `points` of an SVG `polyline`. The lowest is at the bottom of the box and the highest at its top; one
 * price alone is a line across the middle. Candles are placed by their time. A stretch without trades has no candle: the price before it
 * stands until the next one begins. `""` without candles.
 *
 * @param bars oldest first, as `useCandles` gives them.
 * @example
 * ```tsx
 * const { data = [] } = useCandles({ market, resolution: "15m", limit: 96 });
 * return <svg viewBox="0 0 100 100"><polyline points={sparkline(data)} /></svg>;
 * ```
 */
export function sparkline(
  bars: readonly Pick<Bar, "timestamp" | "close">[],
  { width = 100, height = 100, from = bars[0]?.timestamp ?? 0, to }: SparklineOptions = {},
): string {
  const shown = bars.filter(({ timestamp }) => timestamp >= from);
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return "";
  const end = Math.max(to ?? 0, last.timestamp);
  const low = shown.reduce((least, { close }) => (close < least ? close : least), first.close);
  const high = shown.reduce((most, { close }) => (close > most ? close : most), first.close);
  const point = (time: number, price: bigint): string => {
    const x = end > from ? ((time - from) / (end - from)) * width : 0;
    const y = high > low ? (1 - shareOf(price - low, high - low)) * height : height / 2;
    return `${round(x)},${round(y)}`;
  };
  const distances = shown.slice(1).map(({ timestamp }, index) => timestamp - (shown[index] ?? first).timestamp);
  // The length of a candle, where two adjoin.
  const length = Math.min(...distances);
  const points = shown.flatMap(({ timestamp, close }, index) => {
    const before = shown[index - 1];
    const isGap = before && timestamp - before.timestamp > length;
    return [...(isGap ? [point(timestamp - length, before.close)] : []), point(timestamp, close)];
  });
  if (end > last.timestamp) points.push(point(end, last.close));
  return points.length > 1 ? points.join(" ") : `${points[0]} ${width},${height / 2}`;
}

function round(place: number): number {
  return Math.round(place * 100) / 100;
}
