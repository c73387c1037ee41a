// All rules of an order, before it is sent. Pure; written from what the official SDKs, guides and contracts say of each.
import type { Balance, BookSides, Market, Order } from "../client/entities.ts";
import type { OrderDraft, Readings } from "./orderDraft.ts";
import { argsOf, type Rule, rulesOf } from "./orderRules.ts";

/**
 * The rule that an order breaks, and how the exchange names it:
 * - `"args"`: price and quantity are above zero (`InvalidOrderArgs`)
 * - `"tick"`: the price is on the tick (`PricePrecision`)
 * - `"step"`: the quantity is on the step (the SDK's rule; unknown on the chain)
 * - `"fractional-price"`: the value has no fraction of a quote unit (`FractionalPrice`)
 * - `"min-order"`: the value is at least `min_order` (`InvalidInputAmount`)
 * - `"price-window"`: the price is near the last trade (`PriceExceedsRange`)
 * - `"spendable"`: the account can pay for it
 * - `"post-only"`: a `PostOnly` order does not cross (`OrderPartiallyFilled`)
 * - `"fill-or-kill"`: the book fills a `FillOrKill` order whole (`OrderNotFilled`)
 * - `"market-order"`: the book takes `Market` orders (`InvalidMarketOrder`)
 * - `"bounds"`: the bounds of a `BoundedMarket` order make a range (`InvalidMarketOrderArgs`)
 * - `"beyond-bounds"`: the best price is better than both bounds of a `BoundedMarket` order, and may be taken or not
 * - `"dust"`, `"self-trade"`, `"limit-time"`: rules of which it is not known what they do
 */
export type OrderProblemCode =
  | "args"
  | "tick"
  | "step"
  | "fractional-price"
  | "min-order"
  | "price-window"
  | "spendable"
  | "post-only"
  | "fill-or-kill"
  | "market-order"
  | "bounds"
  | "beyond-bounds"
  | "dust"
  | "self-trade"
  | "limit-time";

/** A rule that an order breaks, or may break. {@link describeProblem} says it in a sentence. */
export interface OrderProblem {
  readonly code: OrderProblemCode;
  /** The part of the order to change. */
  readonly field: "price" | "quantity" | "type";
  /**
   * The amount that the rule compares with: a tick, a step, a price, a quantity, a value, or what can be spent, in chain integers;
   * `undefined` where there is none, or it is not known.
   */
  readonly limit: bigint | undefined;
  /** A value of `field` that keeps this rule, in chain integers; `undefined` where there is none, or none is known. */
  readonly suggestion: bigint | undefined;
  /** The option to give to `checkOrder`, for an answer that is only unknown because it is missing. */
  readonly needs: "book" | "balances" | "last" | undefined;
}

/** The knowledge of {@link checkOrder} besides the market and the order. A rule whose part is left out is unknown. */
export interface CheckOrderOptions {
  /** The book, ungrouped, best levels first: for orders that must not cross, or must fill. */
  readonly book?: BookSides | undefined;
  /** Whether `book` has all levels there are, so that what is not in it is not in the market. Default `false`. */
  readonly isWholeBook?: boolean | undefined;
  /** The balances of one account, as `useBalances` gives them. */
  readonly balances?: readonly Balance[] | undefined;
  /** Whether the batch settles this market's book ahead of the order, as the official SDK does. Default `true`. */
  readonly settlesFirst?: boolean | undefined;
  /** The account's open orders: with them an order that would meet them is told of. */
  readonly ownOrders?: readonly Order[] | undefined;
  /** The price of the market's last trade, in chain integers; `null` where nobody has traded yet. */
  readonly last?: bigint | null | undefined;
  readonly readings?: Readings | undefined;
}

/** The answer of {@link checkOrder}. */
export interface OrderCheck {
  /** `"refused"`: a rule is broken. `"unknown"`: none is, as far as it is known. `"valid"`: none is, and nothing is left open. */
  readonly status: "valid" | "refused" | "unknown";
  /** The rules that are broken, each by itself. */
  readonly problems: readonly OrderProblem[];
  /** The rules that may be broken: the exchange's answer is not known, or what they need was not given. */
  readonly unknowns: readonly OrderProblem[];
}

/**
 * Checks an order against every rule of its market that is known, before it is signed. It never throws for an order's values.
 * The rules are those of the official SDKs' tests and guides and of the contract's source; a rule of which sources disagree is
 * among `unknowns` until `readings` states how it is.
 *
 * @example
 * const { status, problems } = checkOrder(market, { side: "buy", price: 12_400_000n, quantity: 5_000_000_000n }, { book, balances, last });
 */
export function checkOrder(market: Market, order: OrderDraft, options: CheckOrderOptions = {}): OrderCheck {
  const isBroken = ([first]: Rule): unknown => first;
  const args = argsOf(order).filter(isBroken);
  const problems: OrderProblem[] = [];
  const unknowns: OrderProblem[] = [];
  for (const [, answer, code, field, limit, fit] of args[0] ? args : rulesOf(market, order, options).filter(isBroken)) {
    const needs = typeof answer === "string" ? answer : undefined;
    (answer === true ? problems : unknowns).push({ code, field, limit, suggestion: fit || undefined, needs });
  }
  return { status: problems[0] ? "refused" : unknowns[0] ? "unknown" : "valid", problems, unknowns };
}
