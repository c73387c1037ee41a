// The rules of an order in words. Pure; which of them are broken is orderRules.ts's business.
import type { Market } from "../client/entities.ts";
import type { OrderProblem, OrderProblemCode } from "./checkOrder.ts";
import type { OrderDraft } from "./orderDraft.ts";
import { paidAsset, toPlain } from "./units.ts";

/**
 * A problem that {@link checkOrder} found as an English sentence or two: what was wrong, what is expected, how to mend it. Amounts
 * in whole units of their asset, exactly, with a point: for a reader's own language or digits write your own by `code`.
 *
 * @example
 * const { problems } = checkOrder(market, order);
 * const sentences = problems.map((problem) => describeProblem(market, order, problem));
 */
export function describeProblem(market: Market, order: OrderDraft, problem: OrderProblem): string {
  const { code, field, limit = 0n, suggestion, needs } = problem;
  const { base, quote, price_window } = market;
  const asset = field === "price" ? quote : base;
  const show = (value: bigint, of = asset): string => `${toPlain(value, of)} ${of.symbol}`;
  const paid = paidAsset(market, order.side);
  const sentences: Record<OrderProblemCode, () => string> = {
    args: () => `The ${field} must be a bigint above 0n, in chain integers.`,
    tick: () => `The price must be a multiple of the tick, ${show(limit)}.`,
    step: () => `The quantity must be a multiple of the step, ${show(limit)}.`,
    "fractional-price": () =>
      `At this price the order's value has a fraction of the least ${quote.symbol} unit. The quantity must be a multiple of ${show(limit)}.`,
    "min-order": () => `The order's value is below the least, ${show(limit, quote)}.`,
    "price-window": () => `The price must be within ${price_window} % of the last trade.`,
    spendable: () =>
      needs ? `The order needs ${show(limit, paid)}.` : `Only ${show(limit, paid)} can be spent in this market.`,
    "post-only": () => "A PostOnly order must not reach the best price of the other side.",
    "fill-or-kill": () => `A FillOrKill order must fill whole, and the book has ${show(limit)} for it.`,
    "market-order": () => "Not every book takes Market orders. Use BoundedMarket.",
    bounds: () => "The bounds must be a range in chain integers as text, min_price up to max_price.",
    "beyond-bounds": () =>
      `The best price, ${show(limit, quote)}, is better than both bounds and may not be taken. Widen them.`,
    dust: () => `What rests is worth less than ${show(limit, quote)} and may be cancelled as dust.`,
    "self-trade": () => "The order would meet one of your own, and either may be cancelled. Cancel that one first.",
    "limit-time": () => "The time of a Limit order has no known meaning, and it may not be cancelled. Use Spot.",
  };
  const text = sentences[code]();
  if (needs) return `${text} It is not known whether it does: give \`${needs}\`.`;
  return suggestion === undefined ? text : `${text} Make the ${field} ${show(suggestion)}.`;
}
