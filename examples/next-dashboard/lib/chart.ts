// The candles of the charts, and the places of times on them. Knows nothing of prices.

/** The candles of all charts: one day. Server and hooks must ask for the same candles, or the first paint has no chart. */
export const CHART = { resolution: "15m", limit: 96 } as const;

const LENGTH = 15 * 60_000;

/** The places of times on a chart of {@link CHART}. A place is as wide as one candle; times are in milliseconds since 1970. */
export interface TimeAxis {
  /** The place of a time: from 0 to `CHART.limit` within the day. */
  readonly placeOf: (time: number) => number;
  /** The time at a place. */
  readonly timeAt: (place: number) => number;
}

/**
 * The day that ends now. Its last place is the candle under way. Quarters of an hour without trades have no candle, so candles are
 * placed by their time and not by their index.
 * @param now the exchange's time, where it is known.
 * @param newest the start of the newest candle; the clock may be behind it.
 */
export function timeAxis(now = 0, newest = 0): TimeAxis {
  const end = (Math.floor(Math.max(now, newest) / LENGTH) + 1) * LENGTH;
  return {
    placeOf: (time) => CHART.limit - (end - time) / LENGTH,
    timeAt: (place) => end - (CHART.limit - place) * LENGTH,
  };
}
