// The client against every spelling that the second exchange knows.
import { O2Rest } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import { describe, expect, it, onTestFinished } from "vitest";
import { SecondExchange } from "../../lab/second/SecondExchange.ts";
import { serveSecond } from "../../lab/second/serve.ts";
import type { Spelling } from "../../lab/second/spelling.ts";
import { toCandles } from "../support/bars.ts";
import { meet } from "../support/second.ts";
import { until } from "../support/served.ts";

/** One spelling each, all others likely. Bars and tickers are not read here. */
const READ: readonly Spelling[] = [
  {},
  { snapshot: "alt" },
  { views: "alt" },
  { tradesAction: "alt" },
  { nonceAction: "alt" },
  { trades: "alt" },
  { orderTimes: "alt" },
  { tradeIds: "alt" },
  { errors: "alt" },
  { additions: "alt" },
];

it.each(READ)("%j: what is shown is true through traffic and a lost link", async (spelling) => {
  const { exchange, feed, pass } = await meet(spelling);
  const market = exchange.markets[0].market_id;
  const { identity, id } = exchange.accounts[0];
  const key = `ContractId:${id}`;
  feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "depth", market, precision: 1, frequency: "500ms" },
    { channel: "trades", market },
    { channel: "orders", identity },
    { channel: "balances", identity },
    { channel: "nonce", identity },
  ]);
  await pass(30_000);
  exchange.faults.drop();
  await pass(30_000);
  exchange.stop();
  await pass(1_000);
  const { depth, trades, orders, balances, nonce } = feed.store.getState();
  const plain = (rows: readonly { price: bigint; quantity: bigint }[] = []) =>
    rows.map(({ price, quantity }) => ({ price, quantity }));
  const truth = exchange.depth(market);
  for (const book of [depth[`${market}:1`], depth[`${market}:1:500ms`]]) {
    expect(book?.isLive).toBe(true);
    expect(plain(book?.data?.bids)).toEqual(plain(truth.bids));
    expect(plain(book?.data?.asks)).toEqual(plain(truth.asks));
  }
  const shown = trades[market]?.data ?? [];
  expect(trades[market]?.isLive).toBe(true);
  expect(shown.length).toBeGreaterThan(20);
  const ids = (all: readonly { readonly trade_id: string }[]) => all.map(({ trade_id }) => trade_id);
  expect(ids(shown)).toEqual(ids(exchange.trades(market).slice(-shown.length).reverse()));
  const open = (all: readonly { readonly order_id: string; readonly close: boolean }[] = []) =>
    all
      .filter(({ close }) => !close)
      .map(({ order_id }) => order_id)
      .sort();
  expect(orders[key]?.isLive).toBe(true);
  expect(open(orders[key]?.data)).toEqual(open(exchange.orders(identity)));
  for (const balance of exchange.balances(identity)) expect(balances[key]?.data).toContainEqual(balance);
  expect(nonce[key]).toMatchObject({ isLive: true, data: exchange.nonce(identity) });
});

describe("trades of one millisecond", () => {
  const sweep = async (tradeIds: "likely" | "alt"): Promise<void> => {
    const { exchange, feed, pass } = await meet({ tradeIds });
    exchange.stop();
    const market = exchange.markets[0].market_id;
    feed.retain([{ channel: "trades", market }]);
    await pass(1_000);
    const bids = exchange.depth(market).bids.slice(0, 5);
    const quantity = bids.reduce((sum, row) => sum + row.quantity, 0n);
    exchange.place(exchange.accounts[1], { marketId: market, side: "sell", price: bids[4]?.price ?? 0n, quantity });
    const count = exchange.trades(market).length;
    await pass(1_000);
    const newest = exchange
      .trades(market)
      .slice(count - 5)
      .reverse();
    expect(new Set(newest.map(({ timestamp }) => timestamp)).size).toBe(1);
    const shown = feed.store.getState().trades[market]?.data?.slice(0, 5);
    expect(shown?.map(({ trade_id }) => trade_id)).toEqual(newest.map(({ trade_id }) => trade_id));
  };

  it("are shown in the order in which they were told: numbered ids", () => sweep("alt"));

  it("are shown in the order in which they were told: ids made of two order ids", () => sweep("likely"));
});

describe("candles", () => {
  const candles = async (bars: "likely" | "alt"): Promise<void> => {
    const { exchange, feed, pass } = await meet({ bars });
    const market = exchange.markets[0].market_id;
    feed.retain([{ channel: "candles", market, resolution: "1m", limit: 30 }]);
    await pass(70_000);
    exchange.stop();
    await pass(1_000);
    const shown = feed.store.getState().candles[`${market}:1m:30`];
    expect(shown?.isLive).toBe(true);
    expect(toCandles(shown?.data)).toEqual(toCandles(exchange.bars(market, "1m")));
  };

  it("are the exchange's own: bars in an array, with `time` in seconds", () => candles("alt"));

  it("are the exchange's own: bars with `timestamp`, `buy_volume` and `sell_volume`", () => candles("likely"));
});

describe("a ticker", () => {
  const ticker = async (spelling: "likely" | "alt"): Promise<void> => {
    const { exchange, pass } = await meet({ ticker: spelling });
    exchange.stop();
    const rest = new O2Rest(exchange.config.apiBase, { fetch: exchange.fetch });
    const market = exchange.markets[0].market_id;
    const reading = rest.ticker({ market });
    await pass(1_000);
    // The name of the member does not matter.
    expect(Object.values(await reading)).toContain(exchange.trades(market).at(-1)?.price);
  };

  it("holds the last price: an object with `last_price`", () => ticker("alt"));

  it("holds the last price: an array of one with `last`", () => ticker("likely"));
});

describe("frames on a real socket", () => {
  const follow = async (isBinary: boolean): Promise<void> => {
    const exchange = new SecondExchange();
    exchange.tick(300);
    const served = await serveSecond(exchange, { isBinary });
    const feed = createO2Feed({ config: served.config, auditInterval: false, onError: () => undefined });
    onTestFinished(async () => {
      feed.close();
      exchange.close();
      await served.close();
    });
    feed.connect();
    const market = exchange.markets[0].market_id;
    feed.retain([{ channel: "depth", market, precision: 1 }]);
    await until(() => expect(feed.store.getState().depth[`${market}:1`]?.isLive).toBe(true));
    exchange.tick(50);
    await until(() => {
      const shown = feed.store.getState().depth[`${market}:1`]?.data?.bids;
      expect(shown?.map(({ price }) => price)).toEqual(exchange.depth(market).bids.map(({ price }) => price));
    });
  };

  it("may be text", () => follow(false));

  it("may be binary", () => follow(true));
});
