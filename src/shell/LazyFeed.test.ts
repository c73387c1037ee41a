// A feed whose engine comes later, or not at first: what was asked meanwhile, and what the page is told.
import { createExchange } from "o2-react/testing";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { O2Error } from "../client/errors.ts";

/** The loading of the chunk, the one thing that a test decides. */
const loading = { failures: 0, attempts: 0, engine: undefined as unknown };

const engine = {
  engineNow: () => loading.engine,
  preloadEngine: async () => {
    loading.attempts += 1;
    if (loading.failures > 0) {
      loading.failures -= 1;
      throw new TypeError("Failed to fetch dynamically imported module");
    }
    loading.engine = await import("../store/feed.ts");
  },
};

let LazyFeed: typeof import("./LazyFeed.ts").LazyFeed;

beforeEach(async () => {
  vi.useFakeTimers();
  Object.assign(loading, { failures: 0, attempts: 0, engine: undefined });
  // Other files of this worker have loaded the engine already.
  vi.resetModules();
  vi.doMock("./engine.ts", () => engine);
  ({ LazyFeed } = await import("./LazyFeed.ts"));
});
afterEach(() => {
  vi.doUnmock("./engine.ts");
  vi.resetModules();
  vi.useRealTimers();
});

function open() {
  const exchange = createExchange();
  exchange.tick(50);
  onTestFinished(() => exchange.close());
  const errors: O2Error[] = [];
  const { config, WebSocket, fetch } = exchange;
  const feed = new LazyFeed({ config, WebSocket, fetch, onError: (error) => errors.push(error) });
  return { exchange, feed, errors, market: exchange.markets[0]?.market_id ?? "" };
}

/** Lets the chunk come, and what follows it. */
const settle = () => vi.advanceTimersByTimeAsync(200);

test("what is asked before the engine is there is asked in the same order once it is", async () => {
  const { exchange, feed, market } = open();
  const use = feed.use();
  const release = feed.retain([{ channel: "trades", market }]);
  feed.retain([{ channel: "depth", market, precision: 1 }]);
  expect([feed.feed, exchange.connections]).toEqual([undefined, 0]);
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await settle();
  const actions = exchange.requests.map(({ frame }) => (frame as { action: string }).action);
  expect(actions).toEqual(["subscribe_trades", "subscribe_depth"]);
  expect(feed.store.getState().depth[`${market}:1`]).toMatchObject({ isLive: true });
  release();
  use();
  feed.close();
});

test("what was taken back meanwhile is never asked", async () => {
  const { exchange, feed, market } = open();
  feed.retain([{ channel: "trades", market }])();
  feed.use()();
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await settle();
  expect([exchange.connections, exchange.requests]).toEqual([0, []]);
});

test("an engine that cannot be loaded is an error that says so, tried again with longer waits, and no blank for ever", async () => {
  loading.failures = 3;
  const { feed, errors, market } = open();
  feed.use();
  feed.retain([{ channel: "depth", market, precision: 1 }]);
  await vi.advanceTimersByTimeAsync(0);
  const { connection } = feed.store.getState();
  expect(connection).toMatchObject({ status: "connecting", error: { name: "O2ConnectionError" } });
  expect(String(connection.error)).toMatch(/could not be loaded: .*reload it/);
  expect(connection.retryAt).toBeGreaterThan(Date.now());
  await vi.advanceTimersByTimeAsync(499);
  expect(loading.attempts).toBe(1);
  // 1, 2 and 4 s, each less up to half of jitter.
  await vi.advanceTimersByTimeAsync(7_000);
  expect([loading.attempts, errors.length]).toEqual([4, 3]);
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await settle();
  const state = feed.store.getState();
  expect([state.connection.status, state.connection.error]).toEqual(["connected", undefined]);
  expect(state.depth[`${market}:1`]).toMatchObject({ isLive: true });
  feed.close();
});

test("once nobody asks any more it is not tried again, and no timer is left; who asks anew does not wait", async () => {
  loading.failures = 1;
  const { feed } = open();
  const release = feed.use();
  await vi.advanceTimersByTimeAsync(0);
  release();
  expect(vi.getTimerCount()).toBe(0);
  feed.use();
  expect(loading.attempts).toBe(2);
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  feed.close();
});

test("a feed that is closed while its engine loads is closed once it is there, and connect() opens it again", async () => {
  const { exchange, feed } = open();
  feed.use();
  feed.connect();
  feed.close();
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await settle();
  expect([exchange.connections, feed.store.getState().connection.status]).toEqual([0, "closed"]);
  feed.connect();
  await settle();
  expect(exchange.connections).toBe(1);
  feed.close();
});

test("closing and connecting while it loads leaves it connected", async () => {
  const { exchange, feed } = open();
  feed.connect();
  feed.close();
  feed.connect();
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await settle();
  expect(exchange.connections).toBe(1);
  feed.close();
});

test("closing a feed of which nothing was asked loads nothing", async () => {
  const { feed } = open();
  feed.close();
  await settle();
  expect(loading.attempts).toBe(0);
});

test("bad input that waited for the engine is reported, and loses nothing that others asked", async () => {
  const { feed, errors, market } = open();
  feed.use();
  feed.setCommits(-1);
  feed.retain([{ channel: "depth", market, precision: 1 }]);
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await settle();
  expect(errors.map(String)).toEqual([expect.stringMatching(/^O2InputError: commits: -1 cannot be used/)]);
  expect(feed.store.getState().depth[`${market}:1`]).toMatchObject({ isLive: true });
  feed.close();
});
