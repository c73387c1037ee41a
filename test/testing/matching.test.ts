import { createExchange, ExchangeRefusal, type MarketSpec } from "o2-react/testing";
import { describe, expect, test } from "vitest";
import { stillExchange, unit } from "./support.ts";

/** One market of round numbers: price in whole quote units, quantity in whole base units. */
const ROUND: MarketSpec = {
  base: { symbol: "fAAA", decimals: 9, max_precision: 0 },
  quote: { symbol: "fZZZ", decimals: 9, max_precision: 0 },
  startPrice: 100n * unit,
};

const setUp = (spec: Partial<MarketSpec> = {}) => {
  const exchange = stillExchange({ markets: [{ ...ROUND, ...spec }] });
  const market = exchange.markets[0]!;
  const money = { [market.base.asset]: 1_000n * unit, [market.quote.asset]: 100_000n * unit };
  const [ann, ben, cid] = ["ann", "ben", "cid"].map((name) => exchange.createAccount(name, money)) as [
    ReturnType<typeof exchange.createAccount>,
    ReturnType<typeof exchange.createAccount>,
    ReturnType<typeof exchange.createAccount>,
  ];
  const order = (side: "buy" | "sell", price: bigint, quantity: bigint) => ({
    marketId: market.market_id,
    side,
    price: price * unit,
    quantity: quantity * unit,
  });
  const held = (who: typeof ann, asset: string) => exchange.balances(who).find(({ asset_id }) => asset_id === asset)!;
  return { exchange, market, ann, ben, cid, order, held, base: market.base.asset, quote: market.quote.asset };
};

const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof ExchangeRefusal) return error.code;
    throw error;
  }
  return "accepted";
};

describe("matching", () => {
  test("the best price trades first, then the oldest order, always at the resting price", () => {
    const { exchange, market, ann, ben, cid, order } = setUp();
    const late = exchange.place(ann, order("sell", 101n, 5n));
    const first = exchange.place(ben, order("sell", 100n, 2n));
    const second = exchange.place(ann, order("sell", 100n, 2n));
    const taker = exchange.place(cid, order("buy", 101n, 5n));

    const trades = exchange.trades(market.market_id);
    expect(trades.map(({ price, quantity, maker, side }) => [price / unit, quantity / unit, maker, side])).toEqual([
      [100n, 2n, ben.identity, "sell"],
      [100n, 2n, ann.identity, "sell"],
      [101n, 1n, ann.identity, "sell"],
    ]);
    expect(trades.map(({ total }) => total / unit)).toEqual([200n, 200n, 101n]);
    const state = (id: string) =>
      [ann, ben].flatMap((who) => exchange.orders(who)).find(({ order_id }) => order_id === id)!;
    expect(state(first.order_id)).toMatchObject({ close: true, cancel: false, quantity_fill: 2n * unit });
    expect(state(second.order_id)).toMatchObject({ close: true });
    expect(state(late.order_id)).toMatchObject({ close: false, partially_filled: true, quantity_fill: unit });
    // (4 × 100 + 1 × 101) / 5
    expect(taker).toMatchObject({ close: true, quantity_fill: 5n * unit, price_fill: 100_200_000_000n });
  });

  test("what a limit order cannot take rests, and a price better than its own gives money back", () => {
    const { exchange, market, ann, ben, order, held, base, quote } = setUp();
    exchange.place(ann, order("sell", 90n, 3n));
    exchange.place(ben, order("buy", 100n, 5n));
    expect(exchange.depth(market.market_id)).toEqual({ bids: [{ price: 100n * unit, quantity: 2n * unit }], asks: [] });
    expect(held(ben, quote).total_locked).toBe(200n * unit);
    expect(held(ben, quote).total_unlocked).toBe((100_000n - 270n - 200n) * unit);
    expect(held(ben, base).total_unlocked).toBe(1_003n * unit);
    expect(held(ann, quote).total_unlocked).toBe(100_270n * unit);
  });

  test("proceeds wait unlocked in the order book until they are settled or spent", () => {
    const { exchange, market, ann, ben, order, held, quote } = setUp();
    exchange.place(ann, order("sell", 100n, 3n));
    exchange.place(ben, order("buy", 100n, 3n));
    const book = market.contract_id;
    expect(held(ann, quote).order_books[book]).toEqual({ locked: 0n, unlocked: 300n * unit, fee: 0n });
    expect(held(ann, quote).trading_account_balance).toBe(100_000n * unit);
    expect(held(ann, quote).total_unlocked).toBe(100_300n * unit);

    exchange.settle(ann, market.market_id);
    expect(held(ann, quote).order_books[book]).toEqual({ locked: 0n, unlocked: 0n, fee: 0n });
    expect(held(ann, quote).trading_account_balance).toBe(100_300n * unit);

    // An order settles its book first, as the official client's orders do, and is paid from the trading account.
    exchange.place(ann, order("sell", 100n, 1n));
    exchange.place(ben, order("buy", 100n, 1n));
    exchange.place(ann, order("buy", 50n, 2n));
    expect(held(ann, quote).order_books[book]).toEqual({ locked: 100n * unit, unlocked: 0n, fee: 0n });
    expect(held(ann, quote).trading_account_balance).toBe(100_300n * unit);
  });

  test("a cancel takes the rest off the book and gives back what it held", () => {
    const { exchange, market, ann, ben, order, held, quote } = setUp();
    const { order_id } = exchange.place(ann, order("buy", 100n, 5n));
    exchange.place(ben, order("sell", 100n, 2n));
    expect(exchange.cancel(ann, order_id)).toMatchObject({ close: true, cancel: true, quantity_fill: 2n * unit });
    expect(exchange.depth(market.market_id)).toEqual({ bids: [], asks: [] });
    expect(held(ann, quote)).toMatchObject({ total_locked: 0n, total_unlocked: 99_800n * unit });
    expect(refusal(() => exchange.cancel(ann, order_id))).toBe("unknown-order");
  });

  test("nobody cancels another's order", () => {
    const { exchange, ann, ben, order } = setUp();
    const { order_id } = exchange.place(ann, order("buy", 100n, 5n));
    expect(refusal(() => exchange.cancel(ben, order_id))).toBe("unknown-order");
  });

  test("orders of one account trade with each other", () => {
    const { exchange, market, ann, order, held, base, quote } = setUp();
    exchange.place(ann, order("sell", 100n, 1n));
    exchange.place(ann, order("buy", 100n, 1n));
    expect(exchange.trades(market.market_id)).toHaveLength(1);
    expect(held(ann, base).total_unlocked).toBe(1_000n * unit);
    expect(held(ann, quote).total_unlocked).toBe(100_000n * unit);
  });

  test("fees are taken from what is received and kept, not lost", () => {
    const { exchange, ann, ben, order, held, market, base, quote } = setUp({ maker_fee: 1_000n, taker_fee: 2_000n });
    exchange.place(ann, order("sell", 100n, 10n));
    exchange.place(ben, order("buy", 100n, 10n));
    expect(held(ann, quote).total_unlocked).toBe(100_000n * unit + 999n * unit);
    expect(held(ann, quote).order_books[market.contract_id]?.fee).toBe(unit);
    expect(held(ben, base).total_unlocked).toBe(1_000n * unit + (10n * unit * 998n) / 1_000n);
    for (const total of exchange.totals()) {
      expect(total.locked + total.unlocked + total.fees).toBe(total.deposited);
    }
  });
});

describe("order types", () => {
  test("PostOnly is refused when it would take", () => {
    const { exchange, market, ann, ben, order } = setUp();
    exchange.place(ann, order("sell", 100n, 1n));
    expect(refusal(() => exchange.place(ben, { ...order("buy", 100n, 1n), type: "PostOnly" }))).toBe("post-only");
    exchange.place(ben, { ...order("buy", 99n, 1n), type: "PostOnly" });
    expect(exchange.top(market.market_id)).toMatchObject({ bid: 99n * unit, ask: 100n * unit });
  });

  test("FillOrKill fills whole or leaves everything as it was", () => {
    const { exchange, market, ann, ben, order } = setUp();
    exchange.place(ann, order("sell", 100n, 3n));
    const before = [exchange.depth(market.market_id), exchange.balances(ben), exchange.nonce(ben)];
    expect(refusal(() => exchange.place(ben, { ...order("buy", 100n, 4n), type: "FillOrKill" }))).toBe("fill-or-kill");
    expect([exchange.depth(market.market_id), exchange.balances(ben), exchange.nonce(ben)]).toEqual(before);
    expect(exchange.place(ben, { ...order("buy", 105n, 3n), type: "FillOrKill" })).toMatchObject({
      close: true,
      cancel: false,
    });
  });

  test("Market takes what there is at any price and cancels the rest", () => {
    const { exchange, market, ann, ben, order, held, quote } = setUp();
    const take = { marketId: market.market_id, side: "buy" as const, quantity: 5n * unit, type: "Market" as const };
    expect(refusal(() => exchange.place(ben, take))).toBe("no-liquidity");
    exchange.place(ann, order("sell", 100n, 1n));
    exchange.place(ann, order("sell", 200n, 2n));
    expect(exchange.place(ben, take)).toMatchObject({
      close: true,
      cancel: true,
      quantity_fill: 3n * unit,
      price: 200n * unit,
    });
    expect(held(ben, quote)).toMatchObject({ total_locked: 0n, total_unlocked: 99_500n * unit });
  });

  test("BoundedMarket takes no further than its bound", () => {
    const { exchange, market, ann, ben, order } = setUp();
    exchange.place(ann, order("buy", 100n, 1n));
    exchange.place(ann, order("buy", 90n, 1n));
    exchange.place(ann, order("buy", 80n, 1n));
    const type = { BoundedMarket: { max_price: String(1_000n * unit), min_price: String(90n * unit) } };
    const sold = exchange.place(ben, { marketId: market.market_id, side: "sell", quantity: 3n * unit, type });
    expect(sold).toMatchObject({ quantity_fill: 2n * unit, cancel: true, order_type: type });
    expect(exchange.top(market.market_id).bid).toBe(80n * unit);
    const bad = { BoundedMarket: { max_price: "cheap", min_price: "0" } };
    expect(
      refusal(() => exchange.place(ben, { marketId: market.market_id, side: "buy", quantity: unit, type: bad })),
    ).toBe("bad-price");
  });

  test("Limit rests like Spot, at the price it names", () => {
    const { exchange, market, ann, order } = setUp();
    exchange.place(ann, { ...order("buy", 100n, 1n), type: { Limit: [String(100n * unit), "0"] } });
    expect(exchange.top(market.market_id).bid).toBe(100n * unit);
    const type = { Limit: [String(99n * unit), "0"] } as const;
    expect(refusal(() => exchange.place(ann, { ...order("buy", 100n, 1n), type }))).toBe("bad-price");
  });
});

describe("refusals change nothing and say why", () => {
  test.each([
    ["a price off the tick", { price: unit + 1n }, "bad-price"],
    ["no price", { price: undefined }, "bad-price"],
    ["a negative price", { price: -unit }, "bad-price"],
    ["a quantity off the step", { quantity: 1n }, "bad-quantity"],
    ["no quantity", { quantity: 0n }, "bad-quantity"],
    ["more than there is", { quantity: 1_001n * unit }, "insufficient-balance"],
    ["an unknown market", { marketId: `0x${"9".repeat(64)}` }, "unknown-market"],
  ])("%s", (_what, change, code) => {
    const { exchange, ann, order } = setUp();
    const before = [exchange.balances(ann), exchange.nonce(ann), exchange.orders(ann)];
    const request = { ...order("sell", 100n, 5n), ...change };
    // @ts-expect-error a missing price is what one of the cases is about
    expect(refusal(() => exchange.place(ann, request))).toBe(code);
    expect([exchange.balances(ann), exchange.nonce(ann), exchange.orders(ann)]).toEqual(before);
  });

  test("an order below the least value, or beyond the price window", () => {
    const { exchange, ann, ben, order } = setUp({ min_order: 50n * unit, price_window: 10 });
    expect(refusal(() => exchange.place(ann, order("buy", 49n, 1n)))).toBe("min-order");
    exchange.place(ann, order("buy", 100n, 1n));
    exchange.place(ben, order("sell", 100n, 1n));
    expect(refusal(() => exchange.place(ann, order("buy", 89n, 1n)))).toBe("price-window");
    expect(refusal(() => exchange.place(ann, order("sell", 111n, 1n)))).toBe("price-window");
    exchange.place(ann, order("buy", 90n, 1n));
  });

  test("an unknown identity, a name twice, a market that cannot be", () => {
    const { exchange, order } = setUp();
    const stranger = { ContractId: `0x${"1".repeat(64)}` };
    expect(refusal(() => exchange.place(stranger, order("buy", 100n, 1n)))).toBe("unknown-account");
    expect(refusal(() => exchange.createAccount("ann"))).toBe("account-exists");
    expect(exchange.orders(stranger)).toEqual([]);
    expect(exchange.balances(stranger)).toEqual([]);
    expect(exchange.nonce(stranger)).toBe(0n);
    const base = { symbol: "fAAA", decimals: 2, max_precision: 3 };
    expect(() => createExchange({ markets: [{ ...ROUND, base }] })).toThrow(/max_precision/);
  });
});

describe("nonces", () => {
  test("grow by one for each action and each batch, not for a refusal or a deposit", () => {
    const { exchange, market, ann, order, base } = setUp();
    expect(exchange.nonce(ann)).toBe(0n);
    const { order_id } = exchange.place(ann, order("buy", 100n, 1n));
    exchange.deposit(ann, base, 1n);
    refusal(() => exchange.place(ann, order("buy", 100n, 1_000_000n)));
    expect(exchange.nonce(ann)).toBe(1n);
    const results = exchange.batch(ann, [
      { cancel: order_id },
      { place: order("buy", 99n, 1n) },
      { settle: market.market_id },
    ]);
    expect(results[0]).toMatchObject({ cancel: true });
    expect(results[1]).toMatchObject({ close: false });
    expect(exchange.nonce(ann)).toBe(2n);
    expect(exchange.nonce({ Address: ann.owner })).toBe(2n);
    // On the chain a batch that is undone still uses its nonce.
    expect(refusal(() => exchange.batch(ann, [{ cancel: order_id }]))).toBe("unknown-order");
    expect(exchange.nonce(ann)).toBe(3n);
  });

  test("a batch with one refused action changes nothing but the nonce: books, tape, money and orders are as before", () => {
    const { exchange, market, ann, ben, order } = setUp({ maker_fee: 1_000n, taker_fee: 2_000n });
    const [first] = [exchange.place(ben, order("sell", 100n, 2n)), exchange.place(ben, order("sell", 100n, 3n))];
    const mine = exchange.place(ann, order("buy", 90n, 1n));
    const seen = () => ({
      depth: exchange.depth(market.market_id),
      trades: exchange.trades(market.market_id),
      bars: exchange.bars(market.market_id),
      balances: [ann, ben].map((who) => exchange.balances(who)),
      orders: [ann, ben].map((who) => exchange.orders(who)),
      totals: exchange.totals(),
    });
    const before = seen();
    const commits: unknown[] = [];
    exchange.onCommit((commit) => commits.push(commit));
    const refused = refusal(() =>
      exchange.batch(ann, [
        { cancel: mine.order_id },
        { place: order("buy", 100n, 4n) },
        { place: order("sell", 95n, 1n) },
        { place: order("buy", 100n, 1_000_000n) },
      ]),
    );
    expect(refused).toBe("insufficient-balance");
    expect(seen()).toEqual(before);
    expect(commits).toMatchObject([{ depth: [], trades: [], orders: [], balances: [], nonce: { nonce: 2n } }]);
    // The queue is unchanged: the older order is taken first.
    exchange.place(ann, order("buy", 100n, 1n));
    expect(exchange.orders(ben).find(({ order_id }) => order_id === first.order_id)?.quantity_fill).toBe(unit);
    const locked = exchange.totals().map((total) => total.locked + total.unlocked + total.fees - total.deposited);
    expect(locked).toEqual(locked.map(() => 0n));
  });

  test("a batch is one commit, with one depth change a market", () => {
    const { exchange, ann, order } = setUp();
    const commits: unknown[] = [];
    const stop = exchange.onCommit((commit) => commits.push(commit));
    exchange.batch(ann, [{ place: order("buy", 100n, 1n) }, { place: order("buy", 99n, 1n) }]);
    expect(commits).toHaveLength(1);
    expect(commits[0]).toMatchObject({
      nonce: { nonce: 1n },
      depth: [{ changes: { bids: [{ price: 100n * unit, quantity: unit }, { price: 99n * unit }], asks: [] } }],
    });
    stop();
    exchange.place(ann, order("buy", 98n, 1n));
    expect(commits).toHaveLength(1);
  });
});

describe("fill", () => {
  test.each(["buy", "sell"] as const)(
    "takes a resting %s whole, and what stands before it, and nothing behind it",
    (side) => {
      const { exchange, market, ann, ben, cid, order } = setUp();
      const better = side === "buy" ? 101n : 99n;
      const behind = side === "buy" ? 99n : 101n;
      const ahead = [exchange.place(ben, order(side, better, 3n)), exchange.place(ben, order(side, 100n, 2n))];
      const mine = exchange.place(ann, order(side, 100n, 5n));
      const left = [exchange.place(cid, order(side, 100n, 4n)), exchange.place(cid, order(side, behind, 4n))];
      const filled = exchange.fill(ann, mine.order_id);
      expect(filled).toMatchObject({ close: true, cancel: false, quantity_fill: 5n * unit, price_fill: 100n * unit });
      expect(exchange.orders(ben).map(({ order_id, close }) => [order_id, close])).toEqual(
        ahead.map(({ order_id }) => [order_id, true]).reverse(),
      );
      expect(exchange.orders(cid)).toEqual(left.reverse());
      expect(exchange.trades(market.market_id).map(({ quantity }) => quantity / unit)).toEqual([3n, 2n, 5n]);
      for (const { deposited, locked, unlocked, fees } of exchange.totals())
        expect(locked + unlocked + fees).toBe(deposited);
    },
  );

  test("takes a part, twice, and then the rest", () => {
    const { exchange, ann, order } = setUp();
    const { order_id } = exchange.place(ann, order("sell", 100n, 5n));
    expect(exchange.fill(ann, order_id, 2n * unit)).toMatchObject({
      close: false,
      partially_filled: true,
      quantity_fill: 2n * unit,
    });
    expect(exchange.fill(ann, order_id, 1n * unit)).toMatchObject({ close: false, quantity_fill: 3n * unit });
    expect(exchange.fill(ann, order_id)).toMatchObject({ close: true, quantity_fill: 5n * unit });
  });

  test("refuses what is not open, is more than is left, or is no multiple of the step, and changes nothing", () => {
    const { exchange, ann, ben, order } = setUp();
    const { order_id } = exchange.place(ann, order("sell", 100n, 5n));
    const before = [exchange.orders(ann), exchange.totals()];
    expect(refusal(() => exchange.fill(ben, order_id))).toBe("unknown-order");
    expect(refusal(() => exchange.fill(ann, order_id, 6n * unit))).toBe("bad-quantity");
    expect(refusal(() => exchange.fill(ann, order_id, unit + 1n))).toBe("bad-quantity");
    expect(refusal(() => exchange.fill(ann, order_id, 0n))).toBe("bad-quantity");
    expect([exchange.orders(ann), exchange.totals()]).toEqual(before);
  });
});
