// Market orders with a limit, at random prices and distances: their limit is computed here another way, and their effect is the
// simulated exchange's.
import { fc, test as property } from "@fast-check/vitest";
import { boundedMarket, checkOrder, estimateOrder, worstPrice } from "o2-react/trading";
import { describe, expect, test } from "vitest";
import { stillExchange } from "../testing/support.ts";
import { marketOf } from "./markets.ts";

const sides = fc.constantFrom("buy" as const, "sell" as const);

describe("the worst price", () => {
  test("of 12.4 and half a percent is 12.462 for a buy and 12.338 for a sell", () => {
    const market = marketOf({ quote: [9, 6] });
    expect(worstPrice(market, { side: "buy", best: 12_400_000n, basisPoints: 50n })).toBe(12_462_000n);
    expect(worstPrice(market, { side: "sell", best: 12_400_000n, basisPoints: 50n })).toBe(12_338_000n);
  });

  property.prop([sides, fc.bigInt(1n, 10n ** 9n), fc.bigInt(0n, 20_000n), fc.constantFrom(9, 6, 3)])(
    "is on the tick, at least one, not further away than asked for, and less than a tick nearer",
    (side, ticks, basisPoints, precision) => {
      const market = marketOf({ quote: [9, precision] });
      const tick = 10n ** BigInt(9 - precision);
      const best = ticks * tick;
      const worst = worstPrice(market, { side, best, basisPoints });
      expect([worst % tick, worst >= tick]).toEqual([0n, true]);
      // All ten thousand times as large, so that nothing is rounded here.
      const away = (side === "buy" ? worst - best : best - worst) * 10_000n;
      const asked = best * basisPoints;
      expect([away >= 0n, away <= asked]).toEqual([true, true]);
      const isAtTheEnd = side === "sell" && worst === tick;
      if (!isAtTheEnd) expect(asked - away).toBeLessThan(tick * 10_000n);
    },
  );
});

describe("a market order with a limit", () => {
  property.prop([sides, fc.integer({ min: 1, max: 9 }), fc.bigInt(0n, 12n), fc.bigInt(1n, 400n)], { numRuns: 40 })(
    "takes what is there up to its limit, on an exchange that keeps to both bounds, and rests with nothing",
    (side, levels, reach, units) => {
      const exchange = stillExchange();
      const [market] = exchange.markets;
      const { market_id: marketId, base, quote, tick, step, startPrice } = market;
      const rich = { [base.asset]: 10n ** 24n, [quote.asset]: 10n ** 24n };
      const [maker, taker] = [exchange.createAccount("maker", rich), exchange.createAccount("taker", rich)];
      const size = step * 200_000n;
      for (let away = 1n; away <= BigInt(levels); away += 1n) {
        exchange.place(maker, { marketId, side: "sell", price: startPrice + away * tick, quantity: size });
        exchange.place(maker, { marketId, side: "buy", price: startPrice - away * tick, quantity: size });
      }
      const worst = startPrice + (side === "buy" ? reach : -reach) * tick;
      const quantity = units * step * 10_000n;
      const order = boundedMarket(market, { side, quantity, worst });
      const book = exchange.depth(marketId);
      const within = size * (reach < BigInt(levels) ? reach : BigInt(levels));
      const filled = quantity < within ? quantity : within;
      expect(checkOrder(market, order, { book }).problems.map(({ code }) => code)).not.toContain("bounds");
      expect(checkOrder(market, order, { book }).unknowns.map(({ code }) => code)).not.toContain("beyond-bounds");
      expect(estimateOrder(market, book, order)).toMatchObject({ filled, resting: 0n, isBeyondBounds: false });
      if (checkOrder(market, order).status === "refused") return;
      const { order_id } = exchange.place(taker, { marketId, ...order });
      const placed = exchange.orders(taker).find((each) => each.order_id === order_id);
      expect([placed?.quantity_fill ?? 0n, placed?.close]).toEqual([filled, true]);
    },
  );

  test("has bounds on the tick, as the official SDK wants both", () => {
    for (const precision of [9, 6, 0]) {
      const market = marketOf({ quote: [9, precision] });
      const tick = 10n ** BigInt(9 - precision);
      for (const side of ["buy", "sell"] as const) {
        const { type } = boundedMarket(market, { side, quantity: 1n, worst: 5n * tick });
        const { min_price, max_price } = type.BoundedMarket;
        expect([BigInt(min_price) % tick, BigInt(max_price) % tick]).toEqual([0n, 0n]);
        expect([BigInt(min_price) > 0n, BigInt(max_price) < 2n ** 64n]).toEqual([true, true]);
      }
    }
  });
});
