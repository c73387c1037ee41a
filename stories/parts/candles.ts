// Candles: read from the exchange, and carried on by trades. Pure but for the read; knows nothing of React.
import type { Market, O2Config, Trade } from "o2-react";

/** What was traded in a stretch of time. Chain integers; `volume` in the base asset. */
export interface Candle {
  /** When it begins, in milliseconds since 1970. */
  readonly time: number;
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
  readonly volume: bigint;
}

/** The lengths a candle may have, in milliseconds. */
export const LENGTHS = { "1m": 60_000, "5m": 300_000, "15m": 900_000, "1h": 3_600_000 } as const;

/** A candle's length, as the exchange names it. */
export type Resolution = keyof typeof LENGTHS;

/** Reads a market's candles since a time, oldest first. */
export type ReadCandles = (market: Market, resolution: Resolution, from: number) => Promise<readonly Candle[]>;

/** Reads candles over REST. Amounts come as decimal strings and become bigint before anybody counts with them. */
export function createReadCandles({ apiBase }: O2Config, fetch: typeof globalThis.fetch): ReadCandles {
  return async ({ market_id }, resolution, from) => {
    const query = new URLSearchParams({ market_id, resolution, from: String(from), to: String(Date.now()) });
    const response = await fetch(`${apiBase}/v1/bars?${query}`);
    if (!response.ok) throw new Error(`The candles could not be read: ${response.status}`);
    const { bars } = (await response.json()) as { bars: readonly Record<keyof Candle, string>[] };
    return bars.map(({ time, open, high, low, close, volume }) => ({
      time: Number(time),
      open: BigInt(open),
      high: BigInt(high),
      low: BigInt(low),
      close: BigInt(close),
      volume: BigInt(volume),
    }));
  };
}

/** The candles with one more trade in them. Candles that did not change stay the same objects. */
export function addTrade(candles: readonly Candle[], trade: Trade, length: number): readonly Candle[] {
  const { price, quantity } = trade;
  const time = Math.floor(trade.timestamp / length) * length;
  const last = candles.at(-1);
  if (!last || time > last.time) {
    const open = last?.close ?? price;
    return [...candles, { time, open, high: max(open, price), low: min(open, price), close: price, volume: quantity }];
  }
  const { open, volume } = last;
  const high = max(last.high, price);
  const low = min(last.low, price);
  return [...candles.slice(0, -1), { time: last.time, open, high, low, close: price, volume: volume + quantity }];
}

/** What a stretch of candles comes to; `undefined` for none. */
export function summarize(candles: readonly Candle[]): Omit<Candle, "time"> | undefined {
  const [first] = candles;
  const last = candles.at(-1);
  if (!first || !last) return undefined;
  return {
    open: first.open,
    close: last.close,
    high: candles.reduce((high, candle) => max(high, candle.high), first.high),
    low: candles.reduce((low, candle) => min(low, candle.low), first.low),
    volume: candles.reduce((sum, candle) => sum + candle.volume, 0n),
  };
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
