// The formats of these pages: the library's with fixed options, and those that the library does not have: times, and
// floats to draw with. Knows nothing of React.

/** One locale, so that the stories read the same everywhere. A page leaves it out, to use its reader's own. */
export const LOCALE = "en-US";

/** Volumes in little space, cut off to three digits: `"106M"`, `"4.13K"`, `"0.129"`. */
export const COMPACT = { locale: LOCALE, roundingMode: "trunc" } as const;

/** A change in percent with its sign: `"+1.25%"`. */
export const CHANGE = { locale: LOCALE, signDisplay: "exceptZero" } as const;

/** A part of a whole in percent, never rounded up, with this number of decimals. */
export function shareOf(whole: bigint, places: number) {
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
  return { locale: LOCALE, roundingMode: "trunc", of: whole > 0n ? whole : 1n, ...digits } as const;
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

const MOMENT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** A day and a time of day, `"30 Nov, 14:03"`, in the reader's time zone. */
export function formatMoment(timestamp: number): string {
  return MOMENT.format(timestamp);
}
