// The asset of an amount, as far as a format needs it.
import type { MarketAsset } from "./entities.ts";

/** The asset of an amount, as `market.base` and `market.quote` are: its decimals, and how many of them an order may have. */
export type FormatAsset = Pick<MarketAsset, "symbol" | "decimals" | "max_precision">;

/** The number of chain units in one whole unit of an asset. */
export function wholeOf({ decimals }: FormatAsset): bigint {
  return 10n ** BigInt(decimals);
}
