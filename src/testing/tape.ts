// What has been traded on one market: the newest trades, and bars. Bars are kept by the minute as trades happen and
// grouped from there, so that old history outlives its trades. It knows nothing of orders.

import type { Trade } from "../client/protocol.ts";
import { ExchangeRefusal } from "./refusal.ts";

/** The lengths a bar may have. `1w` begins on Monday, `1M` on the first, both in UTC. */
export type Resolution = "1s" | "1m" | "5m" | "15m" | "30m" | "1h" | "4h" | "1d" | "1w" | "1M";

/** What was traded in a stretch of time. Stretches without a trade have no bar. */
export interface Bar {
  /** When it begins, in milliseconds since 1970. */
  readonly time: number;
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
  /** In base chain units. */
  readonly volume: bigint;
}

/** The resolutions, finest first. */
export const RESOLUTIONS: readonly Resolution[] = ["1s", "1m", "5m", "15m", "30m", "1h", "4h", "1d", "1w", "1M"];

/** At most this many bars in one answer. */
export const MAX_BARS = 5_000;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 1_440 * MINUTE;
const LENGTHS: Readonly<Record<Exclude<Resolution, "1w" | "1M">, number>> = {
  "1s": SECOND,
  "1m": MINUTE,
  "5m": 5 * MINUTE,
  "15m": 15 * MINUTE,
  "30m": 30 * MINUTE,
  "1h": 60 * MINUTE,
  "4h": 240 * MINUTE,
  "1d": DAY,
};

/** Where the bar that holds a time begins. */
const barStart = (time: number, resolution: Resolution): number => {
  if (resolution === "1M") {
    const date = new Date(time);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  }
  // The first Monday of 1970 was the 5th of January.
  if (resolution === "1w") return Math.floor((time - 4 * DAY) / (7 * DAY)) * 7 * DAY + 4 * DAY;
  return Math.floor(time / LENGTHS[resolution]) * LENGTHS[resolution];
};

const join = (bar: Bar | undefined, time: number, next: Omit<Bar, "time">): Bar => {
  if (!bar) return { ...next, time };
  return {
    time,
    open: bar.open,
    high: next.high > bar.high ? next.high : bar.high,
    low: next.low < bar.low ? next.low : bar.low,
    close: next.close,
    volume: bar.volume + next.volume,
  };
};

/** Groups what comes in order of time into bars. */
const group = (bars: Iterable<Bar>, resolution: Resolution): Bar[] => {
  const grouped: Bar[] = [];
  for (const bar of bars) {
    const time = barStart(bar.time, resolution);
    const last = grouped.at(-1);
    if (last?.time === time) grouped[grouped.length - 1] = join(last, time, bar);
    else grouped.push(join(undefined, time, bar));
  }
  return grouped;
};

const barOf = ({ timestamp, price, quantity }: Trade): Bar => ({
  time: timestamp,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: quantity,
});

/** How many trades are remembered. */
const TRADES_KEPT = 5_000;

/** The trades of one market. */
export class Tape {
  readonly #trades: Trade[] = [];
  readonly #minutes: Bar[] = [];

  /** The newest trade. */
  get last(): Trade | undefined {
    return this.#trades.at(-1);
  }

  /** Adds a trade, which must not be older than the one before. */
  record(trade: Trade): void {
    this.#trades.push(trade);
    if (this.#trades.length >= 2 * TRADES_KEPT) this.#trades.splice(0, this.#trades.length - TRADES_KEPT);
    const time = barStart(trade.timestamp, "1m");
    const bar = barOf(trade);
    const last = this.#minutes.at(-1);
    if (last && last.time >= time) this.#minutes[this.#minutes.length - 1] = join(last, last.time, bar);
    else this.#minutes.push({ ...bar, time });
  }

  /** The remembered trades, oldest first. */
  trades(): Trade[] {
    return this.#trades.slice(-TRADES_KEPT);
  }

  /** The bars that begin between two times, both included, oldest first; seconds only as far back as trades go. */
  bars(resolution: Resolution, from: number = 0, to: number = Number.MAX_SAFE_INTEGER): Bar[] {
    if (!(from <= to)) throw new ExchangeRefusal("bad-range", `bars: from (${from}) must not be after to (${to})`);
    const source = resolution === "1s" ? this.trades().map(barOf) : this.#minutes;
    return group(source, resolution)
      .filter(({ time }) => time >= from && time <= to)
      .slice(-MAX_BARS);
  }
}
