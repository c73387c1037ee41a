// The trades of one market: the newest ones, and bars. Bars are kept by the minute as trades happen and
// grouped from there, so that old history outlives its trades. It knows nothing of orders.
import type { Side, Trade } from "../client/entities.ts";
import type { Journal } from "./journal.ts";
import { ExchangeRefusal } from "./refusal.ts";
import type { Wire } from "./wires.ts";

/** The resolutions, finest first. */
export const RESOLUTIONS = [
  "1s",
  "1m",
  "2m",
  "3m",
  "5m",
  "15m",
  "30m",
  "1h",
  "2h",
  "4h",
  "6h",
  "8h",
  "12h",
  "1d",
  "3d",
  "1w",
  "1M",
  "3M",
] as const;

/**
 * The lengths a bar may have. `1w` begins on Monday unless `wire.weeks` says another day, `1M` and `3M` on the first of a month or
 * quarter, all in UTC.
 */
export type Resolution = (typeof RESOLUTIONS)[number];

/** The trading in a stretch of time, as the exchange keeps it. Amounts in chain units, volumes of the base asset. */
export interface TapeBar {
  /** When it begins, in milliseconds since 1970. */
  readonly timestamp: number;
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
  readonly volume: bigint;
  /** The volume that takers bought. */
  readonly buy_volume: bigint;
  /** The volume that takers sold. */
  readonly sell_volume: bigint;
}

/** At most this many bars in one answer. */
export const MAX_BARS = 5_000;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** The day of 1970's first full week that weeks begin on. */
const FIRST_DAYS: Readonly<Record<Wire["weeks"], number>> = { thursday: 0, sunday: 3, monday: 4 };

/** The start of the bar that holds a time. */
const barStart = (time: number, resolution: Resolution, weeks: Wire["weeks"]): number => {
  if (resolution === "1M" || resolution === "3M") {
    const date = new Date(time);
    const months = resolution === "1M" ? 1 : 3;
    return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months);
  }
  if (resolution === "1w") {
    const first = FIRST_DAYS[weeks] * DAY;
    return Math.floor((time - first) / (7 * DAY)) * 7 * DAY + first;
  }
  const length = Number.parseInt(resolution, 10) * (UNITS[resolution.slice(-1)] ?? DAY);
  return Math.floor(time / length) * length;
};

/** The start of the bar after the one that starts then. */
const nextStart = (start: number, resolution: Resolution, weeks: Wire["weeks"]): number => {
  let time = start;
  while (time === start) time = barStart(start + stride(resolution), resolution, weeks);
  return time;
};

const stride = (resolution: Resolution): number => {
  if (resolution === "1M") return 31 * DAY;
  if (resolution === "3M") return 92 * DAY;
  return resolution === "1w" ? 7 * DAY : Number.parseInt(resolution, 10) * (UNITS[resolution.slice(-1)] ?? DAY);
};

const join = (bar: TapeBar | undefined, timestamp: number, next: Omit<TapeBar, "timestamp">): TapeBar => {
  if (!bar) return { ...next, timestamp };
  return {
    timestamp,
    open: bar.open,
    high: next.high > bar.high ? next.high : bar.high,
    low: next.low < bar.low ? next.low : bar.low,
    close: next.close,
    volume: bar.volume + next.volume,
    buy_volume: bar.buy_volume + next.buy_volume,
    sell_volume: bar.sell_volume + next.sell_volume,
  };
};

/** Groups entries, which come in order of time, into bars. */
const group = (bars: Iterable<TapeBar>, resolution: Resolution, weeks: Wire["weeks"]): TapeBar[] => {
  const grouped: TapeBar[] = [];
  for (const bar of bars) {
    const time = barStart(bar.timestamp, resolution, weeks);
    const last = grouped.at(-1);
    if (last?.timestamp === time) grouped[grouped.length - 1] = join(last, time, bar);
    else grouped.push(join(undefined, time, bar));
  }
  return grouped;
};

const barOf = ({ timestamp, price, quantity, side }: Trade): TapeBar => {
  // A trade's side is its maker's: where a buyer made the order, a seller took it.
  const taker: Side = side === "buy" ? "sell" : "buy";
  return {
    timestamp,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: quantity,
    buy_volume: taker === "buy" ? quantity : 0n,
    sell_volume: taker === "sell" ? quantity : 0n,
  };
};

/** Puts flat bars at the last price where nothing was traded. */
export const withEmptyBars = (bars: readonly TapeBar[], resolution: Resolution, weeks: Wire["weeks"]): TapeBar[] => {
  const filled: TapeBar[] = [];
  for (const bar of bars) {
    for (let last = filled.at(-1); last && filled.length < MAX_BARS; last = filled.at(-1)) {
      const timestamp = nextStart(last.timestamp, resolution, weeks);
      if (timestamp >= bar.timestamp) break;
      const { close } = last;
      const none = { volume: 0n, buy_volume: 0n, sell_volume: 0n };
      filled.push({ timestamp, open: close, high: close, low: close, close, ...none });
    }
    filled.push(bar);
  }
  return filled;
};

/** The number of trades that are remembered. */
const TRADES_KEPT = 5_000;

/** The fees of a trade, each in the asset that its payer received. */
export type Fees = readonly [maker: bigint, taker: bigint];

/** The trades of one market. */
export class Tape {
  readonly #trades: Trade[] = [];
  /** The feed does not tell them: trades are compared with it whole. */
  readonly #fees = new WeakMap<Trade, Fees>();
  readonly #minutes: TapeBar[] = [];
  readonly #journal: Journal;
  readonly #weeks: Wire["weeks"];

  /** @param weeks the day that weeks begin on. */
  constructor(journal: Journal, weeks: Wire["weeks"]) {
    this.#journal = journal;
    this.#weeks = weeks;
  }

  /** The newest trade. */
  get last(): Trade | undefined {
    return this.#trades.at(-1);
  }

  /** Adds a trade, which must not be older than the one before. */
  record(trade: Trade, fees: Fees): void {
    this.#trades.push(trade);
    this.#fees.set(trade, fees);
    if (this.#trades.length >= 2 * TRADES_KEPT) this.#trades.splice(0, this.#trades.length - TRADES_KEPT);
    const time = barStart(trade.timestamp, "1m", this.#weeks);
    const bar = barOf(trade);
    const last = this.#minutes.at(-1);
    const joins = last !== undefined && last.timestamp >= time;
    if (joins) this.#minutes[this.#minutes.length - 1] = join(last, last.timestamp, bar);
    else this.#minutes.push({ ...bar, timestamp: time });
    this.#journal.undoBy(() => {
      this.#trades.pop();
      this.#minutes.pop();
      if (joins) this.#minutes.push(last);
    });
  }

  /** The fees of a remembered trade. */
  feesOf(trade: Trade): Fees | undefined {
    return this.#fees.get(trade);
  }

  /** The remembered trades, oldest first. */
  trades(): Trade[] {
    return this.#trades.slice(-TRADES_KEPT);
  }

  /** The bars that begin between two times, both included, oldest first; seconds only as far back as trades go. */
  bars(resolution: Resolution, from: number = 0, to: number = Number.MAX_SAFE_INTEGER): TapeBar[] {
    if (!(from <= to)) throw new ExchangeRefusal("bad-range", `bars: from (${from}) must not be after to (${to})`);
    const source = resolution === "1s" ? this.trades().map(barOf) : this.#minutes;
    return group(source, resolution, this.#weeks)
      .filter(({ timestamp }) => timestamp >= from && timestamp <= to)
      .slice(-MAX_BARS);
  }
}
