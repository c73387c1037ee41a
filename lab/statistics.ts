// Median, worst and quantile of a list of figures.

/** The middle one, or halfway between the two in the middle; `NaN` where there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const [low = Number.NaN, high = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === high ? low : (low + high) / 2;
}

/** The median and the largest. */
export function spread(values: readonly number[]): { readonly median: number; readonly worst: number } {
  return { median: median(values), worst: values.length > 0 ? Math.max(...values) : Number.NaN };
}

/** The smallest value that this share of the values do not exceed; `NaN` if there is none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
