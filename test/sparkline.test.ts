// The points of a market list's small charts.
import type { Bar } from "o2-react";
import { expect, test } from "vitest";
import { sparkline } from "../stories/parts/sparkline.ts";

const MINUTE = 60_000;
const bar = (minute: number, open: bigint, close: bigint): Bar => ({
  timestamp: minute * MINUTE,
  open,
  high: open + 10n,
  low: open - 10n,
  close,
  volume: 1n,
});

test("a sparkline begins at the first open price and goes from close to close, by time", () => {
  // The third minute has no candle.
  expect(sparkline([bar(0, 100n, 120n), bar(1, 120n, 110n), bar(3, 110n, 140n)], MINUTE)).toEqual([
    { x: 0, y: 1 },
    { x: 0.25, y: 0.5 },
    { x: 0.5, y: 0.75 },
    { x: 1, y: 0 },
  ]);
});

test("prices beyond the reach of a float keep their places", () => {
  const base = 10n ** 30n;
  expect(sparkline([bar(0, base, base + 4n), bar(1, base, base + 1n)], MINUTE).map(({ y }) => y)).toEqual([1, 0, 0.75]);
});

test("prices that are all the same are in the middle, and no candles give no points", () => {
  expect(sparkline([bar(0, 7n, 7n)], MINUTE)).toEqual([
    { x: 0, y: 0.5 },
    { x: 1, y: 0.5 },
  ]);
  expect(sparkline([], MINUTE)).toEqual([]);
});
