// The exchange's own traffic in markets of every kind: it keeps their rules, and so it goes on.
import { createExchange, type MarketSpec } from "o2-react/testing";
import { describe, expect, test } from "vitest";
import { fixedClock } from "./support.ts";

const FUSDC = { symbol: "fUSDC", decimals: 9, max_precision: 6 };
const FUEL: MarketSpec = {
  base: { symbol: "fFUEL", decimals: 9, max_precision: 3 },
  quote: FUSDC,
  startPrice: 12_400_000n,
};

/** An exchange with one market. A rejected action throws, and no test here catches that. */
function open(market: Partial<MarketSpec>, seed = 1) {
  const { now, advance } = fixedClock();
  const exchange = createExchange({ seed, now, markets: [{ ...FUEL, ...market }] });
  return { exchange, advance, market: exchange.markets[0] };
}

function expectConserved({ totals }: ReturnType<typeof createExchange>): void {
  for (const { deposited, locked, unlocked, fees } of totals()) expect(locked + unlocked + fees).toBe(deposited);
}

describe("in a market with a price window", () => {
  // 0.01 % of the price is one tick.
  const windows = [50, 10, 1, 0.5, 0.1, 0.02, 0.01];

  test.each(windows)("of %s per cent the past is made, and traffic goes on and trades", (price_window) => {
    for (const seed of [1, 2]) {
      const { exchange, market } = open({ price_window }, seed);
      exchange.warmUp({ hours: 3 });
      const last = () => exchange.lastTrade(market.market_id);
      const before = last();
      exchange.tick(3_000);
      expect(last()?.trade_id).not.toBe(before?.trade_id);
      expectConserved(exchange);
    }
  });

  test.each(windows)("of %s per cent no price that an order names is outside of it", (price_window) => {
    const { exchange, market } = open({ price_window });
    const seen = new Set<string>();
    let last = exchange.lastTrade(market.market_id)?.price;
    let named = 0;
    exchange.onCommit(({ orders }) => {
      for (const { order_id, order_type, price } of orders) {
        if (seen.has(order_id)) continue;
        seen.add(order_id);
        if (last === undefined || (order_type !== "Spot" && order_type !== "PostOnly")) continue;
        named += 1;
        const away = Number(((price > last ? price - last : last - price) * 10_000_000n) / last) / 100_000;
        expect(away).toBeLessThanOrEqual(price_window);
      }
      last = exchange.lastTrade(market.market_id)?.price;
    });
    exchange.tick(3_000);
    expect(named).toBeGreaterThan(500);
  });

  test.each([10, 1])("of %s per cent its books are as full as any", (price_window) => {
    const { exchange, market } = open({ price_window });
    exchange.tick(3_000);
    const { bidLevels, askLevels } = exchange.top(market.market_id);
    expect(Math.min(bidLevels, askLevels)).toBeGreaterThan(25);
  });

  test.each([1, 0.1])("of %s per cent bots can pay for 20,000 actions", (price_window) => {
    const { exchange } = open({ price_window });
    expect(() => exchange.tick(20_000)).not.toThrow();
    expectConserved(exchange);
  });
});

describe("with any decimals", () => {
  test.each([
    [18, 18, 6, 6, 1_000_000n],
    [6, 0, 6, 6, 3n],
    [0, 0, 9, 9, 1_000_000_000n],
    [9, 9, 18, 18, 10n ** 18n],
    [9, 3, 0, 0, 1_000n],
    [8, 2, 6, 2, 60_000_000_000n],
    [9, 9, 9, 9, 37n],
    [18, 18, 18, 18, 997n * 10n ** 15n + 1n],
  ] as const)("traffic trades: base %i (%i), quote %i (%i), price %s", (bd, bp, qd, qp, startPrice) => {
    const base = { symbol: "A", decimals: bd, max_precision: bp };
    const quote = { symbol: "B", decimals: qd, max_precision: qp };
    const { exchange, market } = open({ base, quote, startPrice, maker_fee: 17n, taker_fee: 333n });
    exchange.warmUp({ hours: 1 });
    const before = exchange.lastTrade(market.market_id)?.trade_id;
    exchange.tick(2_000);
    expectConserved(exchange);
    expect(exchange.lastTrade(market.market_id)?.trade_id).not.toBe(before);
    expect(exchange.depth(market.market_id).bids.length).toBeGreaterThan(10);
  });
});
