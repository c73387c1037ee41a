// The points of a sparkline, out of candles. Pure; draws nothing.
import type { Bar } from "o2-react";

/** The parts that a place is a whole number of. */
const PARTS = 1_000n;

/** A place in a box of 1 by 1, from the top left: a number to draw with. */
export interface SparkPoint {
  readonly x: number;
  readonly y: number;
}

/**
 * The first open price and each close of candles, from the left to the right by time and from the lowest of them (1) to the highest (0).
 * Prices that are all the same are in the middle. No candles give no points.
 *
 * @param bars oldest first.
 * @param length the length of a candle in milliseconds: a close is at its end.
 */
export function sparkline(bars: readonly Bar[], length: number): readonly SparkPoint[] {
  const [first] = bars;
  const last = bars.at(-1);
  if (!first || !last) return [];
  const prices = [first.open, ...bars.map(({ close }) => close)];
  const times = [first.timestamp, ...bars.map(({ timestamp }) => timestamp + length)];
  const lowest = prices.reduce((least, price) => (price < least ? price : least));
  const highest = prices.reduce((most, price) => (price > most ? price : most));
  const range = highest - lowest;
  const span = last.timestamp + length - first.timestamp;
  return prices.map((price, index) => ({
    x: ((times[index] ?? first.timestamp) - first.timestamp) / span,
    y: range === 0n ? 0.5 : Number(((highest - price) * PARTS) / range) / Number(PARTS),
  }));
}
