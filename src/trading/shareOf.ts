// An amount as a part of another one, as a number to draw with. Pure.

/** The parts that an amount is divided into: a bar on a screen has fewer. */
const PARTS = 1_000_000n;

/**
 * An amount as a part of a whole, for the length of a bar: 0 for none of it, 1 for all, and 0 where the whole is zero. A number to draw
 * with, exact to a millionth: not to compute with.
 *
 * @param amount in the same unit as `whole`.
 * @example
 * const transform = `scaleX(${shareOf(25n, 100n)})`; // "scaleX(0.25)"
 */
export function shareOf(amount: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((amount * PARTS) / whole) / Number(PARTS);
}
