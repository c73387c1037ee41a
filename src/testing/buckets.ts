// Groups prices for a precision as the exchange does: bids down, asks up, to multiples of 10^level chain units.
import type { BookSides, DepthLevel } from "../client/entities.ts";

const bucketLevels = (levels: readonly DepthLevel[], size: bigint, up: boolean): DepthLevel[] => {
  const sums = new Map<bigint, bigint>();
  for (const { price, quantity } of levels) {
    const bucket = ((up ? price + size - 1n : price) / size) * size;
    sums.set(bucket, (sums.get(bucket) ?? 0n) + quantity);
  }
  // Levels come best first, and grouping keeps their order.
  return [...sums].filter(([, quantity]) => quantity !== 0n).map(([price, quantity]) => ({ price, quantity }));
};

/** Groups resting quantities, or signed changes, to a precision level from 1 to 18; what sums to zero is left out. */
export const bucketSides = ({ bids, asks }: BookSides, level: number): BookSides => {
  const size = 10n ** BigInt(level);
  return { bids: bucketLevels(bids, size, false), asks: bucketLevels(asks, size, true) };
};
