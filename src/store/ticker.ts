// A market at a glance, out of its candles. Pure.
import type { Bar, Trade } from "../client/entities.ts";

/**
 * The last price, and the 24 hours that end now, in chain integers. Without a trade in them all but `last` and `volume` is
 * `undefined`, and so is `last` in a market that was never traded.
 */
export interface Ticker {
  readonly last: bigint | undefined;
  /** The first price of the 24 hours. */
  readonly open: bigint | undefined;
  readonly high: bigint | undefined;
  readonly low: bigint | undefined;
  /** `last - open`. */
  readonly change: bigint | undefined;
  /** `change` in hundredths of a percent of `open`, rounded towards zero: 125n is 1.25 %. */
  readonly changeBasisPoints: bigint | undefined;
  /** In chain integers of the base asset. */
  readonly volume: bigint;
}

/** The candles of a ticker: 24 hours to five minutes. */
export const TICKER_CANDLES = { resolution: "5m", limit: 289 } as const;

const DAY = 86_400_000;
const STEP = 300_000;

/** When the five minutes began that hold a time. */
const stepOf = (time: number): number => time - (time % STEP);

/**
 * The ticker that five-minute candles make.
 * @param now the exchange's time, or when the five minutes began that hold it; `undefined` where it is not known: then the
 * day ends with the newest candle.
 * @param trade the newest trade, which may be older than the candles.
 */
export function toTicker(candles: readonly Bar[], now?: number, trade?: Trade | undefined): Ticker {
  const newest = candles.at(-1);
  // A trade can be ahead of what the clock is taken to be.
  const end = Math.max(stepOf(now ?? 0), newest?.timestamp ?? 0);
  const day = candles.filter((bar) => bar.timestamp > end - DAY);
  const [first] = day;
  if (!newest || !first) {
    return {
      last: newest?.close ?? trade?.price,
      open: undefined,
      high: undefined,
      low: undefined,
      change: undefined,
      changeBasisPoints: undefined,
      volume: 0n,
    };
  }
  const { open } = first;
  const last = newest.close;
  return {
    last,
    open,
    high: day.reduce((high, bar) => (bar.high > high ? bar.high : high), first.high),
    low: day.reduce((low, bar) => (bar.low < low ? bar.low : low), first.low),
    change: last - open,
    changeBasisPoints: open === 0n ? undefined : ((last - open) * 10_000n) / open,
    volume: day.reduce((sum, bar) => sum + bar.volume, 0n),
  };
}
