// The recorder sees all of a feed, and the feed does not feel it.
import type { FeedHandle, Order } from "o2-react";
import { OrderBook } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import { createExchange, replayFeed, type SimulatedExchange } from "o2-react/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { isElsewhere, threadOf } from "../../test/support/thread.ts";
import { decode } from "../client/codec.ts";
import { readRecords } from "../client/records.ts";
import { LazyFeed } from "../shell/LazyFeed.ts";
import { Recorder } from "./Recorder.ts";
import type { ReelLimits } from "./Reel.ts";
import { toFixture } from "./toFixture.ts";

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** A feed; in the project `thread` its engine is elsewhere. */
function open(): { exchange: SimulatedExchange; feed: FeedHandle; market: string; account: string } {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12) });
  onTestFinished(() => void vi.useRealTimers());
  const exchange = createExchange();
  exchange.warmUp({ hours: 0.2 });
  onTestFinished(() => exchange.close());
  const { config, WebSocket, fetch } = exchange;
  const onError = (): void => undefined;
  const feed = isElsewhere
    ? new LazyFeed({ config, onError, worker: threadOf(exchange) })
    : createO2Feed({ config, WebSocket, fetch, onError });
  onTestFinished(() => feed.close());
  const [first] = exchange.markets;
  const [account] = exchange.accounts;
  if (!first || !account) throw new Error("the exchange is empty");
  return { exchange, feed, market: first.market_id, account: account.id };
}

/** Several lengths of a market, the longer ones not in whole multiples of what is held of the shorter ones. */
const LENGTHS = [
  { resolution: "5m", limit: 20 },
  { resolution: "1m", limit: 3 },
  { resolution: "1h", limit: 5 },
  { resolution: "1d", limit: 2 },
  { resolution: "5m", limit: 1 },
] as const;

function hold(feed: FeedHandle, market: string, account: string): () => void {
  const identity = { ContractId: account };
  feed.connect();
  return feed.retain([
    { channel: "depth", market, precision: 1, levels: 5 },
    { channel: "trades", market },
    ...LENGTHS.map((length) => ({ channel: "candles", market, ...length }) as const),
    { channel: "orders", identity },
    { channel: "balances", identity },
    { channel: "nonce", identity },
  ]);
}

function watch(feed: FeedHandle, limits?: ReelLimits): Recorder {
  const recorder = new Recorder(feed, limits ? { limits } : {});
  onTestFinished(() => recorder.stop());
  return recorder;
}

async function trade(exchange: SimulatedExchange, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    exchange.tick(5);
    await pass(50);
  }
}

test("each frame both ways is kept and counted, with the commits that followed", async () => {
  const { exchange, feed, market, account } = open();
  const recorder = watch(feed);
  hold(feed, market, account);
  await pass(500);
  await trade(exchange, 40);
  const look = recorder.look();
  const received = look.recording.frames.filter(({ isSent }) => !isSent).length;
  expect(received).toBe(look.counters.frames);
  expect([...look.actions.values()].reduce((sum, count) => sum + count, 0)).toBe(received);
  expect(look.actions.get("subscribe_depth")).toBe(1);
  expect(look.actions.get("subscribe_depth_update")).toBeGreaterThan(30);
  expect(look.recording.frames.filter(({ isSent }) => isSent).map(({ text }) => JSON.parse(text ?? ""))).toEqual(
    exchange.requests.map(({ frame }) => frame),
  );
  expect(look.seconds.reduce((sum, second) => sum + second.received, 0)).toBeGreaterThan(30);
  expect(look.commits.length).toBeGreaterThan(30);
  expect(look.commits.at(-1)?.subjects).toContain(`depth:${market}`);
});

test("the connection's life is told with its reasons", async () => {
  const { exchange, feed, market, account } = open();
  const recorder = watch(feed);
  hold(feed, market, account);
  await pass(10_000);
  exchange.faults.drop();
  await pass(5_000);
  const { connections, recording } = recorder.look();
  expect(connections.map(({ connection }) => connection.status)).toEqual([
    "idle",
    "connecting",
    "connected",
    "reconnecting",
    "reconnecting",
    "connected",
  ]);
  expect(connections[3]?.connection.reason).toMatch(/\S/);
  expect(connections[3]?.connection.retryAt).toBeGreaterThan(connections[3]?.at ?? 0);
  expect(recording.frames.filter(({ text }) => text === undefined)).toHaveLength(1);
});

test("a damaged frame is found, with the reason and its first words, and the doubt it leaves", async () => {
  const { exchange, feed, market, account } = open();
  const recorder = watch(feed);
  hold(feed, market, account);
  await pass(500);
  exchange.faults.corrupt("subscribe_depth_update", (text) => text.slice(0, -9));
  exchange.faults.garbage('{"action":"subscribe_depth_update","market_id":"0x12"}');
  await trade(exchange, 10);
  await pass(1_000);
  const { notices, counters } = recorder.look();
  const refused = notices.filter(({ kind }) => kind === "malformed frame");
  expect(refused).toHaveLength(counters.malformedFrames);
  expect(refused.map(({ text }) => text)).toContain("it is not JSON");
  expect(refused.every(({ excerpt }) => excerpt?.startsWith('{"action":"subscribe_depth_update"'))).toBe(true);
});

test("nothing of it stays behind: no tap, no listener, no timer", async () => {
  const { exchange, feed, market, account } = open();
  hold(feed, market, account);
  await pass(500);
  const timers = vi.getTimerCount();
  const recorder = new Recorder(feed);
  expect(vi.getTimerCount()).toBe(timers + 1);
  recorder.stop();
  expect(vi.getTimerCount()).toBe(timers);
  const before = recorder.look();
  exchange.tick(50);
  exchange.faults.drop();
  await pass(3_000);
  const after = recorder.look();
  expect(after.recording.frames).toEqual(before.recording.frames);
  expect(after.commits).toEqual(before.commits);
  expect(after.connections).toEqual(before.connections);
});

test("what is kept stays bounded, and always begins at a baseline", async () => {
  const { exchange, feed, market, account } = open();
  const recorder = watch(feed, { time: 2_000, frames: 10_000, characters: 1e9 });
  hold(feed, market, account);
  await pass(500);
  const began = recorder.look().recording.baseline.at;
  await trade(exchange, 200);
  const { recording, at } = recorder.look();
  expect(recording.baseline.at).toBeGreaterThan(began);
  expect(at - recording.baseline.at).toBeGreaterThanOrEqual(2_000);
  expect(at - recording.baseline.at).toBeLessThanOrEqual(6_000);
  expect(recording.frames[0]?.at).toBeGreaterThanOrEqual(recording.baseline.at);
  expect(recording.baseline.books).toHaveLength(1);
});

test("a fixture of the middle of a life holds the exchange's book", async () => {
  const { exchange, feed, market, account } = open();
  hold(feed, market, account);
  await pass(500);
  await trade(exchange, 20);
  const recorder = watch(feed, { time: 1_500, frames: 10_000, characters: 1e9 });
  await trade(exchange, 200);
  const fixture = toFixture(recorder.look().recording);
  expect(fixture.startedAt).toBeGreaterThan(Date.now() - 6_000);
  const book = new OrderBook();
  for (const [, text] of fixture.frames) {
    const frame = decode(text, readRecords);
    if (frame.kind !== "update") throw new Error(`not an update: ${text}`);
    const { update } = frame;
    if (update.action === "subscribe_depth" || update.action === "subscribe_depth_update")
      expect(book.apply(update)).toBeUndefined();
  }
  expect(book.view).toEqual(exchange.depth(market, 1));
});

test("what was heard and not yet written when it began is in the fixture", async () => {
  const { exchange, feed, market, account } = open();
  hold(feed, market, account);
  await pass(500);
  exchange.tick(60);
  await pass(1);
  const known = () => feed.store.getState().trades[market]?.data?.map(({ trade_id }) => trade_id) ?? [];
  const last = exchange.lastTrade(market)?.trade_id ?? "";
  expect(known()).not.toContain(last);
  const recorder = watch(feed);
  await trade(exchange, 20);
  expect(known()).toContain(last);
  const { frames, reads } = toFixture(recorder.look().recording);
  const texts = [...frames.map(([, text]) => text ?? ""), ...reads.map(({ text }) => text)];
  expect(texts.some((text) => text.includes(`"trade_id":"${last}"`))).toBe(true);
});

test("a fixture said again gives another feed the same state", async () => {
  const { exchange, feed, market, account } = open();
  hold(feed, market, account);
  await pass(500);
  await trade(exchange, 20);
  const recorder = watch(feed);
  await trade(exchange, 100);
  const { bid = 0n } = exchange.top(market);
  const { scale, step, min_order } = exchange.market(market);
  const quantity = ((300n * min_order * scale) / bid / step + 1n) * step;
  exchange.place({ ContractId: account }, { marketId: market, side: "buy", price: bid, quantity });
  // The fixture has what happened while the link was down, as REST told it.
  exchange.faults.drop();
  exchange.tick(100);
  await pass(5_000);
  await trade(exchange, 40);
  const fixture = JSON.parse(JSON.stringify(toFixture(recorder.look().recording)));
  const replay = replayFeed(fixture, { isPaused: true });
  onTestFinished(() => replay.close());
  const errors: unknown[] = [];
  const { config, WebSocket, fetch } = replay;
  const again = createO2Feed({ config, WebSocket, fetch, onError: (error) => errors.push(error) });
  onTestFinished(() => again.close());
  hold(again, market, account);
  await pass(500);
  replay.play();
  await pass(replay.duration + 1_000);
  const seen = again.store.getState();
  const truth = feed.store.getState();
  expect(errors).toEqual([]);
  const heard = new Set(seen.orders[`ContractId:${account}`]?.data?.map(({ order_id }) => order_id));
  expect(heard.size).toBeGreaterThan(5);
  for (const channel of ["depth", "trades", "orders", "balances", "nonce", "candles"] as const) {
    for (const [id, entry] of Object.entries(truth[channel])) {
      expect(seen[channel][id]?.isLive, `${channel} ${id}`).toBe(true);
      // Nobody hears of orders that were closed before, unless he held them.
      const isKnown = ({ order_id, close }: Order) => !close || heard.has(order_id);
      const known = channel === "orders" ? (entry.data as Order[]).filter(isKnown) : entry.data;
      expect(seen[channel][id]?.data, `${channel} ${id}`).toEqual(known);
    }
  }
});

test("what a server says without any effect is kept within the limits too, and its made-up actions are counted as others", async () => {
  vi.useFakeTimers();
  let socket: EventTarget | undefined;
  class Socket extends EventTarget {
    static readonly CLOSING = 2;
    readyState = 1;
    constructor() {
      super();
      socket = this;
      setTimeout(() => this.dispatchEvent(new Event("open")), 1);
    }
    send = vi.fn();
    close = vi.fn();
  }
  const feed = createO2Feed({ config: { wsUrl: "ws://o2.made-up/" }, WebSocket: Socket, onError: () => undefined });
  onTestFinished(() => {
    feed.close();
    vi.useRealTimers();
  });
  const limits = { time: 30_000, frames: 1_000, characters: 100_000 };
  const recorder = watch(feed, limits);
  feed.connect();
  await pass(10);
  const say = (data: string) => socket?.dispatchEvent(Object.assign(new Event("message"), { data }));
  for (let index = 0; index < 3_000; index += 1) {
    say(`{"action":"made_up_${index}","text":"${"x".repeat(80)}"}`);
    if (index % 300 !== 0) continue;
    const { frames } = recorder.look().recording;
    expect(frames.reduce((sum, { text = "" }) => sum + text.length, 0)).toBeLessThanOrEqual(2 * limits.characters);
    expect(frames.length).toBeLessThanOrEqual(2 * limits.frames);
  }
  say(`{"action":"${"y".repeat(1_000_000)}"}`);
  const { actions, notices } = recorder.look();
  expect(actions.size).toBeLessThanOrEqual(33);
  expect([...actions.keys()].every((action) => action.length <= 40)).toBe(true);
  expect([...actions.values()].reduce((sum, count) => sum + count, 0)).toBe(3_001);
  for (const { text, excerpt = "" } of notices) expect(text.length + excerpt.length).toBeLessThan(700);
});
