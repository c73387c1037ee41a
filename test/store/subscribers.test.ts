// Subscribers of a feed's store are the application's own. One that throws, leaves, or acts on the feed disturbs no
// other.
import type { O2Error } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { expect, it, onTestFinished, vi } from "vitest";
import { createExchange } from "../support/servers.ts";

function open() {
  vi.useFakeTimers();
  const exchange = createExchange();
  exchange.tick(300);
  const errors: O2Error[] = [];
  const feed = createO2Feed({
    config: exchange.config,
    WebSocket: exchange.WebSocket,
    fetch: exchange.fetch,
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  const market = exchange.markets[0].market_id;
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  return { exchange, errors, feed, market, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

it("one that throws is reported, and those after it are called for every commit", async () => {
  const { exchange, errors, feed, market, pass } = open();
  const mistake = new Error("the logger's mistake");
  let isBroken = false;
  feed.store.subscribe(() => {
    if (isBroken) throw mistake;
  });
  const heard: (boolean | undefined)[] = [];
  feed.store.subscribe(({ trades }) => heard.push(trades[market]?.isLive));
  await pass(500);
  expect(heard.at(-1)).toBe(true);
  isBroken = true;
  exchange.faults.refuse();
  exchange.faults.drop();
  await pass(500);
  expect(heard.at(-1)).toBe(false);
  expect(errors[0]).toMatchObject({ name: "O2CallbackError", cause: mistake });
});

it("one that leaves, or is made to leave by another, is not called again for the same commit", async () => {
  const { feed, pass } = open();
  const heard: string[] = [];
  const leave: (() => void)[] = [];
  feed.store.subscribe(() => {
    heard.push("first");
    for (const each of leave.splice(0)) each();
  });
  leave.push(feed.store.subscribe(() => heard.push("second")));
  await pass(500);
  expect(heard).toContain("first");
  expect(heard).not.toContain("second");
});

it("all are called for commits in their order, even when one of them closes the feed", async () => {
  const { feed, pass } = open();
  const heard: string[] = [];
  feed.store.subscribe(({ connection }) => {
    if (connection.status === "connected") feed.close();
  });
  feed.store.subscribe(({ connection }, before) => {
    if (connection.status !== before.connection.status) heard.push(connection.status);
  });
  await pass(500);
  expect(heard).toEqual(["connected", "closed"]);
  expect(feed.store.getState().connection.status).toBe("closed");
});
