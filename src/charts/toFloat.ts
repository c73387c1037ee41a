// The one way from an exact amount to a float, for charts: they draw floats and nothing else.

/** The float that is nearest to an amount in chain integers of an asset with so many decimals: rounded once, in whole units. */
export function toFloat(value: bigint, decimals: number): number {
  return Number(`${value}e-${decimals}`);
}
