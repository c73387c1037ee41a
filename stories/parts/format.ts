// How a page writes what createFormat leaves to it: assets without a market, little space, shares, columns, times.
// Exact, by Intl from decimal text, never through a float. Knows nothing of React.

/** One locale, so that the stories read the same everywhere. A page leaves it out, for its reader's own. */
export const LOCALE = "en-US";

/** An amount of an asset in full: `(12_566_000n, 9)` is `"0.012566000"`. */
export function formatAmount(value: bigint, decimals: number): string {
  return new Intl.NumberFormat(LOCALE, { minimumFractionDigits: decimals }).format(scaled(value, decimals));
}

const COMPACT = new Intl.NumberFormat(LOCALE, {
  notation: "compact",
  maximumSignificantDigits: 3,
  roundingMode: "trunc",
});

/** The same in little space, cut off to three digits: `"106M"`, `"4.13K"`, `"0.129"`. */
export function formatCompact(value: bigint, decimals: number): string {
  return COMPACT.format(scaled(value, decimals));
}

/** A part of a whole in percent, never rounded up: `(2n, 3n)` is `"66.66%"`. */
export function formatShare(part: bigint, whole: bigint, places: number = 2): string {
  const millionths = whole === 0n ? 0n : (part * 1_000_000n) / whole;
  const percent = new Intl.NumberFormat(LOCALE, {
    style: "percent",
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    roundingMode: "trunc",
  });
  return percent.format(scaled(millionths, 6));
}

const CHANGE = new Intl.NumberFormat(LOCALE, {
  style: "percent",
  minimumFractionDigits: 2,
  signDisplay: "exceptZero",
});

/** Hundredths of a percent with their sign: `125n` is `"+1.25%"`. */
export function formatBasisPoints(value: bigint): string {
  return CHANGE.format(scaled(value, 4));
}

/** Fills up with spaces as wide as digits, so that the decimal points of a column stand below each other. */
export function alignPoint(text: string, places: number): string {
  const [, fraction] = text.split(".");
  const missing = places - (fraction?.length ?? 0);
  const point = fraction === undefined && places > 0 ? "\u2008" : "";
  return text + point + "\u2007".repeat(Math.max(0, missing));
}

/** A float, for drawing only: the width of a bar, a point on a chart. */
export function toDrawing(value: bigint, decimals: number): number {
  return Number(value) / 10 ** decimals;
}

/** A stretch of time, `"41 ms"` or `"2.7 s"`. */
export function formatDuration(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** A time of day, `"14:03:22"`, in the reader's time zone. */
export function formatTime(timestamp: number): string {
  return CLOCK.format(timestamp);
}

/** Intl takes decimal text exactly, with an exponent too. */
function scaled(value: bigint, decimals: number): Intl.StringNumericLiteral {
  return `${value}E-${decimals}` as Intl.StringNumericLiteral;
}
