// The stretches without a candle between two candles, so that a chart's axis is one of time. Pure; knows nothing of charts.
import type { Resolution } from "../client/entities.ts";
import { candleStart, LENGTHS } from "../store/candleStart.ts";

/** The most candles that one chart is given at once, also where it has none: `useCandles` gives no more. */
export const MOST = 5_000;

/** The number of candles that would fit between the beginnings of two. */
export function stretchesBetween(from: number, to: number, resolution: Resolution): number {
  return (to - from) / LENGTHS[resolution];
}

/** When the candles would begin that are missing between two, oldest first, in milliseconds since 1970. */
export function emptyStarts(after: number, before: number, resolution: Resolution): readonly number[] {
  const starts: number[] = [];
  const next = (start: number): number => candleStart(start + LENGTHS[resolution], resolution, start);
  for (let start = next(after); start < before; start = next(start)) starts.push(start);
  return starts;
}
