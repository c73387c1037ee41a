// Candles out of bars and trades: read so that none is missing and none counts twice where the two meet. Pure but for the reads.
import type { Bar, Resolution, Trade } from "../client/protocol.ts";
import type { ReadOptions } from "../client/request.ts";
import { ending, type O2Rest, PAGE } from "../client/rest.ts";
import { newestTradeFirst } from "./entities.ts";
import type { CandleTopic } from "./topics.ts";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const LENGTHS: Readonly<Record<Resolution, number>> = {
  "1s": 1_000,
  "1m": MINUTE,
  "5m": 5 * MINUTE,
  "15m": 15 * MINUTE,
  "30m": 30 * MINUTE,
  "1h": 60 * MINUTE,
  "4h": 240 * MINUTE,
  "1d": DAY,
  "1w": 7 * DAY,
  "1M": 31 * DAY,
};

/** The resolutions, finest first. */
export const RESOLUTIONS: readonly Resolution[] = Object.keys(LENGTHS) as Resolution[];

/** When the candle begins that holds a time: weeks on Monday, months on the first, all in UTC. */
function candleStart(time: number, resolution: Resolution): number {
  if (resolution === "1M") {
    const date = new Date(time);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  }
  // 1970 began on a Thursday; its first Monday was the fifth day.
  const offset = resolution === "1w" ? 4 * DAY : 0;
  return Math.floor((time - offset) / LENGTHS[resolution]) * LENGTHS[resolution] + offset;
}

/**
 * The candles with some trades added, at most `limit`; the same list when there is nothing to add. A trade older than
 * `newest`, the latest known before, comes late and closes no candle.
 */
export function addToCandles(
  bars: readonly Bar[],
  trades: readonly Trade[],
  { resolution, limit }: CandleTopic,
  newest: number = Number.NEGATIVE_INFINITY,
): readonly Bar[] {
  if (trades.length === 0) return bars;
  const next = [...bars];
  for (const trade of [...trades].sort((a, b) => newestTradeFirst(b, a))) {
    add(next, ofTrade(trade), resolution, trade.timestamp >= newest);
  }
  return next.slice(-limit);
}

/** What {@link readCandles} needs. */
export interface CandleSources {
  readonly rest: O2Rest;
  readonly now: number;
  /** The trades that are known, newest first; `undefined` where nothing was read. */
  readonly trades: readonly Trade[] | undefined;
  /** How each read is made. */
  readonly how: ReadOptions;
}

/**
 * Reads a market's candles. They meet the trades at the start of a minute that is long over on the server, by its newest
 * trade's clock: bars up to there, trades from there on. So it never matters which trades a bar that still grows had in it.
 * @returns the candles, once the trades that were said meanwhile are given.
 */
export async function readCandles(
  topic: CandleTopic,
  { rest, now, trades, how }: CandleSources,
): Promise<(said: readonly Trade[]) => readonly Bar[]> {
  const { market, resolution, limit } = topic;
  const newest = trades?.[0]?.timestamp ?? now;
  // A bar may be finished some moments after its minute is over.
  const seam = candleStart(newest - 5_000, "1m");
  const begin = candleStart(seam, resolution);
  const from = candleStart(newest - limit * LENGTHS[resolution], resolution);
  const [history, minutes, found] = await Promise.all([
    rest.bars({ market, resolution, from, to: newest, ...how }),
    minutesBetween(begin, seam, market, rest, how),
    tradesSince(seam, trades, topic, rest, how),
  ]);
  return (said) => {
    const bars = history.filter((bar) => bar.time < begin);
    for (const bar of minutes) if (bar.time >= begin && bar.time < seam) add(bars, bar, resolution);
    const all = new Map([...found, ...said].map((trade) => [trade.trade_id, trade]));
    return addToCandles(
      bars,
      [...all.values()].filter((trade) => trade.timestamp >= seam),
      topic,
    ).slice(-limit);
  };
}

/** One answer holds 5,000 bars: a week has more minutes. */
async function minutesBetween(
  begin: number,
  end: number,
  market: string,
  rest: O2Rest,
  how: ReadOptions,
): Promise<readonly Bar[]> {
  const span = (PAGE.bars - 1) * MINUTE;
  const starts = Array.from({ length: Math.ceil((end - begin) / span) }, (_, page) => begin + page * span);
  const read = (from: number): Promise<readonly Bar[]> =>
    rest.bars({ market, resolution: "1m", from, to: Math.min(end, from + span) - 1, ...how });
  return (await Promise.all(starts.map(read))).flat();
}

async function tradesSince(
  seam: number,
  known: readonly Trade[] | undefined,
  { market }: CandleTopic,
  rest: O2Rest,
  how: ReadOptions,
): Promise<readonly Trade[]> {
  const found = [...(known ?? [])];
  // Where none was a moment ago, the stream says the first one: read as well, it would count twice.
  let isMore = known?.length !== 0;
  while (isMore && (found.at(-1)?.timestamp ?? seam) >= seam) {
    const page = await rest.trades({ market, before: ending(found).at(-1), ...how });
    found.push(...page);
    isMore = page.length === PAGE.trades;
  }
  return found;
}

function ofTrade({ timestamp, price, quantity }: Trade): Bar {
  return { time: timestamp, open: price, high: price, low: price, close: price, volume: quantity };
}

/** Adds what happened at `bar.time` to the candle it belongs to. One that comes late changes neither open nor close of a later candle. */
function add(bars: Bar[], bar: Bar, resolution: Resolution, isCloser = true): void {
  const time = candleStart(bar.time, resolution);
  let index = bars.length;
  while (index > 0 && (bars[index - 1]?.time ?? 0) > time) index -= 1;
  const last = bars[index - 1];
  if (last?.time !== time) {
    bars.splice(index, 0, { ...bar, time });
    return;
  }
  bars[index - 1] = {
    time,
    open: last.open,
    high: bar.high > last.high ? bar.high : last.high,
    low: bar.low < last.low ? bar.low : last.low,
    close: isCloser ? bar.close : last.close,
    volume: last.volume + bar.volume,
  };
}
