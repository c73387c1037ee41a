// Ladders, groupings, depth charts, trades and portfolios, compared with sums that are computed another way.
import { fc, test as property } from "@fast-check/vitest";
import type { Balance, DepthLevel, Order, Trade } from "o2-react";
import { O2InputError } from "o2-react";
import {
  aggregateTrades,
  depthChart,
  type Ladder,
  ladder,
  notional,
  portfolio,
  precisionsOf,
  stepsOf,
  takerSide,
} from "o2-react/trading";
import { describe, expect, test } from "vitest";
import { marketOf } from "./markets.ts";

const market = marketOf({ base: [9, 3], quote: [9, 6] });
const { base, quote, market_id } = market;
const TICK = 1_000n;
const level = (price: bigint, quantity: bigint): DepthLevel => ({ price, quantity });
const BOOK = {
  bids: [level(99_000n, 5n * 10n ** 9n), level(98_000n, 10n ** 9n), level(95_000n, 2n * 10n ** 9n)],
  asks: [level(101_000n, 10n ** 9n), level(104_000n, 3n * 10n ** 9n), level(106_000n, 10n ** 9n)],
};

const levels = (isBid: boolean) =>
  fc
    .uniqueArray(fc.record({ price: fc.bigInt(1n, 400n), quantity: fc.bigInt(1n, 10n ** 12n) }), {
      selector: ({ price }) => price,
      maxLength: 30,
    })
    .map((list) =>
      list
        .map(({ price, quantity }) => level((isBid ? price : price + 400n) * TICK, quantity))
        .sort((a, b) => (isBid === a.price > b.price ? -1 : 1)),
    );
const books = fc.record({ bids: levels(true), asks: levels(false) });
const steps = fc.constantFrom(1n, 1_000n, 2_000n, 5_000n, 10_000n, 50_000n);

describe("a ladder", () => {
  test("has totals in both assets, the bars' scales, and one's own orders row by row", () => {
    const own = [
      { side: "buy", price: 98_000n, quantity: 900n, quantity_fill: 400n, close: false },
      { side: "buy", price: 95_000n, quantity: 70n, close: false, market_id },
      { side: "buy", price: 98_500n, quantity: 1_000n, close: true },
      { side: "sell", price: 98_000n, quantity: 1_000n, close: false },
      { side: "buy", price: 98_000n, quantity: 1_000n, close: false, market_id: "0xother" },
    ] as unknown as Order[];
    const made = ladder(market, BOOK, { step: 5_000n, ownOrders: own, in: "quote" });
    const { bids, asks, step } = made;
    expect(step).toBe(5_000n);
    expect(bids.rows).toEqual([
      {
        price: 95_000n,
        quantity: 8n * 10n ** 9n,
        // Each level at its own price, not at the row's.
        value: 5n * 99_000n + 98_000n + 2n * 95_000n,
        total: 8n * 10n ** 9n,
        totalValue: 783_000n,
        size: 783_000n,
        depth: 783_000n,
        ownQuantity: 570n,
        ownCount: 2,
        change: undefined,
      },
    ]);
    expect(asks.rows.map(({ price, total, depth }) => [price, total, depth])).toEqual([
      [105_000n, 4n * 10n ** 9n, 413_000n],
      [110_000n, 5n * 10n ** 9n, 519_000n],
    ]);
    expect([asks.largest, asks.depth]).toEqual([413_000n, 519_000n]);
    // One scale for the bars of both sides.
    expect([made.largest, made.depth]).toEqual([783_000n, 783_000n]);
    expect(ladder(market, { bids: [], asks: [] })).toMatchObject({ largest: 0n, depth: 0n });
  });

  property.prop([books, steps])("groups without losing anything: bids down, asks up, totals in order", (book, step) => {
    const { bids, asks } = ladder(market, book, { step });
    for (const [side, rows] of [
      ["bids", bids.rows],
      ["asks", asks.rows],
    ] as const) {
      const sum = book[side].reduce((all, { quantity }) => all + quantity, 0n);
      const product = book[side].reduce((all, { price, quantity }) => all + price * quantity, 0n);
      expect(rows.at(-1)?.total ?? 0n).toBe(sum);
      expect(rows.at(-1)?.totalValue ?? 0n).toBe(product / 10n ** 9n);
      for (const [index, row] of rows.entries()) {
        expect(row.price % step).toBe(0n);
        const inRow = book[side].filter(({ price }) =>
          side === "bids"
            ? price >= row.price && price < row.price + step
            : price <= row.price && price > row.price - step,
        );
        expect(row.quantity).toBe(inRow.reduce((all, { quantity }) => all + quantity, 0n));
        const before = rows[index - 1];
        if (before) expect(side === "bids" ? before.price > row.price : before.price < row.price).toBe(true);
      }
    }
  });

  property.prop([books, books, steps, fc.integer({ min: 1, max: 30 })])(
    "tells what changed since the last frame, unknown beyond what that frame showed, and keeps rows that say the same",
    (first, next, step, rows) => {
      const previous = ladder(market, first, { step, rows });
      const whole = ladder(market, first, { step });
      const now = ladder(market, next, { step, rows, previous });
      for (const side of ["bids", "asks"] as const) {
        for (const row of now[side].rows) {
          const before = whole[side].rows.find(({ price }) => price === row.price)?.quantity ?? 0n;
          if (row.change !== undefined) expect(row.change).toBe(row.quantity - before);
          const last = previous[side].rows.at(-1);
          const isBeyond = !last || (side === "bids" ? row.price < last.price : row.price > last.price);
          expect(row.change === undefined).toBe(isBeyond);
        }
      }
      // The same book again changes nothing: all of it stays the same object.
      const still = ladder(market, next, { step, rows, previous: now });
      expect(ladder(market, next, { step, rows, previous: still })).toBe(still);
      for (const side of ["bids", "asks"] as const)
        for (const row of still[side].rows) if (now[side].rows.length > 0) expect(row.change).toBe(0n);
    },
  );

  test("has no change where it was grouped or measured otherwise before", () => {
    const previous = ladder(market, BOOK, { precision: 3 });
    const changes = (made: Ladder) => made.bids.rows.map(({ change }) => change);
    expect(changes(ladder(market, BOOK, { precision: 3, previous }))).toEqual([0n, 0n, 0n]);
    expect(changes(ladder(market, BOOK, { precision: 4, previous }))).toEqual([undefined]);
    expect(changes(ladder(market, BOOK, { precision: 3, in: "quote", previous }))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test.each([
    [{ step: 3n }, "step", "outOfRange"],
    [{ step: 0n }, "step", "outOfRange"],
    [{ step: 25n }, "step", "outOfRange"],
    [{ precision: 19 }, "precision", "outOfRange"],
    [{ precision: 1.5 }, "precision", "outOfRange"],
    [{ precision: 2, step: 100n }, "step", "conflict"],
  ])("of %o is refused by type", (options, parameter, code) => {
    const made = (): unknown => ladder(market, BOOK, options);
    expect(made).toThrow(O2InputError);
    expect(made).toThrow(expect.objectContaining({ parameter, code }));
  });
});

describe("the groupings for a menu", () => {
  property.prop([books, fc.integer({ min: 2, max: 8 })])(
    "each leaves as many rows as asked for, and the next coarser one does not",
    (book, leastRows) => {
      const sides = (["bids", "asks"] as const).filter((side) => book[side].length > 0);
      const rowsOf = (step: bigint) =>
        Math.min(...sides.map((side) => ladder(market, book, { step })[side].rows.length));
      const [finest, ...coarser] = stepsOf(market, book, leastRows);
      expect(finest).toBe(TICK);
      for (const step of coarser) expect(rowsOf(step)).toBeGreaterThanOrEqual(leastRows);
      const [first, ...others] = precisionsOf(market, book, leastRows);
      expect(first).toEqual({ precision: 1, step: TICK });
      for (const { precision, step } of others) {
        expect(step).toBe(10n ** BigInt(precision));
        expect(rowsOf(step)).toBeGreaterThanOrEqual(leastRows);
      }
      const next = 10n * (others.at(-1)?.step ?? TICK);
      if (sides.length > 0) expect(rowsOf(next)).toBeLessThan(leastRows);
    },
  );

  test("of a book without levels are the finest alone", () => {
    expect(stepsOf(market, { bids: [], asks: [] })).toEqual([TICK]);
    expect(precisionsOf(marketOf({ quote: [9, 9] }), { bids: [], asks: [] })).toEqual([{ precision: 1, step: 10n }]);
  });
});

describe("a depth chart", () => {
  test("has both curves from the best price outwards, and places to draw at", () => {
    const { bids, asks, lowest, highest, greatest } = depthChart(market, BOOK);
    expect([lowest, highest, greatest]).toEqual([95_000n, 106_000n, 8n * 10n ** 9n]);
    expect(bids.map(({ total, totalValue }) => [total, totalValue])).toEqual([
      [5n * 10n ** 9n, 495_000n],
      [6n * 10n ** 9n, 593_000n],
      [8n * 10n ** 9n, 783_000n],
    ]);
    expect(bids.map(({ y }) => y)).toEqual([0.625, 0.75, 1]);
    expect([bids.at(-1)?.x, asks.at(-1)?.x]).toEqual([0, 1]);
  });

  test("keeps to prices near the middle where it shall, and takes a side or a book without levels", () => {
    // The middle is 100,000: three per cent reach from 97,000 to 103,000.
    const near = depthChart(market, BOOK, { withinBasisPoints: 300, in: "quote" });
    expect([near.bids.length, near.asks.length, near.greatest]).toEqual([2, 1, 593_000n]);
    expect(depthChart(market, { bids: [], asks: BOOK.asks }).bids).toEqual([]);
    expect(depthChart(market, { bids: [], asks: [] })).toMatchObject({ lowest: undefined, greatest: 0n });
  });
});

describe("trades", () => {
  const trade = (trade_id: string, price: bigint, quantity: bigint, more: Partial<Trade> = {}): Trade => ({
    trade_id,
    side: "sell",
    price,
    quantity,
    total: 0n,
    timestamp: 1_750_000_000_000,
    ...more,
  });

  test("a taker's side is not the maker's", () => {
    expect([takerSide(trade("1", 1n, 1n)), takerSide(trade("1", 1n, 1n, { side: "buy" }))]).toEqual(["buy", "sell"]);
  });

  test("prints of one taker order that adjoin are one, however its id is spelled; others are not", () => {
    const trades = [
      trade("0x01/0xAA", 100_000n, 10n ** 9n),
      trade("0x02/aa", 103_000n, 2n * 10n ** 9n, { timestamp: 1_750_000_000_500 }),
      trade("0x03/0xaa", 103_000n, 10n ** 9n, { side: "buy" }),
      trade("0x04/0xbb", 103_000n, 10n ** 9n, { side: "buy" }),
      trade("0x05/0xaa", 103_000n, 10n ** 9n, { side: "buy" }),
      trade("12345", 1n, 1n),
      trade("12345", 1n, 1n),
    ];
    const rows = aggregateTrades(market, trades);
    expect(rows.map(({ trades: { length }, taker_order_id }) => [length, taker_order_id])).toEqual([
      [2, "aa"],
      [1, "aa"],
      [1, "bb"],
      [1, "aa"],
      [1, undefined],
      [1, undefined],
    ]);
    expect(rows[0]).toMatchObject({
      trade_id: "0x01/0xAA",
      side: "buy",
      price: 102_000n,
      firstPrice: 100_000n,
      lastPrice: 103_000n,
      quantity: 3n * 10n ** 9n,
      value: 306_000n,
      timestamp: 1_750_000_000_000,
    });
    expect(rows.flatMap((row) => row.trades)).toEqual(trades);
  });
});

describe("a portfolio", () => {
  const balance = (asset_id: string, unlocked: bigint, locked: bigint): Balance => ({
    identity: { ContractId: "0xcc" },
    asset_id,
    total_locked: locked,
    total_unlocked: unlocked,
    trading_account_balance: unlocked,
    order_books: {},
  });
  const other = { symbol: "EURC", asset: `0x${"3".repeat(64)}`, decimals: 6, max_precision: 6 };
  // The quote asset is the base here.
  const inverse = { ...market, market_id: "0xeur", base: quote, quote: other };

  test("is the sum of all that is held, each at its market's price, whichever way round that is", () => {
    const held = [
      balance(base.asset, 3n * 10n ** 9n, 10n ** 9n),
      balance(base.asset, 10n ** 9n, 0n),
      balance(quote.asset, 500_000n, 100_000n),
      balance(other.asset, 2_000_000n, 0n),
    ];
    // A base unit costs 100,000; a whole quote unit costs 4 EURC.
    const prices = { [market_id]: 100_000n, "0xeur": 4_000_000n };
    const made = portfolio(held, [market, inverse], prices, quote.asset);
    expect(made).toMatchObject({ complete: true, total: 500_000n + 600_000n + 500_000_000n, quote });
    expect(made.assets.map(({ asset, value, amount }) => [asset?.symbol, value, amount])).toEqual([
      ["EURC", 500_000_000n, 2_000_000n],
      ["USDC", 600_000n, 600_000n],
      ["FUEL", 500_000n, 5n * 10n ** 9n],
    ]);
    expect(made.assets[0]?.shareBasisPoints).toBe(9_978n);
  });

  test("is complete only when every price of what is held is known", () => {
    const prices = { [market_id]: 100_000n };
    const made = portfolio(
      [balance(base.asset, 10n ** 9n, 0n), balance(other.asset, 1n, 0n)],
      [market, inverse],
      prices,
      quote.asset,
    );
    expect([made.complete, made.total]).toEqual([false, 100_000n]);
    expect(made.assets.at(-1)).toMatchObject({ value: undefined, shareBasisPoints: undefined });
    const none = portfolio([balance(other.asset, 0n, 0n)], [market, inverse], {}, quote.asset);
    expect([none.complete, none.total]).toEqual([true, 0n]);
    expect(portfolio([balance("0xunlisted", 1n, 0n)], [market], prices, quote.asset).assets[0]?.asset).toBeUndefined();
  });

  test("has the change since earlier prices, of each asset at the market it is priced by, and of all together", () => {
    const held = [
      balance(base.asset, 5n * 10n ** 9n, 0n),
      balance(quote.asset, 500_000n, 100_000n),
      balance(other.asset, 2_000_000n, 0n),
    ];
    // The first market of the pair has no price now: it is not the one to compare with either.
    const idle = { ...market, market_id: "0xidle" };
    const prices = { [market_id]: 110_000n, "0xeur": 5_000_000n };
    const earlier = { [market_id]: 100_000n, "0xeur": 4_000_000n, "0xidle": 1n };
    const made = portfolio(held, [idle, market, inverse], prices, quote.asset, earlier);
    expect(
      made.assets.map(({ asset, change, changeBasisPoints }) => [asset?.symbol, change, changeBasisPoints]),
    ).toEqual([
      ["EURC", -100_000_000n, -2_000n],
      ["USDC", 0n, 0n],
      ["FUEL", 50_000n, 1_000n],
    ]);
    expect([made.total, made.change]).toEqual([401_150_000n, -99_950_000n]);
    expect(made.changeBasisPoints).toBe((-99_950_000n * 10_000n) / 501_100_000n);
  });

  test("has no change of all where that of something held is not known", () => {
    const held = [balance(base.asset, 10n ** 9n, 0n), balance(other.asset, 2_000_000n, 0n)];
    const prices = { [market_id]: 110_000n, "0xeur": 5_000_000n };
    const made = portfolio(held, [market, inverse], prices, quote.asset, { [market_id]: 100_000n });
    expect([made.complete, made.change, made.changeBasisPoints]).toEqual([true, undefined, undefined]);
    expect(made.assets.at(-1)).toMatchObject({ change: 10_000n, changeBasisPoints: 1_000n });
    expect(made.assets[0]).toMatchObject({ change: undefined, changeBasisPoints: undefined });
    // Without earlier prices there is none, but of what is not priced at all.
    const now = portfolio([balance(base.asset, 10n ** 9n, 0n)], [market], prices, quote.asset);
    expect([now.change, now.assets[0]?.change]).toEqual([undefined, undefined]);
    const none = portfolio([], [market], prices, quote.asset);
    expect([none.total, none.change, none.changeBasisPoints]).toEqual([0n, 0n, undefined]);
  });

  property.prop([fc.bigInt(1n, 10n ** 24n), fc.bigInt(1n, 10n ** 24n)])(
    "values are notional, to the unit",
    (amount, price) => {
      const { total } = portfolio([balance(base.asset, amount, 0n)], [market], { [market_id]: price }, quote.asset);
      expect(total).toBe(notional(market, price, amount));
    },
  );
});
