// A feed whose engine comes later, or not at first: what was asked meanwhile, and what the page is told.
import { createExchange } from "o2-react/testing";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { O2Error } from "../client/errors.ts";
import { prefetch } from "../store/prefetch.ts";
import type { LazyFeedOptions } from "./LazyFeed.ts";

type Part = "feed" | "reads" | "records";

const LOADS = {
  feed: () => import("../store/feed.ts"),
  reads: () => import("../store/addReads.ts"),
  records: () => import("../store/addRecords.ts"),
};

/** The loading of the chunks, the one thing that a test decides. */
const loading = {
  failures: { feed: 0, reads: 0, records: 0 },
  attempts: { feed: 0, reads: 0, records: 0 },
  /** The parts that are on their way until a test lets them come. */
  held: new Map<Part, Promise<void>>(),
  engine: {} as { [P in Part]?: unknown },
};

const engine = {
  engineNow: () => loading.engine,
  loadPart: async (part: Part) => {
    if (loading.engine[part]) return;
    loading.attempts[part] += 1;
    await loading.held.get(part);
    if (loading.failures[part] > 0) {
      loading.failures[part] -= 1;
      throw new TypeError("Failed to fetch dynamically imported module");
    }
    loading.engine[part] = await LOADS[part]();
  },
};

/** Holds a part back until the returned function is called. */
function hold(part: Part): () => void {
  let come = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    come = resolve;
  });
  loading.held.set(part, held);
  return () => come();
}

let LazyFeed: typeof import("./LazyFeed.ts").LazyFeed;

beforeEach(async () => {
  vi.useFakeTimers();
  Object.assign(loading, {
    failures: { feed: 0, reads: 0, records: 0 },
    attempts: { feed: 0, reads: 0, records: 0 },
    held: new Map(),
    engine: {},
  });
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

function open(options: Partial<LazyFeedOptions> = {}) {
  const exchange = createExchange();
  exchange.tick(50);
  onTestFinished(() => exchange.close());
  const errors: O2Error[] = [];
  const { config, WebSocket, fetch } = exchange;
  const feed = new LazyFeed({ config, WebSocket, fetch, onError: (error) => errors.push(error), ...options });
  return { exchange, feed, errors, market: exchange.markets[0]?.market_id ?? "" };
}

/** Lets the chunk come, and what follows it. */
const settle = () => vi.advanceTimersByTimeAsync(200);

test("what is asked before its part of the engine is there is asked in the same order once it is", async () => {
  const { exchange, feed, market } = open();
  const use = feed.use();
  const release = feed.retain([{ channel: "trades", market }]);
  feed.retain([{ channel: "depth", market, precision: 1 }]);
  expect([feed.feed, exchange.connections]).toEqual([undefined, 0]);
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await settle();
  const actions = exchange.requests.map(({ frame }) => (frame as { action: string }).action);
  // A book's part is there first.
  expect(actions).toEqual(["subscribe_depth", "subscribe_trades"]);
  expect(feed.store.getState().depth[`${market}:1`]).toMatchObject({ isLive: true });
  release();
  use();
  feed.close();
});

/** The actions of the frames that the exchange got. */
const actionsOf = ({ requests }: ReturnType<typeof open>["exchange"]): string[] =>
  requests.map(({ frame }) => (frame as { action: string }).action);

/** Lets the feed's first part come, and a frame. */
async function first({ exchange }: ReturnType<typeof open>): Promise<void> {
  await vi.waitFor(() => expect(exchange.connections).toBe(1));
  await settle();
}

test("a book is live before the other parts are there; what needs them is asked in its order once they are, and then as true", async () => {
  const opened = open();
  const { exchange, feed, errors, market } = opened;
  const { identity } = exchange.createAccount("late");
  const come = hold("records");
  feed.use();
  feed.retain([{ channel: "orders", identity }]);
  feed.retain([
    { channel: "trades", market },
    { channel: "depth", market, precision: 1 },
  ]);
  const told: unknown[] = [];
  feed.onTrade(market, (trade) => told.push(trade.trade_id));
  const history = feed.readHistory([identity]);
  const reads = feed.rest?.trades({ market, count: 1 });
  await first(opened);
  const early = feed.store.getState();
  expect([actionsOf(exchange), feed.feed]).toEqual([["subscribe_depth"], undefined]);
  expect([early.depth[`${market}:1`]?.isLive, early.trades, early.orders]).toEqual([true, {}, {}]);
  exchange.tick(500);
  const newest = exchange.trades(market).at(-1);
  come();
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await settle();
  await settle();
  const late = feed.store.getState();
  expect(actionsOf(exchange)).toEqual(["subscribe_depth", "subscribe_orders", "subscribe_trades"]);
  expect([late.depth[`${market}:1`]?.isLive, late.trades[market]?.isLive]).toEqual([true, true]);
  expect(Object.values(late.orders).map(({ isLive }) => isLive)).toEqual([true]);
  expect(late.trades[market]?.data?.[0]?.trade_id).toBe(newest?.trade_id);
  expect(newest).toBeDefined();
  expect([await history, (await reads)?.length]).toEqual([{ hasMore: false, error: undefined }, 1]);
  exchange.tick(500);
  await settle();
  expect(told.length).toBeGreaterThan(0);
  expect(errors).toEqual([]);
  feed.close();
});

test("by pair: the list of markets needs no records, and its part is loaded beside the feed", async () => {
  const opened = open();
  const { exchange, feed } = opened;
  hold("records");
  feed.wantMarkets();
  feed.use();
  expect(loading.attempts).toEqual({ feed: 1, reads: 1, records: 0 });
  await first(opened);
  await vi.waitFor(() => expect(feed.store.getState().markets.isLive).toBe(true));
  expect(feed.store.getState().markets.data).toHaveLength(exchange.markets.length);
  expect(loading.engine.records).toBeUndefined();
  feed.close();
});

test("a part that cannot be loaded is the connection's error, tried again with longer waits; what needs it waits, and a book is live", async () => {
  const opened = open();
  const { feed, errors, market } = opened;
  loading.failures.records = 3;
  feed.use();
  feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "trades", market },
  ]);
  await first(opened);
  const { connection, depth, trades } = feed.store.getState();
  expect(connection).toMatchObject({ status: "connected", error: { name: "O2ConnectionError" } });
  expect(String(connection.error)).toMatch(/could not be loaded: .*reload it/);
  expect(connection.retryAt).toBeGreaterThan(Date.now());
  expect([depth[`${market}:1`]?.isLive, trades]).toEqual([true, {}]);
  // A change of the connection takes the error away as little.
  feed.reconnect();
  await settle();
  expect(feed.store.getState().connection).toMatchObject({ status: "connected", error: { name: "O2ConnectionError" } });
  // 1, 2 and 4 s, each less up to half of jitter.
  await vi.advanceTimersByTimeAsync(7_000);
  expect([loading.attempts.records, errors.map(({ name }) => name)]).toEqual([4, Array(3).fill("O2ConnectionError")]);
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await settle();
  const state = feed.store.getState();
  expect([state.connection.error, state.connection.retryAt]).toEqual([undefined, undefined]);
  expect(state.trades[market]?.isLive).toBe(true);
  feed.close();
});

test("while the list of markets cannot be loaded, its entry says why and when it is tried again", async () => {
  const opened = open();
  const { feed } = opened;
  loading.failures.reads = 2;
  hold("records");
  feed.wantMarkets();
  feed.use();
  await first(opened);
  const { markets } = feed.store.getState();
  expect(markets).toMatchObject({ isLive: false, data: undefined, error: { name: "O2ConnectionError" } });
  expect(markets.retryAt).toBeGreaterThan(Date.now());
  await vi.advanceTimersByTimeAsync(1_000);
  await vi.waitFor(() => expect(feed.store.getState().markets).toMatchObject({ isLive: true, error: undefined }));
  feed.close();
});

test("once nobody needs the feed a part is not tried again, and no timer is left; who uses it anew has it loaded", async () => {
  const opened = open({ linger: 0 });
  const { feed } = opened;
  loading.failures.records = 1;
  const release = feed.use();
  feed.setCommits("frame");
  feed.releaseSeed();
  await first(opened);
  expect(loading.attempts.records).toBe(1);
  release();
  await vi.advanceTimersByTimeAsync(20);
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(loading.attempts.records).toBe(1);
  feed.use();
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  feed.close();
});

test("records that come late take part in what is going on: a book is audited, and read while the link does not come", async () => {
  const come = hold("records");
  const { exchange, feed, market } = open({ auditInterval: 1_000 });
  feed.use();
  feed.retain([{ channel: "depth", market, precision: 1 }]);
  await vi.waitFor(() => expect(exchange.connections).toBe(1));
  await settle();
  come();
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await vi.advanceTimersByTimeAsync(5_000);
  expect(feed.feed?.counters(market).audits).toBeGreaterThan(0);
  feed.close();
  delete loading.engine.records;
  const again = hold("records");
  const offline = open();
  offline.exchange.faults.refuse();
  offline.feed.use();
  offline.feed.retain([{ channel: "depth", market: offline.market, precision: 1 }]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(offline.feed.store.getState().connection.isLost).toBe(true);
  again();
  await vi.waitFor(() => expect(offline.feed.feed).toBeDefined());
  await settle();
  const entry = offline.feed.store.getState().depth[`${offline.market}:1`];
  expect([entry?.isLive, entry?.data?.bids.length]).toEqual([false, expect.any(Number)]);
  offline.feed.close();
});

test("what a server read of records is kept until their part is there, stale, and goes after the linger then", async () => {
  const come = hold("records");
  const exchange = createExchange();
  exchange.tick(1_000);
  onTestFinished(() => exchange.close());
  const market = exchange.markets[0]?.market_id ?? "";
  const { config, WebSocket, fetch } = exchange;
  const prefetched = prefetch({ config, fetch, trades: [{ market }] });
  await settle();
  const initialData = await prefetched;
  const feed = new LazyFeed({ config, WebSocket, fetch, initialData, linger: 50, onError: () => undefined });
  feed.use();
  feed.releaseSeed();
  await vi.waitFor(() => expect(exchange.connections).toBe(1));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(feed.store.getState().trades[market]).toMatchObject({ isLive: false });
  expect(feed.store.getState().trades[market]?.data?.length).toBeGreaterThan(0);
  come();
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await vi.advanceTimersByTimeAsync(1_000);
  expect(feed.store.getState().trades).toEqual({});
  feed.close();
});

test("what was taken back meanwhile is never asked", async () => {
  const { exchange, feed, market } = open();
  feed.retain([{ channel: "trades", market }])();
  feed.use()();
  await vi.waitFor(() => expect(loading.engine.feed).toBeDefined());
  await settle();
  expect([exchange.connections, exchange.requests]).toEqual([0, []]);
});

test("an engine that cannot be loaded is an error that says so, tried again with longer waits, and no blank for ever", async () => {
  loading.failures.feed = 3;
  const { feed, errors, market } = open();
  feed.use();
  feed.retain([{ channel: "depth", market, precision: 1 }]);
  await vi.advanceTimersByTimeAsync(0);
  const { connection } = feed.store.getState();
  expect(connection).toMatchObject({ status: "connecting", error: { name: "O2ConnectionError" } });
  expect(String(connection.error)).toMatch(/could not be loaded: .*reload it/);
  expect(connection.retryAt).toBeGreaterThan(Date.now());
  await vi.advanceTimersByTimeAsync(499);
  expect(loading.attempts.feed).toBe(1);
  // 1, 2 and 4 s, each less up to half of jitter.
  await vi.advanceTimersByTimeAsync(7_000);
  expect([loading.attempts.feed, errors.length]).toEqual([4, 3]);
  await vi.waitFor(() => expect(feed.feed).toBeDefined());
  await settle();
  const state = feed.store.getState();
  expect([state.connection.status, state.connection.error]).toEqual(["connected", undefined]);
  expect(state.depth[`${market}:1`]).toMatchObject({ isLive: true });
  feed.close();
});

test("once nobody asks any more it is not tried again, and no timer is left; who asks anew does not wait", async () => {
  loading.failures.feed = 1;
  const { feed } = open();
  const release = feed.use();
  await vi.advanceTimersByTimeAsync(0);
  release();
  expect(vi.getTimerCount()).toBe(0);
  feed.use();
  expect(loading.attempts.feed).toBe(2);
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
  expect(loading.attempts).toEqual({ feed: 0, reads: 0, records: 0 });
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
