// Retained topics, lingering ones, and the cost of a store's commit for its subscribers. Every frame is the test's own.
import type { O2Error, O2State } from "o2-react";
import { O2WebSocket } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import { expect, it, onTestFinished, vi } from "vitest";
import { speak } from "../support/spoken.ts";

const MARKET = `0x${"a1".repeat(32)}`;
const identity = (n: number) => ({ ContractId: `0x${String(n).padStart(64, "0")}` }) as const;
const trades = { channel: "trades", market: MARKET } as const;
const depth = { channel: "depth", market: MARKET, precision: 1 } as const;
const orders = (n: number) => ({ channel: "orders", identity: identity(n) }) as const;
const nonce = (n: number) => ({ channel: "nonce", identity: identity(n) }) as const;
const level = (price: number, quantity: number) => ({ price: `${price}`, quantity: `${quantity}` });
const snapshot = {
  action: "subscribe_depth",
  market_id: MARKET,
  orders: { buys: [level(99, 1), level(98, 1)], sells: [level(101, 1)] },
};
const trade = (id: number) => ({
  action: "subscribe_trades",
  market_id: MARKET,
  trades: [{ trade_id: `${id}`, side: "Buy", price: "1", quantity: "1", total: "1", timestamp: `${id}` }],
});

it("lingering topics make room in each channel that is full, and in no other", async () => {
  const { feed, say, pass } = await speak();
  const ten = Array.from({ length: 10 }, (_, n) => n);
  feed.retain([trades])();
  feed.retain(ten.flatMap((n) => [orders(n), nonce(n)]))();
  await pass(10);
  feed.retain([orders(10), nonce(10)]);
  await pass(10);
  // Frames were sent twice, each time with a PING.
  say("PONG");
  say("PONG");
  await pass(20);
  const state = feed.store.getState();
  expect(Object.keys(state.orders)).toHaveLength(1);
  expect(Object.keys(state.nonce)).toHaveLength(1);
  expect(Object.keys(state.trades)).toEqual([MARKET]);
  const served = [...Object.values(state.orders), ...Object.values(state.nonce)];
  expect(served.map(({ isLive, error }) => [isLive, error])).toEqual([
    [true, undefined],
    [true, undefined],
  ]);
});

it("lingering topics go with close(), and do not come back", async () => {
  const { feed, pass } = await speak();
  feed.retain([trades, depth])();
  await pass(10);
  feed.close();
  const { trades: tape, depth: books } = feed.store.getState();
  expect([tape, books]).toEqual([{}, {}]);
  expect([...feed.holders]).toEqual([]);
});

it("users of the connection are counted under that name", async () => {
  const { feed } = await speak();
  const release = feed.use();
  expect(feed.holders.get("connection")).toBe(1);
  release();
  expect(feed.holders.get("connection")).toBe(0);
});

it("a reconnection that was asked for is told as the reason", async () => {
  const { feed, pass } = await speak();
  feed.reconnect();
  await pass(0);
  expect(feed.session.connection.reason).toBe("reconnect() was called");
});

it("without REST a topic is live when the server has read its subscription, not before", async () => {
  const { feed, say, pass } = await speak();
  feed.close();
  feed.retain([trades, nonce(1)]);
  await pass(20);
  expect(feed.store.getState().trades[MARKET]).toMatchObject({ isLive: false, data: undefined });
  expect(feed.store.getState().nonce).toMatchObject({ [`ContractId:${identity(1).ContractId}`]: { isLive: false } });
  feed.connect();
  await pass(20);
  expect(feed.store.getState().trades[MARKET]).toMatchObject({ isLive: false, data: [] });
  say("PONG");
  await pass(20);
  expect(feed.store.getState().trades[MARKET]).toMatchObject({ isLive: true, data: [] });
});

it("orders that an iterator follows already are live as soon as they are held", async () => {
  const { feed, say, pass } = await speak();
  const stream = new O2WebSocket(feed.session).streamOrders([identity(1)]);
  void stream.next();
  await pass(10);
  say("PONG");
  feed.retain([orders(1)]);
  await pass(20);
  const id = `ContractId:${identity(1).ContractId}`;
  expect(feed.store.getState().orders[id]).toMatchObject({ isLive: true, data: [] });
  await stream.return();
});

it("trades that only an iterator follows are told to no listener of the feed, and disturb nothing", async () => {
  const errors: O2Error[] = [];
  const { feed, say, pass } = await speak({ onError: (error) => errors.push(error) });
  const stream = new O2WebSocket(feed.session).streamTrades(MARKET);
  void stream.next();
  await pass(10);
  const heard: string[] = [];
  feed.onTrade(MARKET, ({ trade_id }) => heard.push(trade_id));
  say(trade(1));
  expect([heard, errors]).toEqual([[], []]);
  feed.retain([trades]);
  say(trade(2));
  expect([heard, errors]).toEqual([["2"], []]);
  await stream.return();
});

it("a trade that arrives before its subscription stands is told like any other", async () => {
  const errors: O2Error[] = [];
  const { feed, say } = await speak({ onError: (error) => errors.push(error) });
  const heard: string[] = [];
  feed.onTrade(MARKET, ({ trade_id }) => heard.push(trade_id));
  feed.retain([trades]);
  say(trade(1));
  expect([heard, errors]).toEqual([["1"], []]);
});

it("a request for no more levels than are shown, or for a book that is not there yet, waits for the frame", async () => {
  const { feed, say, pass } = await speak();
  let commits = 0;
  feed.store.subscribe(() => {
    commits += 1;
  });
  feed.retain([trades, { ...depth, levels: 2 }]);
  expect(commits).toBe(0);
  await pass(0);
  say(snapshot);
  await pass(20);
  commits = 0;
  feed.retain([{ ...depth, levels: 1 }]);
  feed.retain([{ ...depth, levels: 2 }]);
  expect(commits).toBe(0);
});

it("a frame with trades alone leaves the books their reference, and within a second the connection its own", async () => {
  const { feed, say, pass } = await speak();
  feed.retain([trades, depth]);
  await pass(0);
  say(snapshot);
  await pass(1_500);
  say(trade(1));
  await pass(20);
  const before = feed.store.getState();
  await pass(100);
  say(trade(2));
  await pass(20);
  const after = feed.store.getState();
  expect(after.trades[MARKET]?.data).toHaveLength(2);
  expect(after.depth).toBe(before.depth);
  expect(after.connection).toBe(before.connection);
});

it("closing a closed feed does not call the store's subscribers", async () => {
  const { feed, pass } = await speak();
  feed.retain([trades]);
  await pass(20);
  feed.close();
  const told: O2State[] = [];
  feed.store.subscribe((state) => told.push(state));
  feed.close();
  expect(told).toEqual([]);
});

it("without REST there are no older orders to read, and the error says why", async () => {
  const { feed } = await speak();
  expect(await feed.readHistory([identity(1)], MARKET)).toMatchObject({
    hasMore: false,
    error: { name: "O2RestError", message: expect.stringMatching(/no older orders to read/) },
  });
});

it("a book that is held is audited after a close within the linger of another of its precisions", async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12) });
  onTestFinished(() => void vi.useRealTimers());
  const exchange = createExchange();
  onTestFinished(() => exchange.close());
  exchange.tick(500);
  const { config, WebSocket, fetch, markets } = exchange;
  const feed = createO2Feed({ config, WebSocket, fetch, auditInterval: 10_000 });
  onTestFinished(() => feed.close());
  const market = markets[0]?.market_id ?? "";
  const leave = feed.use();
  feed.retain([{ channel: "depth", market, precision: 1 }]);
  const release = feed.retain([{ channel: "depth", market, precision: 4 }]);
  await vi.advanceTimersByTimeAsync(60_000);
  release();
  leave();
  feed.close();
  feed.connect();
  await vi.advanceTimersByTimeAsync(100);
  const { audits } = feed.counters(market);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(feed.store.getState().depth[`${market}:1`]?.isLive).toBe(true);
  expect(feed.counters(market).audits).toBeGreaterThan(audits + 5);
});
