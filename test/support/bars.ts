// The exchange's own bars in the form of the client's candles, however the exchange spells them.
import type { Bar } from "o2-react";

interface ExchangeBar extends Omit<Bar, "timestamp" | "buy_volume" | "sell_volume"> {
  readonly time?: number;
  readonly timestamp?: number;
}

/** The candles that these bars are. Their two parts of a volume are left out: a candle that trades went into has none. */
export function toCandles(bars: readonly ExchangeBar[]): Bar[] {
  return bars.map(({ time = 0, timestamp = time, open, high, low, close, volume }) => ({
    timestamp,
    open,
    high,
    low,
    close,
    volume,
  }));
}
