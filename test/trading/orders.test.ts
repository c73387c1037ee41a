// checkOrder and estimateOrder against the simulated exchange, which shares no rule with them: random orders at the
// edges of each rule. 100,000 of them: npm run test:orders.
import fc from "fast-check";
import type { Order } from "o2-react";
import type { RefusalCode, SimulatedExchange } from "o2-react/testing";
import { checkOrder, estimateOrder, type OrderEstimate, type OrderProblemCode, type Readings } from "o2-react/trading";
import { expect, test } from "vitest";
import { attempt, type Case, cases, open } from "./simulated.ts";

const numRuns = Number(process.env.O2_REACT_ORDERS ?? 2_000);

/** The exchange's reason for each rule that it knows. */
const REASONS: Readonly<Partial<Record<OrderProblemCode, readonly RefusalCode[]>>> = {
  // An order without amounts gets no further check. The exchange checks the type first.
  args: ["bad-price", "bad-quantity", "no-market-orders", "bad-order"],
  tick: ["bad-price"],
  "fractional-price": ["fractional-price"],
  "min-order": ["min-order"],
  "price-window": ["price-window"],
  spendable: ["insufficient-balance"],
  "post-only": ["post-only"],
  "fill-or-kill": ["fill-or-kill"],
  "market-order": ["no-market-orders"],
  bounds: ["bad-order"],
};

/** The reading of the rules that the exchange uses in a market. */
const readingsOf = ({ spec }: Case): Readings => ({
  allowsFractions: spec.allowsFractions,
  takesMarketOrders: spec.takesMarketOrders,
  takesBeyondBounds: spec.takesBeyondBounds,
  checksStep: false,
  dust: "leftOver",
  tradesWithSelf: true,
  ignoresLimitTime: true,
});

/** A played case: the check and estimate of its order, and the exchange's result. */
function play(one: Case, readings: Readings = readingsOf(one)) {
  const world = open(one);
  const { exchange, market, book, order, taker, last } = world;
  const { settlesFirst } = one;
  const before = holdings(exchange, taker);
  const options = { book, isWholeBook: true, balances: exchange.balances(taker), last, settlesFirst, readings };
  const check = checkOrder(market, order, options);
  const estimate = estimateOrder(market, book, order, readings);
  const request = { ...order, marketId: market.market_id, type: order.type ?? "Spot" };
  const done = attempt(() => exchange.batch(taker, [{ place: request }], { settlesFirst })[0] as Order);
  return { ...world, check, estimate, done, before, after: holdings(exchange, taker) };
}

/** An account's whole amount of each asset, and the fees that it paid. */
function holdings(exchange: SimulatedExchange, taker: Parameters<SimulatedExchange["balances"]>[0]) {
  const balances = exchange.balances(taker);
  return (asset: string) => {
    const balance = balances.find(({ asset_id }) => asset_id === asset);
    const fees = Object.values(balance?.order_books ?? {}).reduce((sum, { fee }) => sum + fee, 0n);
    return { all: (balance?.total_locked ?? 0n) + (balance?.total_unlocked ?? 0n), fees };
  };
}

const counts = (): { count: (name: string) => void; of: (name: string) => number; names: () => string[] } => {
  const seen = new Map<string, number>();
  return {
    count: (name) => void seen.set(name, (seen.get(name) ?? 0) + 1),
    of: (name) => seen.get(name) ?? 0,
    names: () => [...seen.keys()],
  };
};

test(`of ${numRuns} orders at the edges of every rule, those that pass are accepted and those that are refused are, for that reason`, () => {
  const { count, of } = counts();
  fc.assert(
    fc.property(cases, (one) => {
      const { check, done, order, book } = play(one);
      if (isBeyondBounds(order, book)) count(one.spec.takesBeyondBounds ? "beyond, taken" : "beyond, left");
      const codes = check.problems.map(({ code }) => code);
      count(check.status);
      if (check.status === "valid") expect(done).not.toHaveProperty("refusal");
      const reasons: readonly string[] = [...check.problems, ...check.unknowns].flatMap(
        ({ code }): readonly RefusalCode[] => REASONS[code] ?? [],
      );
      if ("refusal" in done) {
        expect(reasons).toContain(done.refusal);
        if (codes.length === 1 && codes[0]) count(codes[0]);
      } else expect(codes).toEqual([]);
    }),
    { numRuns },
  );
  // For each rule, enough orders broke only that one, and few orders were left open.
  for (const code of Object.keys(REASONS)) expect([code, of(code) > numRuns / 500]).toEqual([code, true]);
  for (const name of ["beyond, taken", "beyond, left"]) expect([name, of(name) > numRuns / 500]).toEqual([name, true]);
  expect(of("valid")).toBeGreaterThan(numRuns / 6);
  expect(of("unknown")).toBeLessThan(numRuns / 100);
});

test("a rule marked as not known is unknown until its reading is stated: either is among the answers, and no other is touched", () => {
  const { count, of } = counts();
  fc.assert(
    fc.property(cases, (one) => {
      const known = play(one);
      const open = play(one, {});
      const inAll = (code: OrderProblemCode) =>
        [...known.check.problems, ...known.check.unknowns].some((each) => each.code === code);
      for (const { code } of open.check.unknowns) count(code);
      // No problem that depends on a reading of the rules is certain.
      const sure = open.check.problems.map(({ code }) => code);
      expect(sure).not.toContain("fractional-price");
      expect(sure).not.toContain("market-order");
      expect(open.check.unknowns.some(({ code }) => code === "fractional-price") || !inAll("fractional-price")).toBe(
        true,
      );
      const isBeyond = !sure.includes("args") && isBeyondBounds(open.order, open.book);
      expect(open.check.unknowns.some(({ code }) => code === "beyond-bounds")).toBe(isBeyond);
      expect(open.estimate.isBeyondBounds).toBe(open.order.quantity > 0n && isBeyondBounds(open.order, open.book));
      // The estimate follows the reading without a fill, which is one of the two.
      if (isBeyond) expect(open.estimate.filled).toBe(0n);
      expect(open.check.unknowns.some(({ code }) => code === "market-order") || !inAll("market-order")).toBe(true);
      if (open.check.status === "valid") expect(open.done).not.toHaveProperty("refusal");
      if (open.check.status === "refused") expect(open.done).toHaveProperty("refusal");
    }),
    { numRuns: Math.min(numRuns, 500) },
  );
  for (const code of ["fractional-price", "market-order", "step", "limit-time", "beyond-bounds"])
    expect(of(code)).toBeGreaterThan(0);
});

test("each suggestion keeps the rule that it is for", () => {
  const { count, of } = counts();
  fc.assert(
    fc.property(cases, (one) => {
      const { market, order, book, check, exchange, taker, last } = play(one);
      for (const { code, field, suggestion } of check.problems) {
        if (suggestion === undefined || field === "type") continue;
        count(code);
        const better = { ...order, [field]: suggestion };
        const balances = exchange.balances(taker);
        const again = checkOrder(market, better, {
          book,
          isWholeBook: true,
          balances,
          last,
          readings: readingsOf(one),
        });
        // The order was rejected, so the account's balances are unchanged.
        if (code !== "spendable" || one.settlesFirst)
          expect(again.problems.map((each) => each.code)).not.toContain(code);
      }
    }),
    { numRuns: Math.min(numRuns, 1_000) },
  );
  for (const code of [
    "tick",
    "fractional-price",
    "min-order",
    "price-window",
    "spendable",
    "post-only",
    "fill-or-kill",
  ])
    expect([code, of(code) > 0]).toEqual([code, true]);
});

test("an estimate equals the exchange's result, to the unit: average, fills, total, fee, rest and the received amount", () => {
  const { count, of } = counts();
  fc.assert(
    fc.property(cases, (one) => {
      const { exchange, market, order, book, estimate, done, before, after } = play(one);
      if ("refusal" in done) {
        if (done.refusal === "post-only" || done.refusal === "fill-or-kill")
          expect(estimate.refusal).toBe(done.refusal);
        return;
      }
      count(one.kind);
      const trades = exchange
        .trades(market.market_id)
        .filter(({ trade_id }) => trade_id.endsWith(done.value.order_id.slice(2)));
      if (isBeyondBounds(order, book) && trades.length > 0) count("taken beyond the bounds");
      if (isBeyondBounds(order, book) && trades.length === 0) count("left beyond the bounds");
      const isShared = trades.length > estimate.levels.length;
      if (isShared) count("levels of several orders");
      // The rest of a budget depends on how the exchange rounds, and the level does not tell its orders.
      if (one.kind === "Market" && one.isBuy && isShared) return;
      if (estimate.filled > 0n) count("filled");
      if (estimate.fee > 0n) count("with a fee");
      expect(estimate.refusal).toBeUndefined();
      expect(estimate.levels).toEqual(atLevels(trades));
      expect(estimate.filled).toBe(done.value.quantity_fill);
      expect(estimate.averagePrice ?? 0n).toBe(done.value.price_fill);
      expect(estimate.worstPrice).toBe(trades.at(-1)?.price);
      expect(estimate.resting).toBe(done.value.close ? 0n : done.value.quantity - (done.value.quantity_fill ?? 0n));
      expectMoney({ market, order, estimate, before, after, levels: trades.length });
    }),
    { numRuns },
  );
  for (const name of [
    "Spot",
    "PostOnly",
    "FillOrKill",
    "Market",
    "BoundedMarket",
    "filled",
    "with a fee",
    "levels of several orders",
    "taken beyond the bounds",
    "left beyond the bounds",
  ])
    expect([name, of(name) > 0]).toEqual([name, true]);
});

/**
 * True if the best price of the other side is better than both bounds of a BoundedMarket order. Markets differ in their
 * treatment then.
 */
function isBeyondBounds({ side, type }: Opened["order"], { bids, asks }: Opened["book"]): boolean {
  const best = (side === "buy" ? asks : bids)[0]?.price;
  if (best === undefined || typeof type !== "object" || !("BoundedMarket" in type)) return false;
  const { min_price, max_price } = type.BoundedMarket;
  if (BigInt(min_price) > BigInt(max_price)) return false;
  return side === "buy" ? best < BigInt(min_price) : best > BigInt(max_price);
}

/** Trades at one price, one after the other, as one level. */
function atLevels(trades: readonly { readonly price: bigint; readonly quantity: bigint }[]) {
  const levels: { price: bigint; quantity: bigint }[] = [];
  for (const { price, quantity } of trades) {
    const level = levels.at(-1);
    if (level?.price === price) level.quantity += quantity;
    else levels.push({ price, quantity });
  }
  return levels;
}

type Held = ReturnType<typeof holdings>;
type Opened = ReturnType<typeof open>;

function expectMoney({
  market,
  order,
  estimate,
  before,
  after,
  levels,
}: Pick<Opened, "market" | "order"> & {
  estimate: OrderEstimate;
  before: Held;
  after: Held;
  levels: number;
}): void {
  const { base, quote } = market;
  const gained = (asset: string): bigint => after(asset).all - before(asset).all;
  const fees = (asset: string): bigint => after(asset).fees - before(asset).fees;
  const isBuy = order.side === "buy";
  expect(estimate.feeAsset).toBe(isBuy ? base.asset : quote.asset);
  expect(fees(isBuy ? quote.asset : base.asset)).toBe(0n);
  // The value of each match is rounded down. If several orders make a level, the sum may be lower by a unit for each.
  const spare = BigInt(levels - estimate.levels.length);
  if (isBuy) {
    const kept = estimate.filled > 0n && estimate.leftOver <= market.dust ? estimate.leftOver : 0n;
    expect(fees(base.asset)).toBe(estimate.fee);
    expect(gained(base.asset)).toBe(estimate.received);
    const paid = -gained(quote.asset);
    // A lower total leaves more over, which may then be more than dust.
    const isBack = kept > 0n && near(paid, estimate.total, spare) && estimate.leftOver + spare > market.dust;
    expect(isBack || near(paid, estimate.total + kept, spare)).toBe(true);
  } else {
    expect(gained(base.asset)).toBe(-estimate.filled);
    expect(near(gained(quote.asset), estimate.received, spare)).toBe(true);
    expect(near(fees(quote.asset), estimate.fee, spare)).toBe(true);
  }
}

/** True if an amount is the estimated one, or lower by up to so many units. */
function near(actual: bigint, estimated: bigint, spare: bigint): boolean {
  return actual <= estimated && estimated - actual <= spare;
}
