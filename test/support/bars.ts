// The exchange's own bars in the form of the client's candles.
import type { Bar } from "o2-react";

/**
 * The candles of these bars. The two parts of a volume are left out, because a candle made of trades has none. Bars
 * without a trade, which a server may send, are left out too.
 */
export function toCandles(bars: readonly Bar[] = []): Bar[] {
  return bars
    .filter(({ volume }) => volume > 0n)
    .map(({ timestamp, open, high, low, close, volume }) => ({ timestamp, open, high, low, close, volume }));
}
