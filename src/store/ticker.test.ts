// A market at a glance: which candles count, and what becomes of an odd market.
import { expect, it } from "vitest";
import type { Bar } from "../client/entities.ts";
import { toTicker } from "./ticker.ts";

const HOUR = 3_600_000;
const bar = (hour: number, open: bigint, high: bigint, low: bigint, close: bigint): Bar => ({
  timestamp: hour * HOUR,
  open,
  high,
  low,
  close,
  volume: 3n,
});

it("a ticker is of the 24 hours that end with the newest candle; one exactly a day older is not of them", () => {
  const bars = [
    bar(0, 1n, 900n, 1n, 1n),
    bar(1, 80n, 85n, 60n, 70n),
    bar(12, 70n, 120n, 65n, 90n),
    bar(24, 90n, 110n, 88n, 101n),
  ];
  expect(toTicker(bars)).toEqual({
    last: 101n,
    open: 80n,
    high: 120n,
    low: 60n,
    change: 21n,
    changeBasisPoints: 2_625n,
    volume: 9n,
  });
});

it("the change is negative in a market that fell, and rounded towards zero", () => {
  expect(toTicker([bar(1, 300n, 300n, 299n, 299n)])).toMatchObject({ change: -1n, changeBasisPoints: -33n });
});

it("a market without trades has a volume of zero and nothing else; one that opened at zero has no percentage", () => {
  expect(toTicker([])).toEqual({
    last: undefined,
    open: undefined,
    high: undefined,
    low: undefined,
    change: undefined,
    changeBasisPoints: undefined,
    volume: 0n,
  });
  expect(toTicker([bar(1, 0n, 5n, 0n, 5n)])).toMatchObject({ change: 5n, changeBasisPoints: undefined });
});

it("the 24 hours end now: what is older is not of them, and a trade ahead of the clock is", () => {
  const bars = [bar(0, 5n, 5n, 5n, 5n), bar(12, 7n, 9n, 6n, 8n)];
  expect(toTicker(bars, 23 * HOUR)).toMatchObject({ last: 8n, open: 5n, volume: 6n });
  expect(toTicker(bars, 24 * HOUR)).toMatchObject({ last: 8n, open: 7n, volume: 3n });
  expect(toTicker(bars, 24 * HOUR - 1)).toMatchObject({ volume: 6n });
  const quiet = { open: undefined, high: undefined, low: undefined, change: undefined, changeBasisPoints: undefined };
  expect(toTicker(bars, 36 * HOUR)).toEqual({ ...quiet, last: 8n, volume: 0n });
  expect(toTicker(bars, 9 * HOUR)).toMatchObject({ last: 8n, volume: 6n });
});

it("the last price is the newest trade's where that is older than all candles", () => {
  const trade = { trade_id: "1", side: "buy", price: 4n, quantity: 1n, total: 1n, timestamp: HOUR } as const;
  expect(toTicker([], 90 * HOUR, trade)).toMatchObject({ last: 4n, change: undefined, volume: 0n });
});
