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
  /** `value` less the value of the same amount at the earlier price; `undefined` where one of them is not known. */
  readonly change: bigint | undefined;
  /** `change` in hundredths of a percent of the earlier value, rounded towards zero; `undefined` where that is zero. */
  readonly changeBasisPoints: bigint | undefined;
}

/** Balances as one value. */
export interface Portfolio {
  /** The asset that values are in. */
  readonly quote: MarketAsset | undefined;
  /** The sum of the values that are known, in chain integers of the quote asset. */
  readonly total: bigint;
  /** Whether the value of every asset that is held is known: without, `total` is a part. */
  readonly complete: boolean;
  /** `total` less that of the same amounts at the earlier prices; `undefined` unless the change of every asset that is held is known. */
  readonly change: bigint | undefined;
  /** `change` in hundredths of a percent of the earlier total, rounded towards zero; `undefined` where that is zero. */
  readonly changeBasisPoints: bigint | undefined;
  /** By value, the greatest first; those without a known value last. */
  readonly assets: readonly PortfolioAsset[];
}

/** Prices by market id, in chain integers of that market's quote asset per whole unit of its base asset. */
type Prices = Readonly<Record<string, bigint | undefined>>;

/**
 * The value of balances in one asset. An asset is priced by its market with the quote asset, whichever of the two is the base; the
 * quote asset by itself. No price is made up by way of a third asset: what has none makes the portfolio incomplete. Nothing that is
 * held of an asset needs no price.
 *
 * @param balances of one or several accounts, as `useBalances` gives them.
 * @param markets all there are, as `useMarkets` gives them.
 * @param prices by market id, in chain integers of that market's quote asset per whole unit of its base asset.
 * @param quote the asset's id.
 * @param earlier the same prices at an earlier time, for the changes since.
 * @example
 * const { total, complete } = portfolio(balances, markets, { [market.market_id]: last }, market.quote.asset);
 */
export function portfolio(
  balances: readonly Balance[],
  markets: readonly Market[],
  prices: Prices,
  quote: string,
  earlier: Prices = {},
): Portfolio {
  const known = markets.flatMap((market) => [market.base, market.quote]);
  const assetOf = (id: string): MarketAsset | undefined => known.find(({ asset }) => asset === id);
  const sums = new Map<string, { locked: bigint; unlocked: bigint }>();
  for (const { asset_id, total_locked, total_unlocked } of balances) {
    const { locked, unlocked } = sums.get(asset_id) ?? { locked: 0n, unlocked: 0n };
    sums.set(asset_id, { locked: locked + total_locked, unlocked: unlocked + total_unlocked });
  }
  let total = 0n;
  let complete = true;
  let before: bigint | undefined = 0n;
  const held = [...sums].map(([asset_id, { locked, unlocked }]) => {
    const amount = locked + unlocked;
    const market = markets.find((each) => isPair(each, asset_id, quote) && prices[each.market_id]);
    const worth = (at: Prices): bigint | undefined =>
      asset_id === quote || amount === 0n ? amount : market && worthAt(market, asset_id, amount, at[market.market_id]);
    const value = worth(prices);
    const earlierValue = worth(earlier);
    total += value ?? 0n;
    complete &&= value !== undefined;
    before = before === undefined || earlierValue === undefined ? undefined : before + earlierValue;
    return { asset_id, asset: assetOf(asset_id), amount, locked, unlocked, value, ...changeOf(value, earlierValue) };
  });
  const assets = held
    .map((one) => ({
      ...one,
      shareBasisPoints: one.value === undefined || total === 0n ? one.value : (one.value * 10_000n) / total,
    }))
    .sort((a, b) => compare(a.value ?? -1n, b.value ?? -1n));
  return { quote: assetOf(quote), total, complete, ...changeOf(total, before), assets };
}

/** Whether a market has both assets. */
function isPair({ base, quote }: Market, ...assets: readonly string[]): boolean {
  return assets.every((asset) => asset === base.asset || asset === quote.asset);
}

/** The value of an amount in the other asset of a market; `undefined` without a price: none is zero. */
function worthAt({ base }: Market, asset: string, amount: bigint, price: bigint | undefined): bigint | undefined {
  if (!price) return undefined;
  return base.asset === asset ? (amount * price) / wholeOf(base) : (amount * wholeOf(base)) / price;
}

/** The change from one value to another. */
function changeOf(
  value: bigint | undefined,
  before: bigint | undefined,
): Pick<PortfolioAsset, "change" | "changeBasisPoints"> {
  const change = value === undefined || before === undefined ? undefined : value - before;
  return { change, changeBasisPoints: change !== undefined && before ? (change * 10_000n) / before : undefined };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? 1 : a > b ? -1 : 0;
}
