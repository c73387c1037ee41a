// A recorded feed that is replayed gives the same values at the same times, for any client and at any time.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { O2BookError, type O2Feed, type O2FeedOptions, type O2State } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { createExchange, type FeedFixture, recordFeed, replayFeed } from "o2-react/testing";
import { saveFixture, serveExchange } from "o2-react/testing/node";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { until } from "../support/served.ts";

const SECOND = 1_000;
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

function fakeTime() {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12) });
  onTestFinished(() => void vi.useRealTimers());
}

function openFeed(options: O2FeedOptions): { feed: O2Feed; errors: Error[] } {
  const errors: Error[] = [];
  const feed = createO2Feed({ ...options, onError: (error) => errors.push(error) });
  onTestFinished(() => feed.close());
  feed.connect();
  return { feed, errors };
}

function follow(feed: O2Feed, market: string, identity: { ContractId: string }) {
  feed.wantMarkets();
  return feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "trades", market },
    { channel: "orders", identity },
    { channel: "balances", identity },
    { channel: "nonce", identity },
    { channel: "candles", market, resolution: "1m", limit: 20 },
  ]);
}

/** Ten seconds of a busy exchange as JSON, and a feed's state after each. */
async function record({ hasDrop = false } = {}) {
  fakeTime();
  const exchange = createExchange();
  onTestFinished(() => exchange.close());
  exchange.warmUp({ hours: 1 });
  const market = exchange.markets[0].market_id;
  const identity = exchange.accounts[0].identity as { ContractId: string };
  const recorder = recordFeed({ WebSocket: exchange.WebSocket, fetch: exchange.fetch });
  const { feed } = openFeed({ config: exchange.config, WebSocket: recorder.WebSocket, fetch: recorder.fetch });
  follow(feed, market, identity);
  await pass(100);
  exchange.start({ rate: 50 });
  const known = [];
  for (let second = 1; second <= 10; second += 1) {
    if (hasDrop && second === 5) exchange.faults.drop();
    await pass(SECOND);
    known.push(valuesOf(feed));
  }
  const fixture: FeedFixture = JSON.parse(JSON.stringify(recorder.fixture()));
  feed.close();
  exchange.close();
  return { fixture, known, market, identity };
}

/**
 * A feed's whole state, without its own times, the order in which it learned of balances, and the two parts of a
 * candle's volume. A late client reads those parts, and an early one added trades to the candle.
 */
function valuesOf(feed: O2Feed) {
  const { depth, trades, orders, balances, nonce, candles, markets } = feed.store.getState();
  const text = JSON.stringify({ depth, trades, orders, balances, nonce, candles, markets }, (key, value) =>
    OWN.has(key) ? undefined : typeof value === "bigint" ? `${value}n` : sorted(value),
  );
  return JSON.parse(text) as Readonly<Record<string, object>>;
}

const OWN: ReadonlySet<string> = new Set(["updatedAt", "since", "epoch", "buy_volume", "sell_volume"]);

const sorted = (value: unknown) =>
  Array.isArray(value) && value[0]?.total_locked !== undefined
    ? value.toSorted((a, b) => (a.asset_id < b.asset_id ? -1 : 1))
    : value;

test("a recording is replayed at its times: a feed has the same data at each second, all of it live", async () => {
  const { fixture, known, market, identity } = await record();
  expect(known.at(-1)).not.toEqual(known[0]);
  const replay = replayFeed(fixture);
  onTestFinished(() => replay.close());
  const { feed, errors } = openFeed(replay);
  follow(feed, market, identity);
  await pass(100);
  for (const expected of known) {
    await pass(SECOND);
    expect(valuesOf(feed)).toEqual(expected);
    expect(JSON.stringify(expected)).not.toContain('"isLive":false');
  }
  expect(errors).toEqual([]);
  await pass(100);
  expect(replay.position).toBe(replay.duration);
});

test("at four times the speed the end is there after a quarter of the time", async () => {
  const { fixture, known, market, identity } = await record();
  const replay = replayFeed(fixture, { speed: 4 });
  onTestFinished(() => replay.close());
  const { feed } = openFeed(replay);
  follow(feed, market, identity);
  await pass(fixture.duration / 4 + 100);
  expect(valuesOf(feed)).toEqual(known.at(-1));
});

test("while paused it sends nothing; a step sends all its frames at once; play goes on from there", async () => {
  const { fixture, known, market, identity } = await record();
  const replay = replayFeed(fixture, { isPaused: true });
  onTestFinished(() => replay.close());
  const { feed } = openFeed(replay);
  follow(feed, market, identity);
  await pass(10 * SECOND);
  expect([replay.position, replay.isPlaying]).toEqual([0, false]);
  expect(feed.store.getState().trades[market]?.data?.length).toBeGreaterThan(0);
  replay.step(5 * SECOND + 100);
  await pass(100);
  expect(valuesOf(feed)).toEqual(known[4]);
  replay.play();
  await pass(2 * SECOND);
  replay.pause();
  await pass(5 * SECOND);
  expect(replay.position).toBe(7 * SECOND + 100);
  expect(valuesOf(feed)).toEqual(known[6]);
});

test("a late client is told at once what it has missed", async () => {
  const { fixture, known, market, identity } = await record();
  const replay = replayFeed(fixture);
  onTestFinished(() => replay.close());
  const { feed } = openFeed(replay);
  await pass(8 * SECOND);
  follow(feed, market, identity);
  await pass(fixture.duration);
  expect(valuesOf(feed)).toEqual(known.at(-1));
});

test("a lost connection is lost again: stale, then live and the same in the end", async () => {
  const { fixture, known, market, identity } = await record({ hasDrop: true });
  expect(fixture.frames.filter(([, text]) => text === null).length).toBe(1);
  const replay = replayFeed(fixture);
  onTestFinished(() => replay.close());
  const { feed } = openFeed(replay);
  follow(feed, market, identity);
  const seen = new Set<string>();
  feed.store.subscribe(({ connection, depth }) => seen.add(`${connection.status} ${depth[`${market}:1`]?.isLive}`));
  await pass(fixture.duration + 2 * SECOND);
  expect(seen).toContain("reconnecting false");
  expect(valuesOf(feed)).toEqual(known.at(-1));
});

test("a link that is cut by hand comes back with the frames sent meanwhile", async () => {
  const { fixture, known, market, identity } = await record();
  const replay = replayFeed(fixture);
  onTestFinished(() => replay.close());
  const { feed } = openFeed(replay);
  follow(feed, market, identity);
  await pass(3 * SECOND);
  replay.drop();
  await pass(100);
  expect(feed.store.getState().connection.status).toBe("reconnecting");
  await pass(fixture.duration);
  // After a lost link the history of orders is read, which the recording does not contain. So they are stale, and say
  // so.
  const { orders, ...others } = valuesOf(feed) as { orders: Readonly<Record<string, { data: unknown }>> };
  const { orders: knownOrders, ...knownOthers } = known.at(-1) as {
    orders: Readonly<Record<string, { data: unknown }>>;
  };
  expect(others).toEqual(knownOthers);
  const dataOf = (entries: typeof orders) => Object.values(entries).map(({ data }) => data);
  expect(dataOf(orders)).toEqual(dataOf(knownOrders));
  const [entry] = Object.values(feed.store.getState().orders);
  expect(entry).toMatchObject({ isLive: false, error: { message: expect.stringContaining("GET /v1/orders") } });
});

describe("what was not recorded", () => {
  test("is an error that says so, for streams and for reads; what was recorded goes on", async () => {
    const { fixture, known, market, identity } = await record();
    const replay = replayFeed(fixture);
    onTestFinished(() => replay.close());
    const { feed, errors } = openFeed(replay);
    follow(feed, market, identity);
    const other = `0x${"7".repeat(64)}`;
    feed.retain([
      { channel: "trades", market: other },
      { channel: "balances", identity: { ContractId: other } },
    ]);
    await pass(fixture.duration + 100);
    const { trades, balances } = feed.store.getState();
    expect(trades[other]?.error?.message).toContain(`the fixture has no trades:${other}`);
    expect(balances[`ContractId:${other}`]?.error?.message).toContain("the fixture has no answer to GET /v1/balance");
    expect(errors).toEqual([]);
    expect(valuesOf(feed)).toMatchObject({ depth: known.at(-1)?.depth, orders: known.at(-1)?.orders });
  });

  test("is a finer book than the recorded one", async () => {
    const { fixture, market } = await record();
    const replay = replayFeed({
      ...fixture,
      requests: fixture.requests.map(([at, text]) => [at, text.replace('"10"', '"100"')]),
    });
    onTestFinished(() => replay.close());
    const { feed } = openFeed(replay);
    feed.retain([{ channel: "depth", market, precision: 1 }]);
    await pass(500);
    const { error } = feed.store.getState().depth[`${market}:1`] ?? {};
    expect(error).not.toBeInstanceOf(O2BookError);
    expect(error?.message).toContain("at precision 10");
  });

  test("is all of REST, if nothing was read: the feed knows that it has no past", async () => {
    const { fixture, market } = await record();
    const replay = replayFeed({ ...fixture, reads: [] });
    onTestFinished(() => replay.close());
    expect(replay.config.apiBase).toBeUndefined();
    const { feed } = openFeed(replay);
    feed.retain([{ channel: "trades", market }]);
    await pass(fixture.duration);
    expect(feed.store.getState().trades[market]).toMatchObject({ isLive: true, isComplete: false });
  });
});

test("nothing is left when it is closed, and nothing is begun before it is used", async () => {
  const { fixture } = await record();
  vi.clearAllTimers();
  const replay = replayFeed(fixture);
  expect(vi.getTimerCount()).toBe(0);
  const { feed } = openFeed(replay);
  await pass(500);
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  feed.close();
  replay.close();
  await pass(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("another object than a fixture, and an invalid speed, are rejected with a clear error", () => {
  expect(() => replayFeed({})).toThrow(/not a fixture.*version is undefined/);
  expect(() => replayFeed(null as unknown as FeedFixture)).toThrow(TypeError);
  expect(() => replayFeed("{")).toThrow(/text, and not JSON/);
  expect(() => replayFeed({ version: 1, frames: [] })).toThrow(/duration, frames, requests and reads/);
  const empty: FeedFixture = { version: 1, startedAt: 0, duration: 0, requests: [], frames: [], reads: [] };
  expect(() => replayFeed(empty, { speed: 0 })).toThrow(/speed: 0 cannot be used/);
});

describe("a recording", () => {
  test("is made of a real server by the runtime's own WebSocket and fetch", async () => {
    const exchange = createExchange();
    onTestFinished(() => exchange.close());
    exchange.tick(300);
    const served = await serveExchange(exchange);
    onTestFinished(() => served.close());
    const recorder = recordFeed();
    const { feed } = openFeed({ config: served.config, WebSocket: recorder.WebSocket, fetch: recorder.fetch });
    const market = exchange.markets[0].market_id;
    feed.retain([
      { channel: "depth", market, precision: 1 },
      { channel: "trades", market },
    ]);
    const entries = ({ depth, trades }: O2State) => [depth[`${market}:1`], trades[market]];
    await until(() => expect(entries(feed.store.getState()).every((entry) => entry?.isLive)).toBe(true));
    exchange.tick(200);
    const { bids, asks } = exchange.depth(market);
    const newest = exchange.lastTrade(market)?.trade_id;
    await until(() => {
      const { depth, trades } = feed.store.getState();
      // Both sides, because the replay would show changes that were recorded and not shown yet.
      const { data } = depth[`${market}:1`] ?? {};
      expect([data?.bids, data?.asks].map((rows) => rows?.map(({ quantity }) => quantity))).toEqual(
        [bids, asks].map((levels) => levels.map(({ quantity }) => quantity)),
      );
      expect(trades[market]?.data?.[0]?.trade_id).toBe(newest);
    });
    const fixture = recorder.fixture();
    const shown = valuesOf(feed);
    feed.close();
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const replay = replayFeed(fixture);
    onTestFinished(() => replay.close());
    const { feed: again } = openFeed(replay);
    again.retain([
      { channel: "depth", market, precision: 1 },
      { channel: "trades", market },
    ]);
    await pass(fixture.duration + 100);
    expect(valuesOf(again).trades).toEqual(shown.trades);
    expect(valuesOf(again).depth).toEqual(shown.depth);
  });

  test("goes into a file, a frame a line, and out of it as text or as parsed JSON", async () => {
    const { fixture } = await record();
    const folder = mkdtempSync(join(tmpdir(), "o2-fixture-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    saveFixture(join(folder, "feed.json"), fixture);
    const text = readFileSync(join(folder, "feed.json"), "utf8");
    expect(JSON.parse(text)).toEqual(fixture);
    expect(text.split("\n").length).toBeGreaterThan(fixture.frames.length + fixture.reads.length);
    const wide: Record<string, unknown> = JSON.parse(text);
    for (const given of [text, wide, fixture]) {
      const replay = replayFeed(given);
      expect(replay.duration).toBe(fixture.duration);
      replay.close();
    }
  });

  test("keeps passing frames unchanged: heartbeats are left out, times only grow, reads are by path", async () => {
    const { fixture, market } = await record();
    const texts = fixture.frames.map(([, text]) => text);
    expect(
      [...texts, ...fixture.requests.map(([, text]) => text)].filter((text) => /^P[IO]NG$/.test(text ?? "")),
    ).toEqual([]);
    expect(fixture.frames.every(([at], index) => at >= (fixture.frames[index - 1]?.[0] ?? 0))).toBe(true);
    expect(fixture.reads.map(({ path }) => path.split("?")[0])).toContain("/v1/markets");
    expect(texts.filter((text) => text?.includes(market)).length).toBeGreaterThan(100);
  });

  test("ends when it is stopped, and traffic still passes", async () => {
    fakeTime();
    const exchange = createExchange();
    onTestFinished(() => exchange.close());
    exchange.tick(300);
    const recorder = recordFeed({ WebSocket: exchange.WebSocket, fetch: exchange.fetch });
    const { feed } = openFeed({ config: exchange.config, WebSocket: recorder.WebSocket, fetch: recorder.fetch });
    const market = exchange.markets[0].market_id;
    feed.retain([{ channel: "depth", market, precision: 1 }]);
    await pass(100);
    recorder.stop();
    const fixture = recorder.fixture();
    exchange.tick(100);
    await pass(SECOND);
    expect(recorder.fixture()).toEqual(fixture);
    expect(feed.store.getState().depth[`${market}:1`]?.data?.bestBid).toBe(exchange.depth(market).bids[0]?.price);
  });
});
