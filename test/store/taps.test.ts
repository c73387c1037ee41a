// A tap of an engine in another thread: its page gets everything, or learns that it did not. The page is a
// `RemoteFeed`'s: messages between the two are cloned and arrive later. Everything else is real.
import { createO2Feed } from "o2-react/feed";
import { type FeedRecorder, RecordingError, recordFeed, replayFeed } from "o2-react/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { Session } from "../../src/client/session.ts";
import { Recorder } from "../../src/devtools/Recorder.ts";
import { openTap } from "../../src/port/openTap.ts";
import type { TapEvent } from "../../src/port/taps.ts";
import { openThreadFeed, pass, settle } from "../support/threadFeed.ts";

/** A feed whose engine is in another thread, and that engine's messages as its own WebSocket and fetch had them. */
function open() {
  const taps = countTaps();
  let wire: FeedRecorder | undefined;
  const opened = openThreadFeed({
    wireOf: ({ WebSocket, fetch }) => {
      wire = recordFeed({ WebSocket, fetch });
      return wire;
    },
  });
  const { exchange, feed, market, account } = opened;
  const hold = (): (() => void) => {
    const release = [
      feed.use(),
      feed.retain([
        { channel: "depth", market, precision: 1 },
        { channel: "trades", market },
        { channel: "orders", identity: account.identity },
      ]),
    ];
    return () => {
      for (const end of release) end();
    };
  };
  const trade = async (rounds: number) => {
    for (let round = 0; round < rounds; round += 1) {
      exchange.tick(10);
      await pass(50);
    }
  };
  return { ...opened, wire: wire!, taps, hold, trade };
}

/** The number of taps that engines have now. */
function countTaps() {
  const taps = { open: 0 };
  const { tap } = Session.prototype;
  const spy = vi.spyOn(Session.prototype, "tap").mockImplementation(function (this: Session, listener) {
    const end = tap.call(this, listener);
    taps.open += 1;
    return () => {
      taps.open -= 1;
      end();
    };
  });
  onTestFinished(() => {
    expect(taps.open).toBe(0);
    spy.mockRestore();
  });
  return taps;
}

test("a recording over the port is, word for word and at its times, what the engine's own WebSocket and fetch had", async () => {
  const { exchange, feed, wire, hold, trade } = open();
  const recording = recordFeed(feed);
  const release = hold();
  await settle();
  await trade(20);
  exchange.faults.drop();
  await pass(5_000);
  await trade(20);
  // No more is sent, and everything was told.
  await pass(300);
  const [here, there] = [recording.fixture(), wire.fixture()];
  expect(here.frames.length).toBeGreaterThan(100);
  expect(here.frames.filter(([, text]) => text === null)).toHaveLength(1);
  expect(here.reads.length).toBeGreaterThan(3);
  const { duration, ...rest } = there;
  expect(here).toEqual({ ...rest, duration: expect.any(Number) });
  expect(duration - here.duration).toBeLessThanOrEqual(300);
  recording.stop();
  exchange.tick(10);
  await pass(500);
  expect(recording.fixture()).toEqual(here);
  release();
});

test("a recording ends with the last frame that was told: frames under way are not in it", async () => {
  const { exchange, feed, threads, wire, hold, trade } = open();
  const recording = recordFeed(feed);
  const release = hold();
  await settle();
  await trade(5);
  threads[0]!.freeze();
  exchange.tick(50);
  await pass(2_000);
  const { startedAt, duration, frames } = recording.fixture();
  expect(duration).toBeLessThan(Date.now() - startedAt - 1_500);
  expect(frames).toEqual(wire.fixture().frames.filter(([at]) => at <= duration));
  threads[0]!.thaw();
  await settle();
  expect(recording.fixture().frames).toEqual(wire.fixture().frames);
  recording.stop();
  release();
});

test("a recording over the port is replayed: another feed sees the same book and trades", async () => {
  const { exchange, feed, market, hold, trade } = open();
  const recording = recordFeed(feed);
  const release = hold();
  await settle();
  await trade(20);
  await pass(300);
  const replay = replayFeed(recording.fixture());
  recording.stop();
  release();
  const { config, WebSocket, fetch } = replay;
  const again = createO2Feed({ config, WebSocket, fetch, onError: () => undefined });
  again.connect();
  again.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "trades", market },
  ]);
  await pass(replay.duration + 1_000);
  const { depth, trades } = again.store.getState();
  const truth = exchange.depth(market, 1);
  expect(depth[`${market}:1`]?.data?.bids.map(({ price, quantity }) => ({ price, quantity }))).toEqual(truth.bids);
  expect(trades[market]?.data?.[0]?.trade_id).toBe(exchange.lastTrade(market)?.trade_id);
  again.close();
  replay.close();
});

test("a feed that is connected is recorded from its next connection on, in this page too", async () => {
  const { exchange, feed, market, hold, trade } = open();
  const { config, WebSocket, fetch } = exchange;
  const near = createO2Feed({ config, WebSocket, fetch, onError: () => undefined });
  near.connect();
  near.retain([{ channel: "depth", market, precision: 1 }]);
  const release = hold();
  await settle();
  const recordings = [feed, near].map((each) => recordFeed(each));
  await trade(5);
  for (const recording of recordings) expect(recording.fixture().frames).toEqual([]);
  for (const each of [feed, near]) each.reconnect();
  await settle();
  for (const recording of recordings) {
    const { requests, frames } = recording.fixture();
    expect(JSON.parse(requests[0]?.[1] ?? "{}")).toMatchObject({ action: "subscribe_depth" });
    expect(frames.map(([, text]) => JSON.parse(text ?? "{}").action)).toContain("subscribe_depth");
    recording.stop();
  }
  near.close();
  release();
});

test("a page that shows nothing is kept nothing for beyond a bound, is told how much it lost, and a recording of it fails", async () => {
  const { exchange, feed, threads, hold, trade } = open();
  const events: TapEvent[] = [];
  const tap = openTap(feed, (event) => events.push(event));
  const recorder = new Recorder(feed);
  const recording = recordFeed(feed);
  const release = hold();
  await settle();
  await trade(5);
  expect(recording.fixture().frames.length).toBeGreaterThan(5);
  threads[0]!.freeze();
  const before = threads[0]!.received;
  // Far more than may wait.
  const FRAMES = 20;
  for (let frame = 0; frame < FRAMES; frame += 1) {
    exchange.faults.garbage("x".repeat(1_000_000));
    await pass(1_000);
  }
  expect(threads[0]!.received - before).toBeLessThanOrEqual(1);
  const heard = events.length;
  threads[0]!.thaw();
  await settle();
  const since = events.slice(heard);
  const size = since.reduce((sum, event) => sum + (event.type === "frame" ? String(event.data).length : 0), 0);
  expect(size).toBeLessThan(9_000_000);
  const [begin] = since.filter(({ type }) => type === "begin");
  expect(begin).toMatchObject({ type: "begin", connection: { status: "connected" } });
  expect(begin?.type === "begin" && begin.lost).toBeGreaterThanOrEqual(FRAMES);
  expect(recorder.look().lost).toBeGreaterThanOrEqual(FRAMES);
  // It goes on after the gap, from a new baseline.
  await trade(20);
  const { baseline, frames } = recorder.look().recording;
  expect(baseline.books).toHaveLength(1);
  expect(frames.length).toBeGreaterThan(5);
  expect(() => recording.fixture()).toThrow(RecordingError);
  expect(() => recording.fixture()).toThrow(/lacks \d+ events.*Record a shorter time/);
  recording.stop();
  recorder.stop();
  tap.stop();
  release();
});

test("an engine is tapped only while somebody wants it, and nothing of it is held for a page that has gone", async () => {
  const { feed, threads, taps, hold, trade } = open();
  const release = hold();
  await settle();
  const timers = vi.getTimerCount();
  expect(taps.open).toBe(0);
  const first = openTap(feed, () => undefined);
  const second = openTap(feed, () => undefined);
  await pass(0);
  expect([taps.open, vi.getTimerCount()]).toEqual([2, timers + 2]);
  first.stop();
  await pass(0);
  expect([taps.open, vi.getTimerCount()]).toEqual([1, timers + 1]);
  // The page goes, and its tap with it.
  release();
  await pass(5_000);
  expect([threads[0]?.isClosed, taps.open, vi.getTimerCount()]).toEqual([true, 0, 0]);
  await trade(2);
  second.stop();
});

test("a tap goes on with the engine that replaces a dead one, and says that it begins again", async () => {
  const { exchange, feed, threads, hold, trade } = open();
  vi.stubGlobal("WebSocket", exchange.WebSocket);
  vi.stubGlobal("fetch", exchange.fetch);
  onTestFinished(() => void vi.unstubAllGlobals());
  const events: TapEvent[] = [];
  const release = hold();
  const tap = openTap(feed, (event) => events.push(event));
  await settle();
  expect(tap.isHere).toBe(false);
  threads[0]!.hang();
  await pass(31_000);
  await settle();
  expect(tap.isHere).toBe(true);
  expect(events.filter(({ type }) => type === "begin")).toHaveLength(2);
  const before = events.length;
  exchange.tick(20);
  await trade(2);
  expect(events.slice(before).filter(({ type }) => type === "frame").length).toBeGreaterThan(0);
  tap.stop();
  release();
});

test("a listener of a tap that throws keeps no view from being shown", async () => {
  const { feed, market, hold } = open();
  const thrown: unknown[] = [];
  const catches = (error: unknown): void => void thrown.push(error);
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", catches);
  onTestFinished(() => {
    process.off("uncaughtException", catches);
    for (const other of others) process.on("uncaughtException", other);
  });
  const tap = openTap(feed, () => {
    throw new Error("mine");
  });
  const release = hold();
  await settle();
  expect(feed.store.getState().depth[`${market}:1`]).toMatchObject({ isLive: true });
  tap.stop();
  release();
  await new Promise((done) => setImmediate(done));
  expect(thrown.length).toBeGreaterThan(0);
});

test("a tap that is stopped by its own listener tells nothing any more, wherever the engine is", async () => {
  const { exchange, feed, market, hold, trade } = open();
  const { config, WebSocket, fetch } = exchange;
  const near = createO2Feed({ config, WebSocket, fetch, onError: () => undefined });
  near.connect();
  near.retain([{ channel: "depth", market, precision: 1 }]);
  const counts = [feed, near].map((each) => {
    const count = { frames: 0 };
    const tap = openTap(each, ({ type }) => {
      if (type !== "frame") return;
      count.frames += 1;
      tap.stop();
    });
    return count;
  });
  const release = hold();
  await settle();
  await trade(10);
  expect(counts).toEqual([{ frames: 1 }, { frames: 1 }]);
  near.close();
  release();
});
