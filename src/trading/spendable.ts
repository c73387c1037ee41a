// The money that an order may spend, and the largest quantity that it pays for. Pure; knows nothing of prices crossing.
import type { Balance, BookSides, Market, Side } from "../client/entities.ts";
import { take } from "./take.ts";
import { notional, paidAsset, quantityUnit, toMultiple, wholeOf } from "./units.ts";

/**
 * The amount that one account's order in a market may spend, in chain integers of the asset it pays with: quote for a buy, base for a
 * sell. It is `trading_account_balance`, and with "settle first", as the official SDK's `createOrder` does, what this market's book
 * holds `unlocked` besides. What other books hold needs a `SettleBalance` of theirs first (the contract's source).
 *
 * @param balances of one account, as `useBalances` gives them; an asset that is missing counts as zero.
 * @param settlesFirst whether a `SettleBalance` of this market goes ahead of the order in the same batch. Default `true`.
 * @example
 * const funds = spendableOf(market, balances, "buy");
 */
export function spendableOf(
  market: Market,
  balances: readonly Balance[],
  side: Side,
  settlesFirst: boolean = true,
): bigint {
  const { asset } = paidAsset(market, side);
  const balance = balances.find(({ asset_id }) => asset_id === asset);
  const unlocked = settlesFirst ? balance?.order_books[market.contract_id]?.unlocked : undefined;
  return (balance?.trading_account_balance ?? 0n) + (unlocked ?? 0n);
}

/** The greatest quantity that locks no more than can be spent: a buy locks its value, rounded down, a sell itself. */
export function affordable({ base }: Market, side: Side, price: bigint, spendable: bigint): bigint {
  return side === "buy" ? ((spendable + 1n) * wholeOf(base) - 1n) / price : spendable;
}

/** The order that {@link largestQuantity} is asked for. */
export interface LargestQuantityOptions {
  readonly side: Side;
  /** In chain integers of the quote asset per whole unit of the base asset. */
  readonly price: bigint;
  /** In chain integers of the asset that the order pays with: {@link spendableOf} has it. A part of it for "25 %". */
  readonly spendable: bigint;
  /** With a book never more than it has at this price or better: for an order that is to fill at once. */
  readonly book?: BookSides | undefined;
  /** Whether the book takes values with a fraction of a quote unit, which `/v1/markets` does not tell. Default `false`. */
  readonly allowsFractions?: boolean | undefined;
}

/**
 * The largest quantity that is affordable at a price and valid at it, in chain integers of the base asset: on the step, of a whole
 * value, and worth `min_order` at least. 0n where none is. A buy locks floor(price × quantity / 10^base.decimals) of the quote asset,
 * a sell its quantity (the contract's source); fees are taken from what is received and need no reserve.
 *
 * @example
 * const quantity = largestQuantity(market, { side: "buy", price: 12_400_000n, spendable: 500_000_000n });
 */
export function largestQuantity(market: Market, options: LargestQuantityOptions): bigint {
  const { side, price, spendable, book, allowsFractions } = options;
  if (price <= 0n || spendable <= 0n) return 0n;
  const payable = affordable(market, side, price, spendable);
  const most = book ? take(market, book, { side, price, quantity: payable }).filled : payable;
  const quantity = toMultiple(most, quantityUnit(market, price, allowsFractions), "down");
  return notional(market, price, quantity) < market.min_order ? 0n : quantity;
}
