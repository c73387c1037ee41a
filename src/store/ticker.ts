// A market at a glance, out of its candles. Pure.
import type { Bar } from "../client/protocol.ts";

/** The last price and the 24 hours up to it, in chain integers; `undefined` in a market without trades. */
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
  /** Of the base asset. */
  readonly volume: bigint;
}

/** How a ticker's candles are asked for: 24 hours to five minutes. */
export const TICKER_CANDLES = { resolution: "5m", limit: 289 } as const;

const DAY = 86_400_000;

/** The ticker that candles make. */
export function toTicker(candles: readonly Bar[]): Ticker {
  const newest = candles.at(-1);
  const day = candles.filter((bar) => newest && bar.time > newest.time - DAY);
  const [first] = day;
  if (!newest || !first) {
    return {
      last: undefined,
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
