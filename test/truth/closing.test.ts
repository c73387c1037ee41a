// A closed feed or topic leaves nothing behind, and can begin again.
import type { Connection } from "o2-react";
import { expect, it, vi } from "vitest";
import { simulate } from "../support/simulated.ts";

it("close() leaves no timer although topics are still held", async () => {
  const { exchange, feed, pass } = await simulate();
  feed.retain([{ channel: "depth", market: exchange.markets[0]!.market_id, precision: 1 }]);
  await pass(1_000);
  feed.close();
  await pass(20_000);
  expect(vi.getTimerCount()).toBe(0);
});

it("close() ends a read of the markets under way", async () => {
  const { exchange, feed, pass } = await simulate();
  exchange.faults.rest({ path: "/v1/markets", delay: 5_000 });
  feed.wantMarkets();
  await pass(100);
  feed.close();
  const before = feed.store.getState();
  await pass(6_000);
  expect(feed.store.getState()).toBe(before);
});

it("after close() and connect() the list of markets is read again", async () => {
  const { exchange, feed, pass } = await simulate();
  exchange.faults.rest({ path: "/v1/markets", status: 503, times: Number.POSITIVE_INFINITY });
  feed.wantMarkets();
  await pass(2_000);
  feed.close();
  exchange.faults.clear();
  feed.connect();
  await pass(120_000);
  expect(feed.store.getState().markets.data).toBeDefined();
});

it("a market let go of while the link was down leaves no book behind", async () => {
  const { exchange, feed, pass } = await simulate({ auditInterval: false, linger: 0 });
  const id = exchange.markets[0]!.market_id;
  const release = feed.retain([{ channel: "depth", market: id, precision: 1 }]);
  await pass(1_000);
  expect(feed.session.books.get(id)).toBeDefined();
  exchange.faults.refuse();
  exchange.faults.drop();
  await pass(200);
  release();
  await pass(200);
  exchange.faults.accept();
  await pass(5_000);
  expect(feed.session.connection.status).toBe("connected");
  expect(feed.session.books.get(id)).toBeUndefined();
});

it.each([
  ["a latency", ({ latency }: Connection) => latency !== undefined],
  ["a loss", ({ status }: Connection) => status === "reconnecting"],
])("close() by a listener of %s closes for good", async (_, isIt) => {
  const { exchange, feed, pass } = await simulate({ auditInterval: false });
  feed.session.listen((event) => {
    if (event.type === "connection" && isIt(event.connection)) feed.close();
  });
  feed.retain([{ channel: "trades", market: exchange.markets[0]!.market_id }]);
  await pass(100);
  if (feed.session.connection.status === "connected") feed.reconnect();
  await pass(120_000);
  expect([feed.session.connection.status, vi.getTimerCount()]).toEqual(["closed", 0]);
});

it("reconnect() by a listener of a latency makes one new link, which stays", async () => {
  const { exchange, feed, attempts, pass } = await simulate({ auditInterval: false });
  let isDone = false;
  feed.session.listen((event) => {
    if (event.type !== "connection" || event.connection.latency === undefined || isDone) return;
    isDone = true;
    feed.reconnect();
  });
  const before = attempts.length;
  feed.retain([{ channel: "trades", market: exchange.markets[0]!.market_id }]);
  await pass(180_000);
  expect([attempts.length - before, feed.session.connection.status]).toEqual([1, "connected"]);
});

it("connect() by a listener of a close connects", async () => {
  const { feed, pass } = await simulate({ auditInterval: false });
  feed.session.listen((event) => {
    if (event.type === "connection" && event.connection.status === "closed") feed.connect();
  });
  feed.close();
  await pass(1_000);
  expect(feed.session.connection.status).toBe("connected");
});
