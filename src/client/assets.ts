// The asset of an amount, as far as a format needs it.

/** The asset of an amount: `market.base`, `market.quote`, or only the number of its decimals. */
export interface FormatAsset {
  /** An amount is `value / 10^decimals` whole units. */
  readonly decimals: number;
  /** The decimals that an order may have: so many are written at least. Default all of them. */
  readonly max_precision?: number | undefined;
  /** Its name, for errors. */
  readonly symbol?: string | undefined;
}

/** The number of chain units in one whole unit of an asset. */
export function wholeOf({ decimals }: FormatAsset): bigint {
  return 10n ** BigInt(decimals);
}
