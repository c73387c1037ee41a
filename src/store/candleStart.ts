// The lengths of candles, and when the one begins that holds a time. Pure; knows nothing of what is in a candle.
import type { Resolution } from "../client/entities.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The length of each candle in milliseconds; of months the longest. */
export const LENGTHS: Readonly<Record<Resolution, number>> = {
  "1s": 1_000,
  "1m": MINUTE,
  "2m": 2 * MINUTE,
  "3m": 3 * MINUTE,
  "5m": 5 * MINUTE,
  "15m": 15 * MINUTE,
  "30m": 30 * MINUTE,
  "1h": HOUR,
  "2h": 2 * HOUR,
  "4h": 4 * HOUR,
  "6h": 6 * HOUR,
  "8h": 8 * HOUR,
  "12h": 12 * HOUR,
  "1d": DAY,
  "3d": 3 * DAY,
  "1w": 7 * DAY,
  "1M": 31 * DAY,
  "3M": 92 * DAY,
};

/**
 * When the candle begins that holds a time, in UTC. Which day weeks and longer ones begin on is not documented, so a candle
 * of the server's (`known`, when it begins) tells; without one, weeks begin on Monday and months on the first.
 */
export function candleStart(time: number, resolution: Resolution, known?: number): number {
  const length = LENGTHS[resolution];
  if (resolution === "1M" || resolution === "3M") {
    const months = resolution === "1M" ? 1 : 3;
    const date = new Date(time);
    const first = known === undefined ? 0 : new Date(known).getUTCMonth();
    // A year more keeps the difference from being negative.
    const since = (date.getUTCMonth() - first + 12) % months;
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - since);
  }
  // 1970 began on a Thursday; its first Monday was the fifth day.
  const offset = known ?? (resolution === "1w" ? 4 * DAY : 0);
  return Math.floor((time - offset) / length) * length + offset;
}
