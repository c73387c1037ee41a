// The direction of a change, for a colour. Pure.

/** The direction of a change: `"up"` above zero, `"down"` below it. */
export type Tone = "up" | "down";

/**
 * The direction of a change, for a class or an attribute: `undefined` for zero and for a change that is not known, which have no colour.
 *
 * @param change in any unit.
 * @example
 * const { data: day } = useTicker({ market });
 * const tone = toneOf(day?.changeBasisPoints); // "up"
 */
export function toneOf(change: bigint | undefined): Tone | undefined {
  return change ? (change > 0n ? "up" : "down") : undefined;
}
