// The rules of an order: whether each is broken, and what would keep it. Pure; checkOrder.ts says what each is called and where it is
// from, describeProblem.ts says it in words.
import type { Market } from "../client/entities.ts";
import type { CheckOrderOptions, OrderProblem, OrderProblemCode } from "./checkOrder.ts";
import { neverRests, type OrderDraft, rangeOf, typeName } from "./orderDraft.ts";
import { affordable, spendableOf } from "./spendable.ts";
import { take } from "./take.ts";
import { down, notional, quantityUnit, stepOf, tickOf, up, wholeOf } from "./units.ts";

/**
 * A rule for one order: whether it is broken, and what the exchange then does. `true`: it refuses. The name of what is missing: nobody
 * can tell without. Otherwise nobody knows.
 */
export type Rule = readonly [
  isBroken: unknown,
  answer: boolean | undefined | OrderProblem["needs"],
  code: OrderProblemCode,
  field: OrderProblem["field"],
  limit?: bigint | undefined,
  suggestion?: bigint | undefined,
];

/** Price and quantity are amounts above zero: the rule without which no other can be looked at. */
export function argsOf(order: OrderDraft): readonly Rule[] {
  const isAmount = (value: unknown): boolean => typeof value === "bigint" && value > 0n;
  return (["price", "quantity"] as const).map((field) => [!isAmount(order[field]), true, "args", field, 1n]);
}

/** All other rules. */
export function rulesOf(market: Market, order: OrderDraft, options: CheckOrderOptions): readonly Rule[] {
  const { base, min_order, dust, market_id, price_window } = market;
  const { side, price, quantity } = order;
  const { book, isWholeBook, balances, settlesFirst, ownOrders = [], last, readings = {} } = options;
  const { allowsFractions, checksStep, takesMarketOrders, takesBeyondBounds, tradesWithSelf } = readings;
  const isBuy = side === "buy";
  const whole = wholeOf(base);
  const [tick, step, unit] = [tickOf(market), stepOf(market), quantityUnit(market, price, allowsFractions)];
  const fit = down(quantity, unit) || unit;
  const value = notional(market, price, quantity);

  // A window may be a fraction of a per cent.
  const boundary = (percent: number): bigint => ((last ?? 0n) * BigInt(Math.round(percent * 1e6))) / 100_000_000n;
  const [low, high] = [boundary(100 - price_window), boundary(100 + price_window)];
  const near = price < low ? up(low, tick) : down(high, tick);

  const spendable = balances && spendableOf(market, balances, side, settlesFirst);
  const needed = isBuy ? value : quantity;

  const name = typeName(order);
  const [least, most] = rangeOf(order, takesBeyondBounds);
  // The most that may be needed: prices beyond the bounds count unless it is known that they are not taken.
  const { fills, filled, total, isShort } = take(
    market,
    book ?? { bids: [], asks: [] },
    order,
    takesBeyondBounds !== false,
  );
  const best = fills[0]?.price;
  const rest = quantity - filled;
  const isMet = ownOrders.some(
    (own) =>
      !own.close &&
      own.side !== side &&
      (own.market_id ?? market_id) === market_id &&
      own.price >= least &&
      own.price <= most,
  );

  return [
    // Never a worse price than the one that was given, unless there is no other.
    [price % tick, true, "tick", "price", tick, (isBuy ? down : up)(price, tick) || tick],
    [quantity % step && checksStep !== false, checksStep, "step", "quantity", step, fit],
    [
      (price * quantity) % whole && !allowsFractions,
      allowsFractions === false,
      "fractional-price",
      "quantity",
      unit,
      fit,
    ],
    [value < min_order, true, "min-order", "quantity", min_order, up(up(min_order * whole, price) / price, unit)],
    [
      price_window && last !== null && (price < low || price > high || last === undefined),
      last === undefined ? "last" : true,
      "price-window",
      "price",
      price < low ? low : high,
      near >= low && near <= high ? near : undefined,
    ],
    [
      // A BoundedMarket buy may take prices above its own: what it then locks is not known.
      spendable === undefined || spendable < needed || (isBuy && spendable < total),
      spendable === undefined ? "balances" : spendable < needed,
      "spendable",
      "quantity",
      spendable ?? needed,
      down(affordable(market, side, price, spendable ?? 0n), unit),
    ],
    [name === "Market" && !takesMarketOrders, takesMarketOrders === false, "market-order", "type"],
    [least > most, true, "bounds", "type", most],
    [best && (best < least || best > most) && takesBeyondBounds === undefined, false, "beyond-bounds", "type", best],
    [name === "Limit" && !readings.ignoresLimitTime, false, "limit-time", "type"],
    [
      name === "PostOnly" && (!book || best),
      book ? true : "book",
      "post-only",
      "price",
      best,
      best && (isBuy ? down(best - 1n, tick) : best + tick),
    ],
    [
      name === "FillOrKill" && rest > 0n,
      book ? isWholeBook || !isShort : "book",
      "fill-or-kill",
      "quantity",
      filled,
      down(filled, unit),
    ],
    [isMet && name !== "PostOnly" && !tradesWithSelf, tradesWithSelf === false, "self-trade", "price"],
    [
      rest > 0n && !neverRests(name) && readings.dust !== "leftOver" && notional(market, price, rest) < dust,
      readings.dust === "cancels",
      "dust",
      "quantity",
      dust,
    ],
  ];
}
