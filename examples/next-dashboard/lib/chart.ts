// The charts of a market: which candles they are of, and where times stand on them. Knows nothing of prices.

/** The candles of all charts: a day of them. Server and hooks must ask for the same, or the first paint has no chart. */
export const CHART = { resolution: "15m", limit: 96 } as const;

const LENGTH = 15 * 60_000;

/** Where times stand on a chart of {@link CHART}. A place is as wide as one candle; times are in milliseconds since 1970. */
export interface TimeAxis {
  /** The place at which a time stands: from 0 to `CHART.limit` within the day. */
  readonly placeOf: (time: number) => number;
  /** The time that stands at a place. */
  readonly timeAt: (place: number) => number;
}

/**
 * The day that ends now: its last place is the quarter of an hour under way. A stretch without trades has no candle, so candles
 * are placed by their time and not by their number.
 * @param now the exchange's time, where it is known.
 * @param newest when the newest candle begins; the clock may be behind it.
 */
export function timeAxis(now = 0, newest = 0): TimeAxis {
  const end = (Math.floor(Math.max(now, newest) / LENGTH) + 1) * LENGTH;
  return {
    placeOf: (time) => CHART.limit - (end - time) / LENGTH,
    timeAt: (place) => end - (CHART.limit - place) * LENGTH,
  };
}
