// Older candles, read over REST from the newest to the oldest, over stretches without a trade too. Knows nothing of charts.
import type { Bar, Resolution } from "../client/entities.ts";
import { candleStart, LENGTHS } from "../store/candleStart.ts";

/** Reads the candles that begin from a time on and before another, oldest first. */
export type ReadBars = (resolution: Resolution, from: number, before: number) => Promise<readonly Bar[]>;

/** The candles that are wanted: those that begin from `from` on and before `before`, and so many at least. Times in milliseconds. */
export interface Wanted {
  readonly resolution: Resolution;
  readonly from: number;
  readonly before: number;
  readonly count: number;
}

/** Candles, oldest first, and whether there are none before them. */
export interface ReadHistory {
  readonly bars: readonly Bar[];
  readonly isBeginning: boolean;
}

/** The greatest number of candles' lengths that are read at once. */
const PAGE = 4_000;
/** The number of pages for one answer. Fewer candles than are wanted are an answer too, and the next one begins before them. */
const PAGES = 6;
/** The lengths by which the newest candle before a silence is found, coarsest first. */
const SEARCHED: readonly Resolution[] = ["1M", "1d", "1h", "1m", "1s"];

/** Reads candles backwards until there are enough, none before them, or too many pages were read. */
export async function readHistory(read: ReadBars, { resolution, from, before, count }: Wanted): Promise<ReadHistory> {
  const length = LENGTHS[resolution];
  let bars: readonly Bar[] = [];
  let end = before;
  for (let page = 0; page < PAGES && (bars.length < count || end > from); page += 1) {
    const reach = Math.max(0, end - PAGE * length, Math.min(from, end - (count - bars.length) * length));
    // Otherwise the candle that holds this time would be in neither page.
    const begin = Math.max(0, candleStart(reach, resolution));
    const found = await read(resolution, begin, end);
    bars = [...found, ...bars];
    end = begin;
    if (found.length > 0) continue;
    const last = await newestBefore(read, resolution, begin);
    if (last === undefined) return { bars, isBeginning: true };
    end = last + 1;
  }
  return { bars, isBeginning: end <= 0 };
}

/** When the newest candle before a time begins that somebody traded in. */
async function newestBefore(
  read: ReadBars,
  resolution: Resolution,
  before: number,
  lengths: readonly Resolution[] = searchedFor(resolution),
  from = 0,
): Promise<number | undefined> {
  const [length, ...finer] = lengths;
  if (length === undefined) return candleStart(from, resolution);
  const traded = (await read(length, from, before)).filter(({ volume }) => volume > 0n);
  // The newest may have all its trades behind that time; the one before it has not.
  for (const { timestamp } of traded.slice(-2).reverse()) {
    const end = Math.min(before, candleStart(timestamp + LENGTHS[length], length, timestamp));
    const found = await newestBefore(read, resolution, end, finer, timestamp);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The lengths to search by: the last one is no longer than a candle. */
function searchedFor(resolution: Resolution): readonly Resolution[] {
  const finest = SEARCHED.findIndex((length) => LENGTHS[length] <= LENGTHS[resolution]);
  return SEARCHED.slice(0, finest + 1);
}
