// Random orders at the edges of each rule, on books of the simulated exchange. Their checks and estimates are compared
// with the exchange's results. The edges are computed here, independently.
import fc from "fast-check";
import { type Account, ExchangeRefusal, type MarketSpec, type SimulatedExchange } from "o2-react/testing";
import type { OrderDraft } from "o2-react/trading";
import { stillExchange } from "../testing/support.ts";

type Kind = "Spot" | "PostOnly" | "FillOrKill" | "Market" | "BoundedMarket" | "Limit";

/** A market's books, and the one order that is tried. Numbers below 1,000 are indices in lists of edges. */
export interface Case {
  readonly spec: MarketSpec;
  readonly makers: readonly { readonly isBuy: boolean; readonly ticks: number; readonly quantity: number }[];
  readonly hasTraded: boolean;
  readonly isBuy: boolean;
  readonly kind: Kind;
  readonly price: number;
  readonly quantity: number;
  readonly bounds: readonly [number, number];
  readonly funds: number;
  readonly settlesFirst: boolean;
}

const DECIMALS = [
  // Base and quote decimals with their precisions: usual, coarse tick, without any step, odd.
  [9, 3, 9, 6],
  [9, 9, 9, 9],
  [6, 2, 9, 3],
  [9, 0, 6, 5],
  [1, 1, 6, 6],
  [18, 4, 6, 6],
  [0, 0, 4, 2],
] as const;

export const cases: fc.Arbitrary<Case> = fc.record({
  spec: fc
    .record({
      decimals: fc.constantFrom(...DECIMALS),
      mid: fc.integer({ min: 20, max: 3_000 }),
      allowsFractions: fc.boolean(),
      takesMarketOrders: fc.boolean(),
      takesBeyondBounds: fc.boolean(),
      price_window: fc.constantFrom(0, 0, 10, 50, 1, 0.5, 100),
      min_order: fc.constantFrom(1n, 1_000n, 1_000_000n),
      taker_fee: fc.constantFrom(0n, 100n, 333_333n),
      dust: fc.constantFrom(0n, 1n, 1_000n),
    })
    .map(({ decimals: [base, baseP, quote, quoteP], mid, ...rest }) => ({
      base: { symbol: "fAAA", decimals: base, max_precision: baseP },
      quote: { symbol: "fZZZ", decimals: quote, max_precision: quoteP },
      startPrice: BigInt(mid) * 10n ** BigInt(quote - quoteP),
      maker_fee: 0n,
      ...rest,
    })),
  makers: fc.array(
    fc.record({
      isBuy: fc.boolean(),
      ticks: fc.integer({ min: 1, max: 12 }),
      quantity: fc.integer({ min: 1, max: 999 }),
    }),
    { maxLength: 8 },
  ),
  hasTraded: fc.boolean(),
  isBuy: fc.boolean(),
  kind: fc.constantFrom<Kind>("Spot", "Spot", "PostOnly", "FillOrKill", "Market", "BoundedMarket", "Limit"),
  price: fc.nat(999),
  quantity: fc.nat(999),
  bounds: fc.tuple(fc.integer({ min: -14, max: 14 }), fc.integer({ min: -14, max: 14 })),
  funds: fc.nat(999),
  settlesFirst: fc.boolean(),
});

const pick = <T>(list: readonly T[], place: number): T => list[place % list.length] as T;
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/** The order that a case tries, with the exchange and its account. */
export function open(one: Case) {
  const { spec } = one;
  const exchange = stillExchange({ markets: [spec] });
  const market = exchange.markets[0]!;
  const { base, quote } = market;
  const whole = 10n ** BigInt(base.decimals);
  const tick = 10n ** BigInt(quote.decimals - quote.max_precision);
  const step = 10n ** BigInt(base.decimals - base.max_precision);
  const rich = { [base.asset]: 10n ** 40n, [quote.asset]: 10n ** 40n };
  const maker = exchange.createAccount("maker", rich);
  const other = exchange.createAccount("other", rich);
  const unitAt = (price: bigint): bigint => {
    const unit = whole / gcd(price, whole);
    return spec.allowsFractions ? step : (step / gcd(step, unit)) * unit;
  };
  /** A quantity of some units with enough value for an order. */
  const worth = (price: bigint, units: number): bigint => {
    const unit = unitAt(price);
    const least = (market.min_order * whole + price - 1n) / price;
    return ((least + unit - 1n) / unit + BigInt(units)) * unit;
  };
  const start = spec.startPrice;
  const last = one.hasTraded ? start : null;
  const taker = exchange.createAccount("taker");
  if (one.hasTraded) {
    // The account's own last trade leaves a part of its money in the book.
    const order = { marketId: market.market_id, price: start, quantity: worth(start, 5) };
    const [paid, amount] = one.isBuy ? [base, order.quantity] : [quote, (start * order.quantity) / whole];
    exchange.deposit(taker, paid.asset, amount);
    exchange.place(taker, { ...order, side: one.isBuy ? "sell" : "buy" });
    exchange.place(other, { ...order, side: one.isBuy ? "buy" : "sell" });
  }
  for (const { isBuy, ticks, quantity } of one.makers) {
    const price = start + BigInt(isBuy ? -ticks : ticks) * tick;
    attempt(() =>
      exchange.place(maker, {
        marketId: market.market_id,
        side: isBuy ? "buy" : "sell",
        price,
        quantity: worth(price, quantity),
      }),
    );
  }
  const book = exchange.depth(market.market_id);
  const order = draft(one, { tick, step, whole, start, min_order: market.min_order, book, unitAt });
  fund(exchange, one, order, taker);
  return { exchange, market, book, order, taker, last, other };
}

interface Edges {
  readonly tick: bigint;
  readonly step: bigint;
  readonly whole: bigint;
  readonly start: bigint;
  readonly min_order: bigint;
  readonly book: ReturnType<SimulatedExchange["depth"]>;
  readonly unitAt: (price: bigint) => bigint;
}

function draft(one: Case, { tick, step, whole, start, min_order, book, unitAt }: Edges): OrderDraft {
  const side = one.isBuy ? "buy" : "sell";
  const window = BigInt(Math.round(one.spec.price_window! * 100));
  const edges = [-window, 0n, window].map((part) => (start * (10_000n + part)) / 10_000n);
  const levels = [...book.bids, ...book.asks].map(({ price }) => price);
  const near = [...edges, ...levels, start].flatMap((price) => [price - tick, price, price + tick]);
  const on = near.map((price) => price - (price % tick)).filter((price) => price > 0n);
  // Mostly on the tick, because otherwise no other rule is ever checked.
  const prices = [...on, ...on, ...on, ...near.slice(0, 4).map((price) => price + 1n), 0n];
  const price = pick(prices, one.price);
  const at = price > 0n ? price : 1n;
  const unit = unitAt(at);
  const least = (min_order * whole + at - 1n) / at;
  const fit = ((least + unit - 1n) / unit) * unit;
  const crossing = (one.isBuy ? book.asks : book.bids).filter((level) =>
    one.isBuy ? level.price <= at : level.price >= at,
  );
  const there = crossing.reduce((sum, level) => sum + level.quantity, 0n);
  const ends = [fit, fit + unit * BigInt(one.quantity), there, there - (there % unit), unit].flatMap((each) => [
    each,
    each,
    each - unit,
    each + unit,
  ]);
  const quantities = [...ends, ...ends, fit - 1n, least, there + 1n, fit + step, 0n];
  const quantity = pick(quantities, one.quantity);
  const bound = (ticks: number): string => String(start + BigInt(ticks) * tick);
  const [min_price, max_price] = [bound(one.bounds[0]), bound(one.bounds[1])];
  const { kind } = one;
  const type =
    kind === "BoundedMarket"
      ? { BoundedMarket: { min_price, max_price } }
      : kind === "Limit"
        ? { Limit: [String(price), "1750000000"] as const }
        : kind;
  return { side, type, price, quantity: quantity > 0n ? quantity : 0n };
}

/**
 * The order's account gets the needed amount, a unit less or more, twice or half of it. Its money in the book
 * counts towards that or not.
 */
function fund(exchange: SimulatedExchange, one: Case, { side, price, quantity }: OrderDraft, taker: Account): void {
  const { base, quote, contract_id } = exchange.markets[0]!;
  const { asset } = side === "buy" ? quote : base;
  const needed = side === "buy" ? (price * quantity) / 10n ** BigInt(base.decimals) : quantity;
  const held = exchange.balances(taker).find(({ asset_id }) => asset_id === asset)?.order_books[contract_id]?.unlocked;
  const amounts = [needed, needed - (held ?? 0n), needed * 2n + 1n].flatMap((each) => [
    each,
    each,
    each + 1n,
    each - 1n,
  ]);
  const amount = pick([...amounts, ...amounts, needed / 2n, 0n], one.funds);
  if (amount > 0n) exchange.deposit(taker, asset, amount);
}

/** The exchange's result: the order, or the reason of its rejection. */
export function attempt<T>(
  run: () => T,
): { readonly value: T } | { readonly refusal: string; readonly message: string } {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof ExchangeRefusal) return { refusal: error.code, message: error.message };
    throw error;
  }
}
