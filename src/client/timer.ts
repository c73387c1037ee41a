// The longest time that a timer holds.

/** Twelve days, in milliseconds: a timer for longer than twice this fires at once, so that `Infinity` is this long. */
const NEVER: number = 2 ** 30;

/** A time that a timer can hold. */
export function toTimer(milliseconds: number): number {
  return Math.min(milliseconds, NEVER);
}
