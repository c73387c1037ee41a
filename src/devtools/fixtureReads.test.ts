import { expect, test } from "vitest";
import type { Bar, Trade } from "../client/entities.ts";
import { minutesOf } from "./fixtureReads.ts";

const TIME = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;

function trade(minute: number, price: bigint, quantity: bigint): Trade {
  const timestamp = TIME + minute * MINUTE + 1_000;
  return { trade_id: `${minute} ${price}`, side: "buy", price, quantity, total: 0n, timestamp };
}

/** What minutes make together. */
function joined(minutes: readonly Bar[]): Bar {
  return minutes.reduce((before, bar) => ({
    timestamp: before.timestamp,
    open: before.open,
    high: bar.high > before.high ? bar.high : before.high,
    low: bar.low < before.low ? bar.low : before.low,
    close: bar.close,
    volume: before.volume + bar.volume,
  }));
}

const CANDLE: Bar = { timestamp: TIME, open: 10n, high: 20n, low: 5n, close: 12n, volume: 100n };

test("the minutes of a candle make the candle, whether its trades are known or not", () => {
  const newestFirst = [trade(3, 12n, 4n), trade(2, 11n, 3n), trade(2, 9n, 2n), trade(-1, 99n, 50n)];
  const minutes = minutesOf(CANDLE, newestFirst);
  expect(minutes.map(({ timestamp }) => (timestamp - TIME) / MINUTE)).toEqual([0, 2, 3]);
  expect(minutes[1]).toEqual({ timestamp: TIME + 2 * MINUTE, open: 9n, high: 11n, low: 9n, close: 11n, volume: 5n });
  expect(joined(minutes)).toEqual(CANDLE);
  expect(joined(minutesOf(CANDLE, []))).toEqual(CANDLE);
});

test("candles of several lengths are made of the same minutes: each is what it was", () => {
  const hour: Bar = { timestamp: TIME, open: 7n, high: 30n, low: 3n, close: 12n, volume: 500n };
  const five: Bar = { timestamp: TIME + 55 * MINUTE, open: 10n, high: 20n, low: 5n, close: 12n, volume: 100n };
  const one = { timestamp: TIME + 58 * MINUTE, open: 11n, high: 13n, low: 9n, close: 12n, volume: 30n };
  const trades = [trade(58, 12n, 4n), trade(57, 10n, 20n), trade(40, 8n, 11n)];
  const inFive = minutesOf(five, trades, [one]);
  const all = minutesOf(hour, trades, inFive);
  expect(all.filter(({ timestamp }) => timestamp >= five.timestamp)).toEqual(inFive);
  expect(all).toContain(one);
  expect(joined(inFive)).toEqual(five);
  expect(joined(all)).toEqual(hour);
  expect(all.map(({ timestamp }) => (timestamp - TIME) / MINUTE)).toEqual([0, 40, 55, 57, 58]);
});
