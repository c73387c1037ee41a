// The exchange's own bars in the form of the client's candles.
import type { Bar } from "o2-react";

/**
 * The candles that these bars are. The two parts of a volume are left out, for a candle that trades went into has none, and
 * so are bars without a trade, which a server may send.
 */
export function toCandles(bars: readonly Bar[] = []): Bar[] {
  return bars
    .filter(({ volume }) => volume > 0n)
    .map(({ timestamp, open, high, low, close, volume }) => ({ timestamp, open, high, low, close, volume }));
}
