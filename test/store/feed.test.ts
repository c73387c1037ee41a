// The store without React: a feed, retained topics, and zustand's own way to follow them.
import { O2CallbackError, O2RestError, type O2State } from "o2-react";
import { O2WebSocket } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import { expect, onTestFinished, test, vi } from "vitest";

function open() {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12) });
  onTestFinished(() => void vi.useRealTimers());
  const exchange = createExchange();
  exchange.tick(300);
  onTestFinished(() => exchange.close());
  const errors: unknown[] = [];
  const feed = createO2Feed({
    config: exchange.config,
    WebSocket: exchange.WebSocket,
    fetch: exchange.fetch,
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => feed.close());
  const [market, other] = exchange.markets.map(({ market_id }) => market_id) as [string, string];
  return { exchange, feed, errors, market, other };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test("a feed fills its store without React, on a Node without frames or a page", async () => {
  const { exchange, feed, market } = open();
  expect(typeof requestAnimationFrame).toBe("undefined");
  const states: O2State[] = [];
  feed.store.subscribe((state) => states.push(state));
  feed.connect();
  const release = feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "trades", market },
  ]);
  await pass(100);
  const before = exchange.trades(market).length;
  for (let round = 0; round < 60; round += 1) {
    exchange.tick(10);
    await pass(16);
  }
  await pass(100);
  const { depth, trades, connection } = feed.store.getState();
  const { bids, asks } = exchange.depth(market);
  const book = depth[`${market}:1`];
  expect(book).toMatchObject({ isLive: true, error: undefined });
  expect(book?.data?.bids.map(({ price, quantity }) => ({ price, quantity }))).toEqual(bids);
  expect(book?.data?.asks.map(({ price, quantity }) => ({ price, quantity }))).toEqual(asks);
  expect(trades[market]?.data).toEqual(exchange.trades(market).slice(before).reverse());
  expect(connection.status).toBe("connected");
  // At most one commit a frame, which is 16 ms without a screen.
  expect(states.length).toBeLessThanOrEqual(75);
  release();
  await pass(3_100);
  expect(Object.keys(feed.store.getState().depth)).toEqual([]);
});

test("a state that was handed out is never changed later", async () => {
  const { exchange, feed, market } = open();
  feed.connect();
  feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "trades", market },
  ]);
  await pass(100);
  const state = feed.store.getState();
  const copy = structuredClone(state);
  exchange.tick(300);
  await pass(100);
  expect(feed.store.getState()).not.toEqual(copy);
  expect(state).toEqual(copy);
});

test("a market that stands still keeps its reference while another moves", async () => {
  const { exchange, feed, market, other } = open();
  feed.connect();
  feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "depth", market: other, precision: 1 },
  ]);
  await pass(100);
  const before = feed.store.getState();
  const { tick, step, base } = exchange.market(market);
  const zoe = exchange.createAccount("Zoe", { [base.asset]: 10n ** 30n });
  const price = exchange.depth(market).asks[0]!.price + tick;
  exchange.place(zoe, { marketId: market, side: "sell", price, quantity: step * 1_000_000n });
  await pass(100);
  const after = feed.store.getState();
  expect(after.depth[`${other}:1`]).toBe(before.depth[`${other}:1`]);
  expect(after.depth[`${market}:1`]).not.toBe(before.depth[`${market}:1`]);
  expect(after.trades).toBe(before.trades);
});

test("releasing twice releases once", async () => {
  const { exchange, feed, market } = open();
  feed.connect();
  const topics = [{ channel: "trades", market }] as const;
  const one = feed.retain(topics);
  feed.retain(topics);
  await pass(100);
  one();
  one();
  await pass(10_000);
  expect(exchange.subscriptions).toMatchObject([{ trades: [market] }]);
});

test("a release that comes after its topic was taken up anew does not take it from the new holder", async () => {
  const { exchange, feed, market } = open();
  feed.connect();
  const topics = [{ channel: "trades", market }] as const;
  const one = feed.retain(topics);
  await pass(100);
  one();
  await pass(5_000);
  feed.retain(topics);
  one();
  await pass(10_000);
  expect(exchange.subscriptions).toMatchObject([{ trades: [market] }]);
});

test("onTrade calls once for each new trade; a listener that throws is reported and silences nobody", async () => {
  const { exchange, feed, errors, market, other } = open();
  feed.connect();
  feed.retain([
    { channel: "trades", market },
    { channel: "trades", market: other },
  ]);
  const heard: string[] = [];
  feed.onTrade(market, () => {
    if (heard.length === 0) throw new Error("mine");
  });
  const stop = feed.onTrade(market, ({ trade_id }) => heard.push(trade_id));
  await pass(100);
  const before = exchange.trades(market).length;
  exchange.tick(600);
  await pass(100);
  const truth = exchange.trades(market).slice(before);
  expect(truth.length).toBeGreaterThan(3);
  expect(exchange.trades(other).length).toBeGreaterThan(0);
  expect(heard).toEqual(truth.map(({ trade_id }) => trade_id));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toBeInstanceOf(O2CallbackError);
  expect(String(errors[0])).toMatch(/listener of trades/);
  stop();
  exchange.tick(600);
  await pass(100);
  expect(heard).toHaveLength(truth.length);
});

test("trades of one millisecond are told in the order in which the frame has them", async () => {
  const { exchange, feed, market } = open();
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  const heard: string[] = [];
  feed.onTrade(market, ({ trade_id }) => heard.push(trade_id));
  await pass(100);
  const timestamp = String(Date.now());
  const trades = ["0x3/0x1", "0x9/0x1", "0x2/0x1"].map((trade_id) => {
    return { trade_id, side: "buy", price: "1", quantity: "1", total: "1", timestamp };
  });
  exchange.faults.garbage(JSON.stringify({ action: "subscribe_trades", market_id: market, trades }));
  await pass(100);
  expect(heard).toEqual(["0x3/0x1", "0x9/0x1", "0x2/0x1"]);
  const shown = feed.store.getState().trades[market]?.data?.slice(0, 3);
  expect(shown?.map(({ trade_id }) => trade_id)).toEqual(["0x2/0x1", "0x9/0x1", "0x3/0x1"]);
});

test("a frame with more trades than are kept still calls for each of them", async () => {
  const { exchange, errors, market } = open();
  const feed = createO2Feed({
    config: exchange.config,
    WebSocket: exchange.WebSocket,
    fetch: exchange.fetch,
    maxTrades: 2,
  });
  onTestFinished(() => feed.close());
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  const heard: string[] = [];
  feed.onTrade(market, ({ trade_id }) => heard.push(trade_id));
  await pass(100);
  const trade = (id: number) => ({
    trade_id: String(9_000 + id),
    side: "Buy",
    price: "1",
    quantity: "1",
    total: "1",
    timestamp: String(Date.now() + id),
  });
  const trades = [1, 2, 3, 4, 5].map(trade);
  exchange.faults.garbage(JSON.stringify({ action: "subscribe_trades", market_id: market, trades }));
  await pass(100);
  expect(heard).toEqual(trades.map(({ trade_id }) => trade_id));
  expect(errors).toEqual([]);
});

test("a topic that an iterator of the client holds already is live without a frame", async () => {
  const { exchange, feed, market } = open();
  feed.connect();
  const client = new O2WebSocket(feed.session);
  const trades = client.streamTrades(market);
  const book = client.streamDepth(market);
  void trades.next();
  void book.next();
  await pass(100);
  exchange.clearRequests();
  feed.retain([
    { channel: "trades", market },
    { channel: "depth", market, precision: 1 },
  ]);
  await pass(100);
  expect(exchange.requests).toEqual([]);
  const state = feed.store.getState();
  expect(state.trades[market]).toMatchObject({ isLive: true, data: [] });
  expect(state.depth[`${market}:1`]).toMatchObject({ isLive: true });
  await trades.return();
  await book.return();
});

test("a client over a feed's session ends its own iterators, and the feed's close() ends them all", async () => {
  const { feed, market } = open();
  const client = new O2WebSocket(feed.session);
  const opening = client.connect();
  expect(feed.session.connection.status).toBe("idle");
  feed.connect();
  await pass(10);
  await expect(opening).resolves.toBe(client);
  const first = client.streamTrades(market);
  const step = first.next();
  client.disconnect();
  expect((await step).done).toBe(true);
  expect(feed.session.connection.status).toBe("connected");
  await client.connect();
  const [trades, life] = [client.streamTrades(market), client.streamLifecycle()];
  const last = trades.next();
  feed.close();
  expect((await last).done).toBe(true);
  expect((await life.next()).value).toMatchObject({ state: "closed" });
  expect((await life.next()).done).toBe(true);
});

test("an iterator that began while the feed was closed ends when the feed is closed again", async () => {
  const { feed, market } = open();
  feed.connect();
  await pass(10);
  feed.close();
  const step = new O2WebSocket(feed.session).streamTrades(market).next();
  await pass(10);
  feed.close();
  expect((await step).done).toBe(true);
});

test("close() leaves no timer and no connection, and connect() begins again with the retained topics", async () => {
  const { exchange, feed, market } = open();
  const timers = vi.getTimerCount();
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  await pass(100);
  feed.close();
  await pass(10);
  expect(vi.getTimerCount()).toBe(timers);
  expect(exchange.connections).toBe(0);
  expect(feed.store.getState()).toMatchObject({
    connection: { status: "closed" },
    trades: { [market]: { isLive: false, data: [] } },
  });
  feed.connect();
  await pass(100);
  expect(feed.store.getState().trades[market]?.isLive).toBe(true);
});

test("candles that are asked for later leave their market's trades live and whole", async () => {
  const { feed, market } = open();
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  await pass(1_000);
  const seen: O2State[] = [];
  feed.store.subscribe((state) => seen.push(state));
  feed.retain([{ channel: "candles", market, resolution: "1m", limit: 5 }]);
  await pass(1_000);
  expect(feed.store.getState().candles[`${market}:1m:5`]).toMatchObject({ isLive: true });
  for (const { trades } of seen) expect(trades[market]).toMatchObject({ isLive: true, isComplete: true });
});

test("data read while no connection comes is shown as stale, until one comes", async () => {
  const { exchange, feed, market } = open();
  exchange.faults.refuse();
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  await pass(5_000);
  expect(feed.store.getState().connection.isLost).toBe(true);
  expect(feed.store.getState().trades[market]).toMatchObject({
    isLive: false,
    data: exchange.trades(market).toReversed().slice(0, 50),
  });
  exchange.faults.accept();
  await pass(60_000);
  expect(feed.store.getState().trades[market]).toMatchObject({ isLive: true });
});

test("older orders of all markets cannot be read while the markets cannot: why is said, and there may be more", async () => {
  const { exchange, feed } = open();
  const identity = { ContractId: `0x${"1".repeat(64)}` } as const;
  const read = async () => {
    const page = feed.readHistory([identity]);
    await pass(1_000);
    return page;
  };
  exchange.faults.rest({ path: "/v1/markets", status: 500 });
  feed.connect();
  feed.retain([{ channel: "orders", identity }]);
  expect(await read()).toMatchObject({ hasMore: true, error: { name: "O2RestError" } });
  await pass(5_000);
  expect(await read()).toEqual({ hasMore: false, error: undefined });
});

test.each([true, false])(
  "older orders of an identity that nobody follows wait for the linger, and there may still be more (connecting: %s)",
  async (isConnecting) => {
    const { exchange, feed, market } = open();
    exchange.faults.refuse();
    if (isConnecting) feed.connect();
    const page = feed.readHistory([{ ContractId: `0x${"1".repeat(64)}` }], market);
    await pass(2_500);
    expect(feed.holders.get(`orders:ContractId:0x${"1".repeat(64)}`)).toBe(0);
    await pass(1_000);
    expect(feed.holders.get(`orders:ContractId:0x${"1".repeat(64)}`)).toBeUndefined();
    expect(await page).toEqual({ hasMore: true, error: undefined });
  },
);

test("a feed that is closed while older orders are read shows that there may be more, and why they are not there", async () => {
  const { exchange, feed } = open();
  feed.connect();
  await pass(100);
  exchange.faults.rest({ delay: 500 });
  const page = feed.readHistory([{ ContractId: `0x${"1".repeat(64)}` }]);
  page.catch(() => undefined);
  await pass(10);
  feed.close();
  await pass(1_000);
  expect(await page).toEqual({ hasMore: true, error: expect.any(O2RestError) });
});
