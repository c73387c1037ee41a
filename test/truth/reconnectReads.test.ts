// After a reconnect a page has much to read. It reads six at once, followed data first, and not at the same moment as
// every other client of the exchange.
import type { FeedTopic } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { expect, onTestFinished, test, vi } from "vitest";
import { createExchange } from "../support/servers.ts";

function page(random: () => number, maxRequests = 6) {
  vi.useFakeTimers();
  const exchange = createExchange({ latency: 30 });
  exchange.tick(200);
  const asked: { readonly market: string | null; readonly at: number }[] = [];
  let underWay = 0;
  let most = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.push({ market: new URL(String(input)).searchParams.get("market_id"), at: Date.now() });
    underWay += 1;
    most = Math.max(most, underWay);
    try {
      return await exchange.fetch(input, init);
    } finally {
      underWay -= 1;
    }
  };
  const { config, WebSocket } = exchange;
  const feed = createO2Feed({ config, WebSocket, fetch, random, maxRequests, auditInterval: false, linger: 60_000 });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  const identities = exchange.accounts.map(({ identity }) => identity);
  const topics: FeedTopic[] = [
    ...exchange.markets.map(({ market_id }) => ({ channel: "trades", market: market_id }) as const),
    ...identities.flatMap((identity) =>
      (["orders", "balances", "nonce"] as const).map((channel) => ({ channel, identity })),
    ),
  ];
  /** Drops the link, and returns the reads after it is back, with the time since then. */
  const afterDrop = async () => {
    asked.length = 0;
    most = 0;
    exchange.faults.drop();
    await vi.advanceTimersByTimeAsync(500);
    while (feed.session.connection.status !== "connected") await vi.advanceTimersByTimeAsync(1);
    const back = Date.now();
    await vi.advanceTimersByTimeAsync(3_000);
    return asked.map(({ market, at }) => ({ market, wait: at - back }));
  };
  return { exchange, feed, topics, afterDrop, most: () => most };
}

test("six reads are under way at most", async () => {
  const { feed, topics, afterDrop, most } = page(() => 0);
  feed.connect();
  feed.retain(topics);
  await vi.advanceTimersByTimeAsync(3_000);
  expect((await afterDrop()).length).toBeGreaterThan(12);
  expect(most()).toBe(6);
  const { trades, orders, balances, nonce } = feed.store.getState();
  const entries = [trades, orders, balances, nonce].flatMap((channel) => Object.values(channel));
  expect(entries).toHaveLength(topics.length);
  for (const entry of entries) expect(entry).toMatchObject({ isLive: true });
});

test("followed topics are read before lingering ones", async () => {
  const { exchange, feed, afterDrop } = page(() => 0, 1);
  feed.connect();
  const markets = exchange.markets.map(({ market_id }) => market_id);
  const [first, second, followed] = markets.map((market) => ({ channel: "trades", market }) as const);
  const release = feed.retain([first!, second!]);
  await vi.advanceTimersByTimeAsync(1_000);
  feed.retain([followed!]);
  await vi.advanceTimersByTimeAsync(1_000);
  release();
  const read = await afterDrop();
  expect(read.map(({ market }) => markets.indexOf(market ?? ""))).toEqual([2, 0, 1]);
});

test.each([
  [0, 0],
  [0.5, 125],
  [1, 250],
])("the first read waits for a random part of 250 ms: %d", async (random, expected) => {
  const { feed, topics, afterDrop } = page(() => random);
  feed.connect();
  feed.retain(topics.slice(0, 1));
  await vi.advanceTimersByTimeAsync(3_000);
  const none = (await afterDrop())[0]!.wait;
  // Two latencies, for the PING behind the subscription and its answer, go before it.
  expect(none).toBeGreaterThanOrEqual(expected);
  expect(none).toBeLessThan(expected + 150);
});
