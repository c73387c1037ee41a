// A datafeed for TradingView's charting library over a feed: the methods of its contract. Imports nothing of that library.
import type { Bar, Market, Resolution } from "../client/entities.ts";
import { findMarket } from "../client/pairs.ts";
import type { Venue } from "../client/protocol.ts";
import type { FeedHandle } from "../port/FeedHandle.ts";
import { LENGTHS } from "../store/candleStart.ts";
import { type CandleTopic, feedId } from "../store/topics.ts";
import { BarStreams } from "./BarStreams.ts";
import { configurationOf, search, symbolOf, toChartBar, toResolution } from "./datafeedSymbols.ts";
import type { ChartDatafeed, ChartPeriod } from "./datafeedTypes.ts";
import { type ReadBars, readHistory } from "./readHistory.ts";

/** The settings of a datafeed. */
export interface DatafeedOptions {
  /** The venue of the markets. Default `"spot"`. */
  readonly venue?: Venue | undefined;
  /** The name of the exchange, as the library shows it. Default `"O2"`. */
  readonly exchange?: string | undefined;
  /**
   * Called after the library was told to forget the bars that it has: `() => widget.activeChart().resetData()`. A datafeed cannot do that
   * itself, and without it the chart shows the former bars until it is opened anew.
   */
  readonly onReset?: (() => void) | undefined;
}

/** The feed of a datafeed: that of `createO2Feed`, or of `useO2Feed`. */
export type DatafeedSource = Pick<FeedHandle, "store" | "rest" | "retain" | "until" | "wantMarkets" | "serverTime">;

/** The newest candles, which the feed keeps current; those before them are read as they are asked for. */
const KEPT = 500;

/**
 * A datafeed for TradingView's charting library: give it to the widget as its `datafeed`. The feed is connected by whoever made it.
 *
 * `getBars` gives what the exchange has, ascending, over stretches without a trade too, and `noData` where nothing is before them; while the
 * link is down it answers once the gap is read. `subscribeBars` tells whole bars: each replaces the newest or follows it. While what is
 * shown is stale it tells nothing; afterwards it tells what came meanwhile. Only where a bar before the newest is another than was
 * told, or where more was missed than the feed keeps, `onResetCacheNeededCallback` is called instead, once what was missed is read: the
 * library asks again then, and not too early. Errors are sentences.
 *
 * Prices and volumes are the floats nearest to the exact amounts, in whole units: the library draws floats.
 *
 * @example
 * const datafeed = createDatafeed(feed);
 */
export function createDatafeed(feed: DatafeedSource, options: DatafeedOptions = {}): ChartDatafeed {
  const { venue, exchange = "O2", onReset } = options;
  const streams = new BarStreams(feed);
  const marketOf = async (name: string): Promise<Market> =>
    findMarket(await marketsOf(feed), nameWithin(name, exchange));
  const topicOf = (market: Market, resolution: string): CandleTopic => ({
    channel: "candles",
    market: market.market_id,
    venue,
    resolution: known(resolution),
    limit: KEPT,
  });
  return {
    onReady: (callback) => later(async () => configurationOf(exchange), callback),
    getServerTime: (callback) => later(async () => Math.floor(timeOf(feed) / 1_000), callback),
    searchSymbols: (text, on, type, onResult) =>
      later(
        async () => search(await marketsOf(feed), { text, exchange: on, type }, exchange),
        onResult,
        () => onResult([]),
      ),
    resolveSymbol: (name, onResolve, onError) =>
      later(async () => symbolOf(await marketOf(name), exchange), onResolve, onError),
    getBars: ({ name, ticker = name }, resolution, period, onResult, onError) =>
      later(
        async () => {
          const market = await marketOf(ticker);
          const topic = topicOf(market, resolution);
          const { bars, newest, isBeginning } = await barsOf(feed, topic, period);
          if (newest) streams.note(topic, newest);
          return { bars: bars.map((bar) => toChartBar(bar, market)), noData: bars.length === 0 && isBeginning };
        },
        ({ bars, noData }) => onResult(bars, { noData }),
        onError,
      ),
    subscribeBars: ({ name, ticker = name }, resolution, onTick, listener, onResetCacheNeeded) => {
      void streams.add(listener, async () => {
        const market = await marketOf(ticker);
        const reset = (): void => {
          onResetCacheNeeded();
          onReset?.();
        };
        return { topic: topicOf(market, resolution), tell: (bar) => onTick(toChartBar(bar, market)), reset };
      });
    },
    unsubscribeBars: (listener) => streams.remove(listener),
  };
}

/** The exchange's time; the device's until it has said one. */
function timeOf({ serverTime = Date.now() }: DatafeedSource): number {
  return serverTime;
}

/** The bars of a period, and the feed's newest candles where they are among them. */
interface PeriodBars {
  readonly bars: readonly Bar[];
  readonly newest: readonly Bar[] | undefined;
  readonly isBeginning: boolean;
}

async function barsOf(
  feed: DatafeedSource,
  topic: CandleTopic,
  { countBack = 0, firstDataRequest, ...period }: ChartPeriod,
): Promise<PeriodBars> {
  const { resolution } = topic;
  // The page's clock may be behind the exchange's.
  const to = firstDataRequest ? Number.POSITIVE_INFINITY : period.to * 1_000;
  const isNewest = to > timeOf(feed) - LENGTHS[resolution];
  const newest = isNewest ? (await newestOf(feed, topic)).filter(({ timestamp }) => timestamp < to) : undefined;
  const shown = newest ?? [];
  const before = shown[0]?.timestamp ?? Math.min(to, timeOf(feed) + LENGTHS[resolution]);
  const wanted = { resolution, from: period.from * 1_000, before, count: countBack - shown.length };
  const { bars, isBeginning } = await readHistory(readBarsOf(feed, topic), wanted);
  return { bars: [...bars, ...shown], isBeginning, newest };
}

/** The feed's own candles, once nothing is missing in them. */
async function newestOf(feed: DatafeedSource, topic: CandleTopic): Promise<readonly Bar[]> {
  const release = feed.retain([topic]);
  try {
    return await feed.until(({ candles }) => {
      const { data, isLive, error, retryAt } = candles[feedId(topic)] ?? {};
      if (error && retryAt === undefined && !isLive) throw error;
      return isLive && data;
    });
  } finally {
    release();
  }
}

/** Reads candles over REST; none where there is no REST. */
function readBarsOf({ rest }: DatafeedSource, { market, venue }: CandleTopic): ReadBars {
  return async (resolution, from, before) => {
    const bars = (await rest?.bars({ market, venue, resolution, from, to: before - 1 })) ?? [];
    return bars.filter(({ timestamp }) => timestamp >= from && timestamp < before);
  };
}

async function marketsOf(feed: DatafeedSource): Promise<readonly Market[]> {
  feed.wantMarkets();
  return feed.until(({ markets: { data, error, retryAt } }) => {
    if (!data && error && retryAt === undefined) throw error;
    return data;
  });
}

/** The name of a market without the exchange before it. */
function nameWithin(name: string, exchange: string): string {
  return name.startsWith(`${exchange}:`) ? name.slice(exchange.length + 1) : name;
}

function known(resolution: string): Resolution {
  const found = toResolution(resolution);
  if (!found) throw new Error(`There are no candles of the resolution ${resolution}.`);
  return found;
}

/** Calls back with what was found, or with why there is none, later: the library takes no answer while it asks. */
function later<T>(
  find: () => Promise<T>,
  onFound: (found: T) => void,
  onError: (reason: string) => void = () => undefined,
): void {
  setTimeout(() => {
    find().then(onFound, (error: unknown) => onError(error instanceof Error ? error.message : String(error)));
  });
}
