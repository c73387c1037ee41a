// The day of a market, read from the spellings of the ticker and of the summary into ours. Knows nothing of which is asked for.
import type { MarketSummary } from "./entities.ts";
import { amount, id, integer, Malformed, price, type Raw, time } from "./values.ts";

/** A summary, and when the server made it. */
export interface ReadSummary extends Omit<MarketSummary, "market_id"> {
  /** `undefined` where the server does not name the market. */
  readonly market_id: string | undefined;
  /** In milliseconds since 1970. */
  readonly timestamp: number | undefined;
}

/**
 * One entry of a ticker or of a summary. A volume whose asset is not named, `volume_24h`, is none: sources disagree on what it is
 * counted in.
 */
export function summary(raw: Raw): ReadSummary {
  const last = price(raw.last ?? raw.last_price ?? raw.price ?? raw.close);
  const volume = raw.base_volume == null ? undefined : amount(raw.base_volume, "base_volume");
  const whole = {
    market_id: raw.market_id == null ? undefined : id(raw.market_id, "market_id"),
    last,
    volume,
    timestamp: raw.timestamp == null ? undefined : time(raw.timestamp, "timestamp"),
  };
  const nothing = { open: undefined, high: undefined, low: undefined, change: undefined, changeBasisPoints: undefined };
  if (volume === 0n || last === undefined) return { ...whole, ...nothing };
  const open = price(raw.open) ?? openBy(last, raw.change);
  return {
    ...whole,
    open,
    high: price(raw.high ?? raw.high_price ?? raw.highest_price_24h),
    low: price(raw.low ?? raw.low_price ?? raw.lowest_price_24h),
    ...(open === undefined ? { change: undefined, changeBasisPoints: points(raw) } : changeOf(last, open)),
  };
}

/** The change from one price to another. */
export function changeOf(last: bigint, open: bigint): Pick<MarketSummary, "change" | "changeBasisPoints"> {
  return { change: last - open, changeBasisPoints: open === 0n ? undefined : ((last - open) * 10_000n) / open };
}

/** A change of prices is a whole number, though it may be spelled as a decimal. */
function openBy(last: bigint, change: unknown): bigint | undefined {
  if (change == null || change === "") return undefined;
  const text = String(change).replace(/\.0+$/, "");
  return /^-?\d+$/.test(text) ? last - integer(text, "change") : undefined;
}

function points({ percentage, change_24h, price_change_percent_24h }: Raw): bigint | undefined {
  const value = percentage ?? change_24h ?? price_change_percent_24h;
  return value == null || value === "" ? undefined : hundredths(value);
}

/** A decimal in hundredths, rounded towards zero. It is read digit by digit: 1.15 times 100 is less than 115 in floats. */
function hundredths(value: unknown): bigint {
  const text = String(value);
  const parts = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(/e/i.test(text) ? Number(text).toFixed(8) : text);
  if (!parts) throw new Malformed(`a change in percent is not a number: ${text.slice(0, 40)}`);
  const [, sign, whole = "0", fraction = ""] = parts;
  const size = BigInt(whole) * 100n + BigInt(fraction.slice(0, 2).padEnd(2, "0"));
  return sign === "-" ? -size : size;
}
