// The worked examples of the official SDK's tests and guides, and the messages of broken rules.
import type { Balance, Order } from "o2-react";
import {
  type CheckOrderOptions,
  checkOrder,
  describeProblem,
  estimateOrder,
  largestQuantity,
  notional,
  type OrderDraft,
  roundPrice,
  roundQuantity,
  spendableOf,
  stepOf,
  tickOf,
} from "o2-react/trading";
import { describe, expect, test } from "vitest";
import { marketOf } from "./markets.ts";

const buy = (price: bigint, quantity: bigint, type?: OrderDraft["type"]): OrderDraft => ({
  side: "buy",
  price,
  quantity,
  type,
});
const sell = (price: bigint, quantity: bigint, type?: OrderDraft["type"]): OrderDraft => ({
  side: "sell",
  price,
  quantity,
  type,
});
const codes = (market = marketOf(), order: OrderDraft, options: CheckOrderOptions = {}) => {
  const { problems, unknowns } = checkOrder(market, order, options);
  return [problems.map(({ code }) => code), unknowns.map(({ code }) => code).filter((code) => code !== "spendable")];
};

describe("the worked examples", () => {
  test("tick: of 9 decimals and a precision of 3 it is 10^6, of 9 and 9 it is 1", () => {
    expect(tickOf(marketOf({ quote: [9, 3] }))).toBe(1_000_000n);
    expect(tickOf(marketOf({ quote: [9, 9] }))).toBe(1n);
    expect(tickOf(marketOf({ quote: [6, 9] }))).toBe(1n);
    expect(roundPrice(marketOf({ quote: [9, 3] }), 84_000_000n)).toBe(84_000_000n);
    expect(roundPrice(marketOf({ quote: [9, 3] }), 84_999_999n)).toBe(84_000_000n);
    expect(roundPrice(marketOf({ quote: [9, 3] }), 84_000_001n, "up")).toBe(85_000_000n);
    expect(roundPrice(marketOf({ quote: [9, 3] }), 84_500_000n, "nearest")).toBe(85_000_000n);
    expect(roundPrice(marketOf({ quote: [9, 3] }), 84_499_999n, "nearest")).toBe(84_000_000n);
  });

  test("step: 1.2345 of 9 decimals and a precision of 3 is 1.235 up, 1.234 down", () => {
    expect(stepOf(marketOf())).toBe(1_000_000n);
    expect(roundQuantity(marketOf(), 1_234_500_000n, { mode: "up" })).toBe(1_235_000_000n);
    expect(roundQuantity(marketOf(), 1_234_500_000n)).toBe(1_234_000_000n);
  });

  test("min_order: a value just at it passes, sells too", () => {
    const market = marketOf({}, { min_order: 1_000_000_000n });
    for (const order of [buy, sell]) {
      expect(codes(market, order(100_000_000n, 5_000_000_000n))).toEqual([["min-order"], []]);
      expect(codes(market, order(200_000_000n, 5_000_000_000n))).toEqual([[], []]);
    }
    expect(notional(market, 100_000_000n, 5_000_000_000n)).toBe(500_000_000n);
    expect(checkOrder(market, buy(100_000_000n, 5_000_000_000n)).problems).toEqual([
      { code: "min-order", field: "quantity", limit: 1_000_000_000n, suggestion: 10_000_000_000n, needs: undefined },
    ]);
  });

  test("FractionalPrice: price × quantity divides by 10^d, and a quantity is rounded down to where it does", () => {
    const market = marketOf({ base: [9, 9] });
    const readings = { allowsFractions: false };
    expect(codes(market, buy(100_000_000n, 5_000_000_000n), { readings })).toEqual([[], []]);
    expect(codes(market, buy(100_000_001n, 1n), { readings })).toEqual([["fractional-price"], []]);
    expect(codes(market, buy(100_000_001n, 1n))).toEqual([[], ["fractional-price"]]);
    expect(codes(market, buy(100_000_001n, 1n), { readings: { allowsFractions: true } })).toEqual([[], []]);
    expect(roundQuantity(market, 3n, { price: 500_000_000n })).toBe(2n);
    expect(roundQuantity(market, 1_500_000_000n, { price: 999_999_999n })).toBe(1_000_000_000n);
    expect(roundQuantity(marketOf({ base: [1, 1] }), 7n, { price: 6n })).toBe(5n);
    expect(roundQuantity(market, 3n, { price: 500_000_000n, allowsFractions: true })).toBe(3n);
  });

  test("window: 10 per cent of a last price of 100 is 90 to 110, both included; of any order type", () => {
    const market = marketOf({ base: [0, 0], quote: [0, 0] }, { price_window: 10 });
    const at = (price: bigint, type?: OrderDraft["type"], last: bigint | null = 100n) =>
      codes(market, buy(price, 1n, type), { last, readings: { takesMarketOrders: true } })[0];
    expect([89n, 90n, 110n, 111n].map((price) => at(price))).toEqual([["price-window"], [], [], ["price-window"]]);
    expect(at(111n, "Market")).toEqual(["price-window"]);
    expect(at(111n, undefined, null)).toEqual([]);
    expect(codes(market, buy(111n, 1n))).toEqual([[], ["price-window"]]);
    expect(checkOrder(market, buy(111n, 1n), { last: 100n }).problems[0]).toMatchObject({
      limit: 110n,
      suggestion: 110n,
    });
  });

  test("fees: 100 parts per million of 1,000 USDC are 100,000 units, of 5·10^9 of the base asset 500,000", () => {
    const market = marketOf({ base: [9, 9], quote: [6, 6] }, { taker_fee: 100n });
    const whole = 1_000_000_000n;
    const bids = [{ price: 1_000_000_000n, quantity: whole }];
    expect(estimateOrder(market, { bids, asks: [] }, sell(1n, whole))).toMatchObject({
      total: 1_000_000_000n,
      fee: 100_000n,
      received: 999_900_000n,
    });
    const asks = [{ price: 1n, quantity: 5n * whole }];
    expect(estimateOrder(market, { bids: [], asks }, buy(1n, 5n * whole))).toMatchObject({
      fee: 500_000n,
      received: 4_999_500_000n,
    });
  });
});

const account = { ContractId: `0x${"c".repeat(64)}` };
const balanceOf = (asset_id: string, trading: bigint, unlocked: bigint, other = 0n): Balance => ({
  identity: account,
  asset_id,
  total_locked: 0n,
  total_unlocked: trading + unlocked + other,
  trading_account_balance: trading,
  order_books: {
    [marketOf().contract_id]: { locked: 0n, unlocked, fee: 0n },
    [`0x${"d".repeat(64)}`]: { locked: 0n, unlocked: other, fee: 0n },
  },
});

describe("money", () => {
  const market = marketOf({ base: [9, 9] }, { min_order: 10n });
  const balances = [balanceOf(market.quote.asset, 60n, 40n, 1_000n), balanceOf(market.base.asset, 7n, 0n)];

  test("spendable is the account's own and, settled first, this book's unlocked; other books' is not", () => {
    expect(spendableOf(market, balances, "buy")).toBe(100n);
    expect(spendableOf(market, balances, "buy", false)).toBe(60n);
    expect(spendableOf(market, balances, "sell")).toBe(7n);
    expect(spendableOf(market, [], "sell")).toBe(0n);
  });

  test("the largest quantity is affordable to the last unit, valid, and never below the least value", () => {
    const price = 300_000_000n;
    const largest = largestQuantity(market, { side: "buy", price, spendable: 100n });
    expect(largest).toBe(330n);
    expect(notional(market, price, largest)).toBe(99n);
    expect(codes(market, buy(price, largest), { balances, readings: { allowsFractions: false } })).toEqual([[], []]);
    // With fractions the value is rounded down: a third of a unit more still costs 100.
    expect(largestQuantity(market, { side: "buy", price, spendable: 100n, allowsFractions: true })).toBe(336n);
    expect(largestQuantity(market, { side: "sell", price, spendable: 57n })).toBe(50n);
    expect(largestQuantity(market, { side: "sell", price, spendable: 7n })).toBe(0n);
    expect(largestQuantity(market, { side: "buy", price: 0n, spendable: 100n })).toBe(0n);
  });

  test("with a book it is no more than the book has at this price or better", () => {
    const asks = [
      { price: 200_000_000n, quantity: 100n },
      { price: 400_000_000n, quantity: 1_000n },
    ];
    const options = { side: "buy", spendable: 100n, book: { bids: [], asks } } as const;
    expect(largestQuantity(market, { ...options, price: 300_000_000n })).toBe(100n);
  });
});

describe("a broken rule", () => {
  const market = marketOf(
    { base: [9, 3], quote: [9, 3] },
    { min_order: 1_000_000_000n, dust: 5_000_000_000n, price_window: 5 },
  );
  const book = {
    bids: [{ price: 99_000_000n, quantity: 10_000_000_000n }],
    asks: [{ price: 100_000_000n, quantity: 10_000_000_000n }],
  };
  const own = { side: "sell", price: 100_000_000n, close: false } as Order;
  const bounded = { BoundedMarket: { min_price: "2", max_price: "1" } };
  const unreadable = { BoundedMarket: { min_price: "-1", max_price: "x" } };

  const broken: readonly [string, OrderDraft, CheckOrderOptions, sentence: RegExp][] = [
    ["args", buy(0n, 1n), {}, /price must be a bigint above 0n/],
    ["args", buy(1.5 as unknown as bigint, 1n), {}, /price must be a bigint/],
    ["tick", buy(84_500_000n, 10n ** 11n), {}, /multiple of the tick, 0\.001 USDC\. Make the price 0\.084 USDC\.$/],
    ["tick", sell(84_500_000n, 10n ** 11n), {}, /Make the price 0\.085 USDC\.$/],
    [
      "step",
      buy(10n ** 9n, 1_500_000_001n),
      { readings: { checksStep: true } },
      /step, 0\.001 FUEL\. Make the quantity 1\.5 FUEL/,
    ],
    ["min-order", buy(10n ** 9n, 500_000_000n), {}, /below the least, 1 USDC\. Make the quantity 1 FUEL/],
    ["spendable", buy(10n ** 9n, 10n ** 9n), { balances: [] }, /^Only 0 USDC can be spent/],
    ["spendable", buy(10n ** 9n, 10n ** 9n), {}, /needs 1 USDC\. It is not known whether it does: give `balances`/],
    ["price-window", buy(107_000_000n, 10n ** 11n), { last: 100_000_000n }, /within 5 % .* Make the price 0\.105 USDC/],
    ["price-window", buy(107_000_000n, 10n ** 11n), {}, /give `last`/],
    ["post-only", buy(100_000_000n, 10n ** 11n, "PostOnly"), { book }, /Make the price 0\.099 USDC/],
    ["post-only", sell(99_000_000n, 10n ** 11n, "PostOnly"), { book }, /Make the price 0\.1 USDC/],
    ["post-only", sell(99_000_000n, 10n ** 11n, "PostOnly"), {}, /give `book`/],
    [
      "fill-or-kill",
      buy(100_000_000n, 10n ** 11n, "FillOrKill"),
      { book },
      /book has 10 FUEL .* Make the quantity 10 FUEL/,
    ],
    ["market-order", buy(100_000_000n, 10n ** 11n, "Market"), {}, /Use BoundedMarket/],
    ["bounds", buy(100_000_000n, 10n ** 11n, bounded), {}, /min_price up to max_price/],
    ["bounds", buy(100_000_000n, 10n ** 11n, unreadable), {}, /min_price up to max_price/],
    ["limit-time", buy(100_000_000n, 10n ** 11n, { Limit: ["100000000", "1"] }), {}, /Use Spot/],
    ["dust", buy(100_000_000n, 20n * 10n ** 9n), { book }, /less than 5 USDC/],
    ["self-trade", buy(100_000_000n, 10n ** 11n), { ownOrders: [own] }, /one of your own/],
  ];

  test.each(broken)("%s is named, and said in a sentence", (code, order, options, sentence) => {
    const { problems, unknowns } = checkOrder(market, order, options);
    const found = [...problems, ...unknowns].find((problem) => problem.code === code);
    expect(found && describeProblem(market, order, found)).toMatch(sentence);
  });

  test("a rule that is not known follows the given reading", () => {
    const answer = (
      order: OrderDraft,
      readings: CheckOrderOptions["readings"],
      code: string,
      more: CheckOrderOptions = {},
    ) => {
      const { problems, unknowns } = checkOrder(market, order, { ...more, ...(readings && { readings }) });
      const has = (list: typeof problems) => list.some((problem) => problem.code === code);
      return has(problems) ? "refused" : has(unknowns) ? "unknown" : "valid";
    };
    const dusty = buy(100_000_000n, 20n * 10n ** 9n);
    const offStep = buy(10n ** 9n, 1_500_000_001n);
    const meeting = { ownOrders: [own] };
    const large = buy(100_000_000n, 10n ** 11n);
    const limit = buy(100_000_000n, 10n ** 11n, { Limit: ["100000000", "1"] });
    const atMarket = buy(100_000_000n, 10n ** 11n, "Market");
    expect([
      [
        answer(dusty, {}, "dust"),
        answer(dusty, { dust: "cancels" }, "dust"),
        answer(dusty, { dust: "leftOver" }, "dust"),
      ],
      [
        answer(offStep, {}, "step"),
        answer(offStep, { checksStep: true }, "step"),
        answer(offStep, { checksStep: false }, "step"),
      ],
      [
        answer(large, {}, "self-trade", meeting),
        answer(large, { tradesWithSelf: false }, "self-trade", meeting),
        answer(large, { tradesWithSelf: true }, "self-trade", meeting),
      ],
      [
        answer(atMarket, {}, "market-order"),
        answer(atMarket, { takesMarketOrders: false }, "market-order"),
        answer(atMarket, { takesMarketOrders: true }, "market-order"),
      ],
    ]).toEqual([
      ["unknown", "refused", "valid"],
      ["unknown", "refused", "valid"],
      ["unknown", "refused", "valid"],
      ["unknown", "refused", "valid"],
    ]);
    expect([answer(limit, {}, "limit-time"), answer(limit, { ignoresLimitTime: true }, "limit-time")]).toEqual([
      "unknown",
      "valid",
    ]);
  });

  test("a FillOrKill order is refused for sure only by a whole book, or one with levels that it does not reach", () => {
    const order = buy(100_000_000n, 10n ** 11n, "FillOrKill");
    const statusOf = (options: CheckOrderOptions) => {
      const { problems, unknowns } = checkOrder(market, order, options);
      return [problems, unknowns].map((list) => list.some(({ code }) => code === "fill-or-kill"));
    };
    expect(statusOf({ book })).toEqual([false, true]);
    expect(statusOf({ book, isWholeBook: true })).toEqual([true, false]);
    const deeper = { ...book, asks: [...book.asks, { price: 101_000_000n, quantity: 1n }] };
    expect(statusOf({ book: deeper })).toEqual([true, false]);
  });
});
