import { fc, test as property } from "@fast-check/vitest";
import type { MarketSpec } from "o2-react/testing";
import { type Account, ExchangeRefusal, type SimulatedExchange } from "o2-react/testing";
import { describe, expect, test } from "vitest";
import { stillExchange } from "./support.ts";

/** A market with fees where a fill's value is rarely whole: the hardest case for conservation. */
const ODD: MarketSpec = {
  base: { symbol: "fODD", decimals: 9, max_precision: 9 },
  quote: { symbol: "fUSDC", decimals: 6, max_precision: 5 },
  startPrice: 1_370n,
  min_order: 1n,
  maker_fee: 333n,
  taker_fee: 777n,
};

const conserved = (exchange: SimulatedExchange): void => {
  for (const { deposited, locked, unlocked, fees } of exchange.totals())
    expect(locked + unlocked + fees).toBe(deposited);
};

const uncrossed = (exchange: SimulatedExchange): void => {
  for (const { market_id } of exchange.markets) {
    const { bid, ask } = exchange.top(market_id);
    if (bid !== undefined && ask !== undefined) expect(bid).toBeLessThan(ask);
  }
};

/** The book is the sum of open orders, and each account's locked money is the amount that its open orders need. */
const backed = (exchange: SimulatedExchange, accounts: readonly Account[]): void => {
  const books = new Map<string, bigint>();
  const add = (map: Map<string, bigint>, key: string, amount: bigint) => map.set(key, (map.get(key) ?? 0n) + amount);
  for (const account of accounts) {
    const needs = new Map<string, bigint>();
    for (const order of exchange.orders(account, { open: true })) {
      const market = exchange.market(order.market_id!);
      const rest = order.quantity - order.quantity_fill!;
      add(books, `${order.market_id} ${order.side} ${order.price}`, rest);
      const buys = order.side === "buy";
      const asset = buys ? market.quote.asset : market.base.asset;
      add(needs, asset, buys ? (order.price * rest) / 10n ** BigInt(market.base.decimals) : rest);
    }
    for (const balance of exchange.balances(account)) {
      expect(balance.total_locked).toBe(needs.get(balance.asset_id) ?? 0n);
      const pockets = Object.values(balance.order_books);
      expect(pockets.reduce((sum, { locked }) => sum + locked, 0n)).toBe(balance.total_locked);
      const unlocked = pockets.reduce((sum, pocket) => sum + pocket.unlocked, balance.trading_account_balance);
      expect(unlocked).toBe(balance.total_unlocked);
      for (const { locked, unlocked: free, fee } of pockets) expect(locked >= 0n && free >= 0n && fee >= 0n).toBe(true);
      expect(balance.trading_account_balance).toBeGreaterThanOrEqual(0n);
    }
  }
  for (const { market_id } of exchange.markets) {
    const { bids, asks } = exchange.depth(market_id);
    for (const { price, quantity } of bids) expect(books.get(`${market_id} buy ${price}`)).toBe(quantity);
    for (const { price, quantity } of asks) expect(books.get(`${market_id} sell ${price}`)).toBe(quantity);
  }
};

const move = fc.record({
  who: fc.nat(2),
  kind: fc.constantFrom("Spot", "Spot", "Spot", "PostOnly", "FillOrKill", "Market", "Bounded", "cancel", "settle"),
  side: fc.constantFrom("buy" as const, "sell" as const),
  price: fc.integer({ min: 120, max: 150 }),
  quantity: fc.bigInt({ min: 1n, max: 3_000_000_000n }),
});

describe("whatever is done", () => {
  property.prop([fc.array(move, { minLength: 1, maxLength: 60 })], { numRuns: 150 })(
    "money is conserved to the last unit, the book stays uncrossed and orders stay backed, even where values are rounded",
    (moves) => {
      const exchange = stillExchange({ markets: [ODD] });
      const market = exchange.markets[0]!;
      const money = { [market.base.asset]: 20_000_000_001n, [market.quote.asset]: 30_007n };
      const accounts = ["ann", "ben", "cid"].map((name) => exchange.createAccount(name, money));
      for (const { who, kind, side, price, quantity } of moves) {
        const account = accounts[who]!;
        const common = { marketId: market.market_id, side, quantity };
        const bound = String(price * 10);
        try {
          if (kind === "settle") exchange.settle(account, market.market_id);
          else if (kind === "cancel")
            exchange.cancel(account, exchange.orders(account, { open: true })[0]?.order_id ?? "");
          else if (kind === "Market") exchange.place(account, { ...common, type: kind });
          else if (kind === "Bounded") {
            exchange.place(account, { ...common, type: { BoundedMarket: { max_price: bound, min_price: bound } } });
          } else exchange.place(account, { ...common, price: BigInt(price) * 10n, type: kind });
        } catch (error) {
          if (!(error instanceof ExchangeRefusal)) throw error;
        }
        conserved(exchange);
        uncrossed(exchange);
        backed(exchange, accounts);
      }
    },
  );

  property.prop([fc.integer({ min: 0, max: 1_000_000 })], { numRuns: 8 })(
    "seeded traffic conserves every asset, never crosses a book, and demo orders stay backed",
    (seed) => {
      const exchange = stillExchange({ seed });
      for (let step = 0; step < 1_500; step += 1) {
        exchange.tick();
        uncrossed(exchange);
        if (step % 100 === 0) conserved(exchange);
      }
      conserved(exchange);
      for (const account of exchange.accounts) {
        for (const balance of exchange.balances(account)) {
          expect(balance.total_unlocked).toBeGreaterThanOrEqual(0n);
        }
      }
    },
  );
});

describe("determinism", () => {
  const run = (seed: number) => {
    const exchange = stillExchange({ seed });
    exchange.warmUp({ hours: 1 });
    exchange.tick(500);
    const { markets, accounts } = exchange;
    return {
      books: markets.map(({ market_id }) => exchange.depth(market_id)),
      trades: markets.map(({ market_id }) => exchange.trades(market_id)),
      orders: accounts.map((account) => exchange.orders(account)),
      balances: accounts.map((account) => exchange.balances(account)),
    };
  };

  test("the same seed and clock give the same run, to the last id", () => {
    expect(run(7)).toEqual(run(7));
  });

  test("another seed gives another run, on the same markets and accounts", () => {
    expect(run(7).books).not.toEqual(run(8).books);
    const ids = (seed: number) => {
      const { markets, accounts } = stillExchange({ seed });
      return [markets.map(({ market_id }) => market_id), accounts.map(({ id }) => id)];
    };
    expect(ids(1)).toEqual(ids(2));
  });
});
