import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { bookOf, type Frame, rawLink, stillExchange } from "./support.ts";

type WireTrade = { trade_id: string; side: string; price: string; quantity: string; total: string; timestamp: string };
type WireOrder = {
  order_id: string;
  market_id: string;
  quantity_fill: string;
  price_fill: string;
  close: boolean;
  desired_quantity?: { Base: { remaining_quantity: string | number } };
  account: object;
};
type WireBalance = {
  identity: object;
  asset_id: string;
  total_locked: string;
  total_unlocked: string;
  trading_account_balance: string;
  order_books: object;
};

const list = <T>(frames: readonly Frame[], key: string): T[] => frames.flatMap((frame) => frame[key] as T[]);

/** As text, so that amounts of the oracle and of the wire can be compared. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? part.toString() : part)));

describe("depth frames", () => {
  property.prop([fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 18 }), fc.nat(2)], { numRuns: 25 })(
    "a snapshot and all signed changes after it are the book, at any precision",
    (seed, level, index) => {
      const exchange = stillExchange({ seed });
      const { market_id } = exchange.markets[index]!;
      exchange.tick(fc.sample(fc.nat(400), { numRuns: 1, seed })[0]);
      const link = rawLink(exchange);
      link.send({ action: "subscribe_depth", market_id, precision: `1${"0".repeat(level)}` });
      for (let round = 0; round < 10; round += 1) {
        exchange.tick(40);
        expect(bookOf(link.frames(), market_id)).toEqual(exchange.depth(market_id, level));
      }
      link.end();
    },
  );

  test("group bids down and asks up to multiples of the precision", () => {
    const exchange = stillExchange();
    const { market_id } = exchange.markets[0]!;
    exchange.tick(600);
    const fine = exchange.depth(market_id);
    const coarse = exchange.depth(market_id, 5);
    const sum = (levels: readonly { quantity: bigint }[]) =>
      levels.reduce((total, { quantity }) => total + quantity, 0n);
    expect(sum(coarse.bids)).toBe(sum(fine.bids));
    expect(sum(coarse.asks)).toBe(sum(fine.asks));
    expect(coarse.bids.length).toBeLessThan(fine.bids.length);
    const down = (price: bigint) => (price / 100_000n) * 100_000n;
    const up = (price: bigint) => ((price + 99_999n) / 100_000n) * 100_000n;
    expect(coarse.bids[0]?.price).toBe(down(fine.bids[0]!.price));
    expect(coarse.asks.at(-1)?.price).toBe(up(fine.asks.at(-1)!.price));
  });

  test("one action makes at most one depth frame, and none where a bucket's changes come to nothing", () => {
    const exchange = stillExchange();
    const market = exchange.markets[0]!;
    const { market_id, startPrice, tick } = market;
    const ada = exchange.accounts[0]!;
    const quantity = 1_000_000n * market.step;
    const { order_id } = exchange.place(ada, { marketId: market_id, side: "buy", price: startPrice, quantity });
    const fine = rawLink(exchange);
    const coarse = rawLink(exchange);
    fine.send({ action: "subscribe_depth", market_id, precision: "10" });
    coarse.send({ action: "subscribe_depth", market_id, precision: "1000000" });
    // The order moves one tick, within one coarse bucket.
    exchange.batch(ada, [
      { cancel: order_id },
      { place: { marketId: market_id, side: "buy", price: startPrice + tick, quantity } },
    ]);
    expect(fine.of("subscribe_depth_update")).toMatchObject([
      {
        changes: {
          buys: [
            { price: String(startPrice + tick), quantity: String(quantity) },
            { price: String(startPrice), quantity: String(-quantity) },
          ],
          sells: [],
        },
      },
    ]);
    expect(coarse.of("subscribe_depth_update")).toEqual([]);
  });
});

describe("trades, orders, balances and nonce frames", () => {
  const watched = (seed: number) => {
    const exchange = stillExchange({ seed });
    exchange.tick(400);
    const link = rawLink(exchange);
    const identities = exchange.accounts.map(({ identity }) => identity);
    for (const { market_id } of exchange.markets) link.send({ action: "subscribe_trades", market_id });
    for (const channel of ["orders", "balances", "nonce"]) link.send({ action: `subscribe_${channel}`, identities });
    const before = new Map(exchange.markets.map(({ market_id }) => [market_id, exchange.trades(market_id).length]));
    exchange.tick(3_000);
    return { exchange, link, before };
  };

  test("every trade is said once, in order, with the maker's side, as the oracle has it", () => {
    const { exchange, link, before } = watched(3);
    for (const { market_id } of exchange.markets) {
      const said = list<WireTrade>(
        link.of("subscribe_trades").filter((frame) => frame.market_id === market_id),
        "trades",
      );
      const made = exchange.trades(market_id).slice(before.get(market_id));
      expect(said.length).toBeGreaterThan(10);
      expect(said).toEqual(
        plain(
          made.map((trade) => ({
            ...trade,
            side: trade.side,
            timestamp: String(trade.timestamp),
          })),
        ),
      );
    }
  });

  test("the last order frame of each order is its state, and its fills are the sum of its account's trades", () => {
    const { exchange, link } = watched(4);
    const newest = new Map(
      list<WireOrder>(link.of("subscribe_orders"), "orders").map((order) => [order.order_id, order]),
    );
    expect(newest.size).toBeGreaterThan(20);
    for (const account of exchange.accounts) {
      const known = new Map(exchange.orders(account).map((order) => [order.order_id, order]));
      for (const order of newest.values()) {
        if (JSON.stringify(order.account) !== JSON.stringify(account.identity)) continue;
        const truth = known.get(order.order_id)!;
        // The integers inside desired_quantity are bare numbers, or texts.
        const { desired_quantity, ...rest } = truth;
        expect(order).toMatchObject(plain(rest) as object);
        const left = desired_quantity && "Base" in desired_quantity && desired_quantity.Base.remaining_quantity;
        expect(String(order.desired_quantity?.Base.remaining_quantity)).toBe(String(left));
      }
      for (const { market_id } of exchange.markets) {
        const own = (identity: object | undefined) => JSON.stringify(identity) === JSON.stringify(account.identity);
        const traded = exchange
          .trades(market_id)
          .reduce(
            (sum, { quantity, maker, taker }) => sum + (own(maker) ? quantity : 0n) + (own(taker) ? quantity : 0n),
            0n,
          );
        const filled = exchange
          .orders(account, { marketId: market_id })
          .reduce((sum, { quantity_fill = 0n }) => sum + quantity_fill, 0n);
        expect(filled).toBe(traded);
      }
    }
  });

  test("the last balance frame of each asset and the last nonce are the oracle's", () => {
    const { exchange, link } = watched(5);
    const entries = list<WireBalance>(link.of("subscribe_balances"), "balance");
    for (const account of exchange.accounts) {
      for (const balance of exchange.balances(account)) {
        const said = entries.findLast(
          (entry) =>
            entry.asset_id === balance.asset_id && JSON.stringify(entry.identity) === JSON.stringify(account.identity),
        );
        if (said) expect(said).toEqual(plain(balance));
      }
      const nonces = link.of("subscribe_nonce").filter((frame) => frame.contract_id === account.id);
      expect(nonces.at(-1)?.nonce).toBe(String(exchange.nonce(account)));
      const numbers = nonces.map(({ nonce }) => Number(nonce));
      expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
    }
    expect(entries.length).toBeGreaterThan(50);
  });

  test("an Address follows its trade account, and balance entries carry the identity they were asked for by", () => {
    const exchange = stillExchange();
    const [ada, grace] = exchange.accounts;
    const market = exchange.markets[0]!;
    const link = rawLink(exchange);
    const identities = [{ Address: ada.owner.toUpperCase().replace("0X", "") }, grace.identity];
    for (const channel of ["orders", "balances", "nonce"]) link.send({ action: `subscribe_${channel}`, identities });
    const order = {
      marketId: market.market_id,
      side: "buy" as const,
      price: market.startPrice,
      quantity: 1_000_000n * market.step,
    };
    exchange.place(ada, order);
    exchange.place(exchange.accounts[2]!, { ...order, price: order.price - market.tick });
    expect(list<WireOrder>(link.of("subscribe_orders"), "orders")).toHaveLength(1);
    expect(list<WireBalance>(link.of("subscribe_balances"), "balance").map(({ identity }) => identity)).toEqual([
      { Address: ada.owner },
    ]);
    expect(link.of("subscribe_nonce")).toMatchObject([{ contract_id: ada.id, nonce: "1" }]);
  });

  test("a deposit moves balances, and no nonce", () => {
    const exchange = stillExchange();
    const ada = exchange.accounts[0]!;
    const link = rawLink(exchange);
    for (const channel of ["balances", "nonce"])
      link.send({ action: `subscribe_${channel}`, identities: [ada.identity] });
    exchange.deposit(ada, exchange.markets[0]!.base.asset, 2n ** 60n);
    expect(link.frames()).toMatchObject([
      { action: "subscribe_balances", balance: [{ asset_id: exchange.markets[0]!.base.asset }] },
    ]);
  });
});
