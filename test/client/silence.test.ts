// The bound of silence at the shipped defaults: over a dead link that looks open, nothing is live for more than 10 s
// after the last byte. A slow link is never replaced.
import { createO2Feed } from "o2-react/feed";
import { expect, onTestFinished, test, vi } from "vitest";
import { answering } from "../support/answering.ts";

const MARKET = `0x${"1".repeat(64)}`;
const TRADES = JSON.stringify({ action: "subscribe_trades", market_id: MARKET, trades: [] });

/** A number from 0 to 1 that is the same in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

function open(server: ReturnType<typeof answering>) {
  const feed = createO2Feed({
    config: { wsUrl: "ws://o2.answering/" },
    WebSocket: server.WebSocket,
    onError: () => undefined,
  });
  onTestFinished(() => feed.close());
  feed.connect();
  feed.retain([{ channel: "trades", market: MARKET }]);
  return feed;
}

test("none of two hundred half-open links shows live data for more than 10 s after its last byte", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const random = numbers(2_026);
  const links = Array.from({ length: 200 }, () => {
    const server = answering(
      () => [],
      () => 5 + random() * 300,
    );
    const link = {
      feed: open(server),
      server,
      stallsAt: 5_000 + random() * 40_000,
      // Some markets trade now and then, some rarely.
      every: random() * 20_000,
      lastByte: 0,
      isStale: false,
    };
    link.feed.session.tap(({ isSent }) => {
      if (!isSent) link.lastByte = Date.now();
    });
    return link;
  });
  const began = Date.now();
  const after: number[] = [];
  for (let time = 0; time < 70_000; time += 250) {
    await vi.advanceTimersByTimeAsync(250);
    for (const link of links) {
      const now = Date.now() - began;
      if (now < link.stallsAt && random() < 250 / link.every) link.server.say(TRADES);
      if (now >= link.stallsAt && now - 250 < link.stallsAt) link.server.stall();
      const isLive = Object.values(link.feed.store.getState().trades)[0]?.isLive;
      if (now < link.stallsAt || isLive || link.isStale) continue;
      link.isStale = true;
      after.push(Date.now() - link.lastByte);
    }
  }
  expect(after).toHaveLength(200);
  // Looks every 250 ms.
  expect(Math.max(...after)).toBeLessThanOrEqual(10_000);
});

test("a snapshot of 2 MB over a line of 1 Mbit/s takes 16 s: the link is not replaced, and old data is stale meanwhile", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const level = (price: number) => ({ price: String(price), quantity: "1" });
  const snapshot = JSON.stringify({
    action: "subscribe_depth",
    market_id: MARKET,
    orders: { buys: [level(9)], sells: [level(11)] },
  });
  let wait = 300;
  const server = answering(
    (text) => {
      if (!text.includes('"subscribe_depth"')) return [];
      // Everything behind it waits as well, including the PONG.
      wait = 16_300;
      return [snapshot];
    },
    () => {
      const now = wait;
      wait = 300;
      return now;
    },
  );
  const feed = open(server);
  const trades = () => feed.store.getState().trades[MARKET]?.isLive;
  const book = () => feed.store.getState().depth[`${MARKET}:1`]?.isLive;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(trades()).toBe(true);
  feed.retain([{ channel: "depth", market: MARKET, precision: 1 }]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([trades(), book(), feed.session.connection.isSilent]).toEqual([false, false, true]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect([server.attempts, trades()]).toEqual([1, true]);
});
