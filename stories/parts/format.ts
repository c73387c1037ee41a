// Amounts as text: exact, from bigint by its digits, never through a float. Knows nothing of React.

/**
 * A chain integer as a decimal number with thousands separators, e.g. `(12_566_000n, 9, 6)` is `"0.012566"`. Digits
 * beyond `places` are cut off, never rounded up: nobody is shown more than there is.
 */
export function formatUnits(value: bigint, decimals: number, places: number = decimals): string {
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  const whole = digits.slice(0, point).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = digits.slice(point, point + places).padEnd(places, "0");
  return fraction === "" ? sign + whole : `${sign}${whole}.${fraction}`;
}

const LARGE = [
  ["B", 9],
  ["M", 6],
  ["K", 3],
] as const;

/** The same in little space, cut off to some three digits: `"106M"`, `"4.13K"`, `"0.129"`. */
export function formatCompact(value: bigint, decimals: number): string {
  const [unit, zeros] = LARGE.find(([, zeros]) => value >= 10n ** BigInt(decimals + zeros)) ?? ["", 0];
  const whole = formatUnits(value, decimals + zeros, 0);
  return formatUnits(value, decimals + zeros, Math.max(0, 3 - whole.length)) + unit;
}

/** A part of a whole in percent: `(1n, 3n)` is `"33.33"`. */
export function formatPercent(part: bigint, whole: bigint, places: number = 2): string {
  if (whole === 0n) return formatUnits(0n, places);
  return formatUnits((part * 100n * 10n ** BigInt(places)) / whole, places);
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

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** A time of day, `"14:03:22"`, in the reader's time zone. */
export function formatTime(timestamp: number): string {
  return CLOCK.format(timestamp);
}
