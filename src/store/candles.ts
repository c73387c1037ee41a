// Candles out of bars and trades: read so that none is missing and none counts twice where the two meet. Pure but for the reads.
import type { Bar, Resolution, Trade } from "../client/entities.ts";
import { O2RestError } from "../client/errors.ts";
import type { ReadOptions } from "../client/request.ts";
import { ending, type O2Rest } from "../client/rest.ts";
import { PAGE } from "../client/restQueries.ts";
import { candleStart, LENGTHS } from "./candleStart.ts";
import { addTrades, newestFirst, newestTradeFirst } from "./merge.ts";
import type { CandleTopic } from "./topics.ts";

const MINUTE = 60_000;

/** Nothing documents when these begin: only a candle of the server's tells. */
const UNDOCUMENTED: readonly Resolution[] = ["3d", "1w", "3M"];

/** Whether it is not known when a topic's next candle will begin: the server has told none of its own yet. */
export function isStartUnknown({ resolution }: CandleTopic, bars: readonly Bar[]): boolean {
  return bars.length === 0 && UNDOCUMENTED.includes(resolution);
}

/**
 * The candles with some trades added, at most `limit`; the same list when there is nothing to add. Trades of one millisecond
 * are given oldest first. One older than `newest`, the latest known before, comes late and closes no candle. `known` is when
 * a candle of the server's begins, for where `bars` has none.
 */
export function addToCandles(
  bars: readonly Bar[],
  trades: readonly Trade[],
  { resolution, limit }: CandleTopic,
  newest: number = Number.NEGATIVE_INFINITY,
  known?: number,
): readonly Bar[] {
  if (trades.length === 0) return bars;
  const next = [...bars];
  for (const trade of [...trades].sort((a, b) => newestTradeFirst(b, a))) {
    add(next, ofTrade(trade), { resolution, known, isCloser: trade.timestamp >= newest });
  }
  return next.slice(-limit);
}

/** The sources of {@link readCandles}. */
export interface CandleSources {
  readonly rest: O2Rest;
  /** The exchange's time. */
  readonly now: number;
  /** The trades that are known, newest first; `undefined` where nothing was read. */
  readonly trades: readonly Trade[] | undefined;
  /** Whether the stream told a trade since the reading began. */
  readonly isTold?: () => boolean;
  /** The options of each read. */
  readonly how: ReadOptions;
}

/**
 * Reads a market's candles, of as many lengths before now as are wanted. They meet the trades at the start of a minute that
 * is long over on the server, by its newest trade's clock: bars up to there, trades from there on. So it never matters which
 * trades a bar that still grows had in it.
 * @returns the candles, once the trades that were said meanwhile are given, oldest first.
 * @throws O2RestError, transient, while there are trades but no candle of the server's tells when theirs begin.
 */
export async function readCandles(
  topic: CandleTopic,
  { rest, now, trades, isTold = () => false, how }: CandleSources,
): Promise<(said: readonly Trade[]) => readonly Bar[]> {
  const { venue, market, resolution, limit } = topic;
  const known = trades ?? (await rest.trades({ venue, market, ...how }));
  const newest = known[0]?.timestamp ?? now;
  // The estimate of the exchange's clock may be behind its newest trade.
  const end = Math.max(now, newest);
  const from = Math.max(0, candleStart(end - limit * LENGTHS[resolution], resolution));
  // A bar may be finished some moments after its minute is over.
  const seam = candleStart(newest - 5_000, "1m");
  const expected = candleStart(seam, resolution);
  const minutesFrom = (begin: number): Promise<readonly Bar[]> =>
    seam > from ? minutesBetween(begin, seam, topic, rest, how) : Promise.resolve([]);
  const [history, expectedMinutes, found] = await Promise.all([
    rest.bars({ venue, market, resolution, from, to: end, ...how }),
    minutesFrom(expected),
    tradesSince(seam, { known, isWhole: trades === undefined && known.length < PAGE.trades }, topic, rest, how),
  ]);
  const isTraded = found.some(({ timestamp }) => timestamp >= from) || isTold();
  if (isTraded && isStartUnknown(topic, history)) throw noBarYet(topic);
  // The server's candles may begin on another day than ours would.
  const begin = candleStart(seam, resolution, history.at(-1)?.timestamp);
  const minutes = begin === expected ? expectedMinutes : await minutesFrom(begin);
  return (said) => {
    const bars = history.filter((bar) => bar.timestamp < begin);
    for (const bar of minutes) {
      if (bar.timestamp >= begin && bar.timestamp < seam) add(bars, bar, { resolution, known: begin, isCloser: true });
    }
    const read = addTrades([], found, Number.POSITIVE_INFINITY);
    const all = addTrades(read, newestFirst(said), Number.POSITIVE_INFINITY);
    const since = all.filter((trade) => trade.timestamp >= seam).reverse();
    return addToCandles(bars, since, topic, undefined, begin)
      .filter((bar) => bar.timestamp >= from)
      .slice(-limit);
  };
}

function noBarYet({ resolution }: CandleTopic): O2RestError {
  return new O2RestError(
    `There are trades but no bar of ${resolution} yet, and only a bar tells when these begin. It is read again.`,
    { isTransient: true },
  );
}

/** One answer holds 5,000 bars: a week has more minutes. */
async function minutesBetween(
  begin: number,
  end: number,
  { venue, market }: CandleTopic,
  rest: O2Rest,
  how: ReadOptions,
): Promise<readonly Bar[]> {
  const span = (PAGE.bars - 1) * MINUTE;
  const starts = Array.from({ length: Math.ceil((end - begin) / span) }, (_, page) => begin + page * span);
  const read = (from: number): Promise<readonly Bar[]> =>
    rest.bars({ venue, market, resolution: "1m", from, to: Math.min(end, from + span) - 1, ...how });
  return (await Promise.all(starts.map(read))).flat();
}

async function tradesSince(
  seam: number,
  { known, isWhole }: { known: readonly Trade[]; isWhole: boolean },
  { venue, market }: CandleTopic,
  rest: O2Rest,
  how: ReadOptions,
): Promise<readonly Trade[]> {
  const found = [...known];
  // If there was none a moment ago, the stream tells the first one: read as well, it would count twice.
  let isMore = !isWhole && known.length > 0;
  while (isMore && (found.at(-1)?.timestamp ?? seam) >= seam) {
    const page = await rest.trades({ venue, market, before: ending(found).at(-1), ...how });
    found.push(...page);
    isMore = page.length === PAGE.trades;
  }
  return found;
}

function ofTrade({ timestamp, price, quantity }: Trade): Bar {
  return { timestamp, open: price, high: price, low: price, close: price, volume: quantity };
}

/**
 * Adds what happened at `bar.timestamp` to the candle it belongs to. One that comes late changes neither open nor close of
 * a later candle. Both parts of a volume are known or neither: whether a server's "buy" is the maker's or the taker's is
 * not documented, so a trade has none.
 */
function add(
  bars: Bar[],
  bar: Bar,
  { resolution, known, isCloser }: { resolution: Resolution; known: number | undefined; isCloser: boolean },
): void {
  const timestamp = candleStart(bar.timestamp, resolution, bars.at(-1)?.timestamp ?? known);
  let index = bars.length;
  while (index > 0 && (bars[index - 1]?.timestamp ?? 0) > timestamp) index -= 1;
  const last = bars[index - 1];
  if (last?.timestamp !== timestamp) {
    bars.splice(index, 0, { ...bar, timestamp });
    return;
  }
  bars[index - 1] = {
    timestamp,
    open: last.open,
    high: bar.high > last.high ? bar.high : last.high,
    low: bar.low < last.low ? bar.low : last.low,
    close: isCloser ? bar.close : last.close,
    volume: last.volume + bar.volume,
    ...partsOf(last, bar),
  };
}

function partsOf(one: Bar, other: Bar): Pick<Bar, "buy_volume" | "sell_volume"> {
  if (one.buy_volume === undefined || other.buy_volume === undefined) return {};
  if (one.sell_volume === undefined || other.sell_volume === undefined) return {};
  return { buy_volume: one.buy_volume + other.buy_volume, sell_volume: one.sell_volume + other.sell_volume };
}
