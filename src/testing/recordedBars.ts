// The bars of a recording for any stretch of time: those that were recorded, and from the trades on that it holds those that
// these make, so that who comes late misses nothing. Pure.
import { bareId, type Entry, queryOf, type RecordedRead, textWith } from "./recordedReads.ts";

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: MINUTE, h: 60 * MINUTE, d: 24 * 60 * MINUTE };

/** A trade of a recording. */
export interface RecordedTrade {
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly price: bigint;
  readonly quantity: bigint;
}

interface Bar {
  readonly timestamp: number;
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
  readonly volume: bigint;
}

/** A time in seconds or milliseconds, as text or as a number, in milliseconds. */
const timeOf = (value: unknown): number => {
  const time = Number(value);
  return time < 1e11 ? time * 1_000 : time;
};

/** A recording may hold garbage. */
const isAmount = (value: unknown): boolean => /^\d+$/.test(String(value));

const amount = (value: unknown): bigint => (isAmount(value) ? BigInt(String(value)) : 0n);

/** Trades, oldest first and each once, out of entries of frames and answers. */
export const tradesOf = (entries: readonly Entry[]): readonly RecordedTrade[] => {
  const unique = new Map<string, RecordedTrade>();
  for (const { trade_id, timestamp, price, quantity } of entries) {
    const id = bareId(trade_id);
    if (unique.has(id) || ![timestamp, price, quantity].every(isAmount)) continue;
    unique.set(id, { time: timeOf(timestamp), price: amount(price), quantity: amount(quantity) });
  }
  return [...unique.values()].sort((one, other) => one.time - other.time);
};

const startOf = ({ timestamp, time }: Entry): number => timeOf(timestamp ?? time);

/** The stretch that a read asks for. An answer that was put together, by the devtools, is of all times. */
const stretchOf = (query: URLSearchParams): readonly [from: number, to: number] => [
  Number(query.get("from") ?? Number.NEGATIVE_INFINITY),
  Number(query.get("to") ?? Number.POSITIVE_INFINITY),
];

/** The recorded bars that begin in a stretch, and whether the answers cover all of it. Each comes from the best answer that covers it. */
const recordedIn = (
  [from, to]: readonly [from: number, to: number],
  answers: readonly RecordedRead[],
): { readonly found: Map<number, Entry>; readonly isCovered: (time: number) => boolean } => {
  const found = new Map<number, Entry>();
  const stretches: (readonly [from: number, to: number])[] = [];
  const isCovered = (time: number): boolean => stretches.some(([begin, end]) => time >= begin && time <= end);
  for (const { entries, query } of answers) {
    if (!entries) continue;
    const [begin, end] = stretchOf(query);
    for (const entry of entries) {
      const start = startOf(entry);
      if (start >= from && start <= to && start >= begin && start <= end && !isCovered(start)) found.set(start, entry);
    }
    stretches.push([begin, end]);
  }
  return { found, isCovered };
};

const join = (bar: Bar | undefined, next: Bar): Bar =>
  bar
    ? {
        timestamp: bar.timestamp,
        open: bar.open,
        high: next.high > bar.high ? next.high : bar.high,
        low: next.low < bar.low ? next.low : bar.low,
        close: next.close,
        volume: bar.volume + next.volume,
      }
    : next;

const ofTrade = ({ time, price, quantity }: RecordedTrade): Bar => ({
  timestamp: time,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: quantity,
});

const ofEntry = (entry: Entry): Bar => {
  const { open, high, low, close, volume, buy_volume, sell_volume } = entry;
  return {
    timestamp: startOf(entry),
    open: amount(open),
    high: amount(high),
    low: amount(low),
    close: amount(close),
    volume: volume == null ? amount(buy_volume) + amount(sell_volume) : amount(volume),
  };
};

/** The parts that bars are put together from. */
export interface BarSources {
  /** The answers to the read's subject, the best one first. */
  readonly answers: readonly RecordedRead[];
  /** The same for bars of a minute. */
  readonly minutes: readonly RecordedRead[];
  /** All trades so far without a gap, oldest first. */
  readonly trades: readonly RecordedTrade[];
}

/**
 * The bars that a read asks for; `undefined` where nothing was recorded of it. A recorded bar that was still under way is made
 * anew of recorded minutes and of trades, and so are those that began since.
 */
export const recordedBars = (
  path: string,
  { answers, minutes, trades }: BarSources,
): { readonly status: number; readonly text: string } | undefined => {
  const [best] = answers;
  if (!best) return undefined;
  const like = answers.find(({ entries }) => entries);
  if (!best.entries || !like) return { status: best.status, text: best.text };
  const query = queryOf(path);
  const [from, to] = stretchOf(query);
  const { found, isCovered } = recordedIn([from, to], answers);
  const [, amount, unit = ""] = /^(\d+)([smhd])$/.exec(query.get("resolution") ?? "") ?? [];
  const length = Number(amount) * (UNITS[unit] ?? Number.NaN);
  // Longer bars begin on days that the exchange chooses, and last longer than recordings.
  if (length > 0) {
    const newest = trades.at(-1)?.time ?? Number.POSITIVE_INFINITY;
    for (const start of found.keys()) if (start > newest) found.delete(start);
    for (const bar of made([from, to], length, { minutes, trades })) {
      const recorded = found.get(bar.timestamp);
      // A bar only grows: whichever has more volume has more of its trades in it.
      if (!recorded || ofEntry(recorded).volume < bar.volume) found.set(bar.timestamp, toEntry(bar));
    }
  }
  // A clock that is years from the recording's asks for a time that it knows nothing of: it gets what there is.
  if (found.size === 0 && !isCovered(from) && !isCovered(to)) return { status: best.status, text: best.text };
  const bars = [...found].sort(([one], [other]) => one - other).map(([, entry]) => entry);
  return { status: like.status, text: textWith(like, bars) };
};

const toEntry = (bar: Bar): Entry =>
  Object.fromEntries(
    Object.entries(bar).map(([name, value]) => [name, typeof value === "bigint" ? String(value) : value]),
  );

/** The bars from the one on that holds the oldest known trade, as far as minutes and trades are known. */
const made = (
  [from, to]: readonly [from: number, to: number],
  length: number,
  { minutes, trades }: Pick<BarSources, "minutes" | "trades">,
): Iterable<Bar> => {
  const [oldest] = trades;
  if (!oldest) return [];
  // The first stretch of which all trades are known: of the one before, some may be older than the oldest.
  const unit = Math.min(length, MINUTE);
  const whole = (Math.floor(oldest.time / unit) + 1) * unit;
  const { found } = recordedIn([Math.floor(whole / length) * length, whole - 1], minutes);
  const parts = [...found.values()].map(ofEntry).sort((one, other) => one.timestamp - other.timestamp);
  const known = trades.filter(({ time }) => time >= whole).map(ofTrade);
  const bars = new Map<number, Bar>();
  for (const part of [...parts, ...known]) {
    const start = Math.floor(part.timestamp / length) * length;
    if (start >= from && start <= to) bars.set(start, join(bars.get(start), { ...part, timestamp: start }));
  }
  return bars.values();
};
