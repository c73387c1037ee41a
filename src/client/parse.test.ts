// Only REST tells of these: markets, candles, prices and accounts; and in which order the levels of a book come.
import { describe, expect, it } from "vitest";
import { bar, ticker } from "./parse.ts";
import { account } from "./parseAccount.ts";
import { market } from "./parseMarket.ts";
import { order } from "./parseOrder.ts";
import { sides } from "./parseSides.ts";

const ID = `0x${"ab".repeat(32)}`;
const ASSET = { symbol: "fUEL", asset: ID, decimals: 9, max_precision: 4 };
const MARKET = {
  market_id: ID,
  contract_id: ID,
  maker_fee: 10,
  taker_fee: "20",
  min_order: 30,
  dust: 40,
  price_window: 50,
  base: ASSET,
  quote: { ...ASSET, symbol: "fUSDC", max_precision: null },
};
const BAR = { time: 1_700_000_000, open: 1, high: 4, low: 1, close: 3, volume: 9 };
const ACCOUNT = { trade_account_id: ID, trade_account: { nonce: "0x7", owner: { Address: ID } } };

describe("a market", () => {
  it("with all that may be in it; an order may use all decimals unless it says otherwise", () => {
    expect(market(MARKET, "markets[0]")).toEqual({
      market_id: ID,
      contract_id: ID,
      pair: "fUEL/fUSDC",
      maker_fee: 10n,
      taker_fee: 20n,
      min_order: 30n,
      dust: 40n,
      price_window: 50,
      base: ASSET,
      quote: { symbol: "fUSDC", asset: ID, decimals: 9, max_precision: 9 },
    });
  });

  it("with what may be missing", () => {
    const { market_id, contract_id, base, quote } = MARKET;
    expect(market({ market_id, contract_id, base, quote }, "")).toMatchObject({
      maker_fee: 0n,
      taker_fee: 0n,
      min_order: 0n,
      dust: 0n,
      price_window: 0,
    });
  });

  it.each(["market_id", "contract_id", "maker_fee", "taker_fee", "min_order", "dust", "base", "quote"])(
    "is refused by the name of what is wrong: %s",
    (field) => {
      expect(() => market({ ...MARKET, [field]: "?" }, "markets[0]")).toThrow(`markets[0].${field} is not`);
    },
  );

  it.each(["base", "quote"])("is refused by the name of what is wrong in its %s", (side) => {
    for (const [field, value] of Object.entries({ symbol: "", asset: "?", decimals: "?", max_precision: "?" }))
      expect(() => market({ ...MARKET, [side]: { ...ASSET, [field]: value } }, "markets[0]")).toThrow(
        `markets[0].${side}.${field} is`,
      );
  });
});

describe("a candle", () => {
  it("begins at its time, said in seconds or milliseconds", () => {
    expect([1_700_000_000, 1_700_000_000_000, 1e11].map((time) => bar({ ...BAR, time }, "").timestamp)).toEqual([
      1_700_000_000_000, 1_700_000_000_000, 1e14,
    ]);
  });

  it.each(["time", "open", "high", "low", "close", "volume"])("is refused by the name of its %s", (field) => {
    expect(() => bar({ ...BAR, [field]: "?" }, "bars[0]")).toThrow(`bars[0].${field} is not a whole number: ?`);
  });
});

describe("prices and accounts", () => {
  it("a price that is not known is none, one that cannot be read is refused", () => {
    expect(ticker({ last_price: "5", best_bid: 0, best_ask: null })).toMatchObject({
      last_price: 5n,
      best_bid: undefined,
      best_ask: undefined,
    });
    expect(() => ticker({ last_price: "?" })).toThrow("a price is not a whole number: ?");
  });

  it("an account, with and without its owner, and what is wrong with it", () => {
    expect(account(ACCOUNT)).toEqual({ trade_account_id: ID, nonce: 7n, owner: { Address: ID } });
    expect(account({ ...ACCOUNT, trade_account: { nonce: 1 } }).owner).toBeUndefined();
    expect(() => account({ ...ACCOUNT, trade_account_id: "?" })).toThrow("trade_account_id is not a hex id");
    expect(() => account({ ...ACCOUNT, trade_account: { nonce: 1, owner: 5 } })).toThrow(
      "trade_account.owner is not an object",
    );
  });
});

it.each([null, undefined, "Spot", { Later: 1 }, 5])(
  "an order's type that nobody knows is handed on: %j",
  (order_type) => {
    const raw = { order_id: ID, side: "buy", order_type, price: 1, quantity: 1, timestamp: 1, close: false };
    expect(order(raw, "orders[0]").order_type).toEqual(order_type);
  },
);

it.each([[[1, 2, 3]], [[3, 2, 1]], [[2, 3, 1]], [[0, 5]], [[5, 0]], [[]]])(
  "the best level of a side comes first, however the server orders them: %j",
  (prices) => {
    const levels = prices.map((price) => ({ price, quantity: 1 }));
    const { bids, asks } = sides({ buys: levels, sells: levels }, "view", false);
    const sorted = prices.toSorted((a, b) => a - b);
    expect(asks.map(({ price }) => Number(price))).toEqual(sorted);
    expect(bids.map(({ price }) => Number(price))).toEqual(sorted.toReversed());
  },
);
