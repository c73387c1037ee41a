// The places of prices on a chart. Floats are used for drawing only.

/** From a price to a height: the highest of `values` at 0, the lowest at 100. */
export function scale(values: readonly bigint[]): (value: bigint) => number {
  const { low, high } = extremes(values);
  const range = high === low ? 1n : high - low;
  return (value) => Number(((high - value) * 100_000n) / range) / 1_000;
}

/** Two to six round prices between the lowest and the highest of `values`. */
export function roundPrices(values: readonly bigint[]): bigint[] {
  const { low, high } = extremes(values);
  const decade = 10n ** BigInt(String(high - low).length - 1);
  const step = [decade / 5n, decade / 2n, decade, decade * 2n].find((each) => each > 0n && (high - low) / each < 6n);
  if (!step) return [];
  const first = (low / step + 1n) * step;
  const count = Number((high - first) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + BigInt(index) * step);
}

function extremes(values: readonly bigint[]): { readonly low: bigint; readonly high: bigint } {
  const [first = 0n] = values;
  const high = values.reduce((most, value) => (value > most ? value : most), first);
  const low = values.reduce((least, value) => (value < least ? value : least), first);
  return { low, high };
}
