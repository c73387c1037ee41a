// Balances as one value: per asset and in all. Pure; prices are the caller's, and so is their age.
import type { Balance, Market, MarketAsset } from "../client/entities.ts";
import { wholeOf } from "./units.ts";

/** An asset of a portfolio. Amounts in chain integers of this asset. */
export interface PortfolioAsset {
  readonly asset_id: string;
  /** Its name and decimals; `undefined` where no market has it. */
  readonly asset: MarketAsset | undefined;
  /** All there is: `total_unlocked + total_locked`, over all balances of it. */
  readonly amount: bigint;
  readonly locked: bigint;
  readonly unlocked: bigint;
  /** In chain integers of the quote asset, rounded down; `undefined` where no price is known for it. */
  readonly value: bigint | undefined;
  /** The part of the total, in hundredths of a percent, rounded down; `undefined` where `value` is. */
  readonly shareBasisPoints: bigint | undefined;
}

/** Balances as one value. */
export interface Portfolio {
  /** The asset that values are in. */
  readonly quote: MarketAsset | undefined;
  /** The sum of the values that are known, in chain integers of the quote asset. */
  readonly total: bigint;
  /** Whether the value of every asset that is held is known: without, `total` is a part. */
  readonly complete: boolean;
  /** By value, the greatest first; those without a known value last. */
  readonly assets: readonly PortfolioAsset[];
}

/**
 * The value of balances in one asset. An asset is priced by its market with the quote asset, whichever of the two is the base; the
 * quote asset by itself. No price is made up by way of a third asset: what has none makes the portfolio incomplete. Nothing that is
 * held of an asset needs no price.
 *
 * @param balances of one or several accounts, as `useBalances` gives them.
 * @param markets all there are, as `useMarkets` gives them.
 * @param prices by market id, in chain integers of that market's quote asset per whole unit of its base asset.
 * @param quote the asset's id.
 * @example
 * const { total, complete } = portfolio(balances, markets, { [market.market_id]: last }, market.quote.asset);
 */
export function portfolio(
  balances: readonly Balance[],
  markets: readonly Market[],
  prices: Readonly<Record<string, bigint | undefined>>,
  quote: string,
): Portfolio {
  const known = new Map(
    markets.flatMap(({ base, quote: other }) => [base, other].map((one) => [one.asset, one] as const)),
  );
  const sums = new Map<string, { locked: bigint; unlocked: bigint }>();
  for (const { asset_id, total_locked, total_unlocked } of balances) {
    const { locked, unlocked } = sums.get(asset_id) ?? { locked: 0n, unlocked: 0n };
    sums.set(asset_id, { locked: locked + total_locked, unlocked: unlocked + total_unlocked });
  }
  const held = [...sums].map(([asset_id, { locked, unlocked }]) => {
    const amount = locked + unlocked;
    return {
      asset_id,
      asset: known.get(asset_id),
      amount,
      locked,
      unlocked,
      value: worthOf(asset_id, amount, markets, prices, quote),
    };
  });
  const total = held.reduce((sum, { value = 0n }) => sum + value, 0n);
  const assets = held
    .map((one) => ({
      ...one,
      shareBasisPoints: one.value === undefined || total === 0n ? one.value : (one.value * 10_000n) / total,
    }))
    .sort((a, b) => compare(a.value ?? -1n, b.value ?? -1n));
  return { quote: known.get(quote), total, complete: held.every(({ value }) => value !== undefined), assets };
}

/** The value of an amount in the quote asset; `undefined` without a price. */
function worthOf(
  asset: string,
  amount: bigint,
  markets: readonly Market[],
  prices: Readonly<Record<string, bigint | undefined>>,
  quote: string,
): bigint | undefined {
  if (asset === quote || amount === 0n) return amount;
  for (const { market_id, base, quote: other } of markets) {
    const price = prices[market_id];
    if (price === undefined || price <= 0n) continue;
    if (base.asset === asset && other.asset === quote) return (amount * price) / wholeOf(base);
    if (base.asset === quote && other.asset === asset) return (amount * wholeOf(base)) / price;
  }
  return undefined;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? 1 : a > b ? -1 : 0;
}
