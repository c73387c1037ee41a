// Developer tools see every frame on the wire when it passes, and who retains which topic.
import { O2CallbackError, type WireFrame } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import { expect, onTestFinished, test, vi } from "vitest";

function open() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const exchange = createExchange();
  exchange.tick(300);
  onTestFinished(() => exchange.close());
  const arrived: unknown[] = [];
  class WebSocket extends exchange.WebSocket {
    constructor(url: string | URL) {
      super(url);
      this.addEventListener("message", ({ data }) => arrived.push(data));
    }
  }
  const errors: unknown[] = [];
  const { config, fetch } = exchange;
  const feed = createO2Feed({ config, WebSocket, fetch, onError: (error) => errors.push(error) });
  onTestFinished(() => feed.close());
  const market = exchange.markets[0]!.market_id;
  return { exchange, feed, errors, arrived, market };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const topics = (market: string) =>
  [
    { channel: "depth", market, precision: 1 },
    { channel: "trades", market },
  ] as const;

test("a tap sees each frame once and in order, both ways, those that wait for a frame of the screen included", async () => {
  const { exchange, feed, arrived, market } = open();
  const seen: WireFrame[] = [];
  const untap = feed.session.tap((frame) => seen.push(frame));
  feed.connect();
  feed.retain(topics(market));
  await pass(100);
  const sent = seen.filter(({ isSent }) => isSent).map(({ data }) => JSON.parse(String(data)));
  expect(sent).toEqual(exchange.requests.map(({ frame }) => frame));
  // Nothing has been shown since, because the tap does not wait for a frame.
  exchange.tick(100);
  await pass(1);
  expect(arrived.length).toBeGreaterThan(30);
  expect(seen.filter(({ isSent }) => !isSent).map(({ data }) => data)).toEqual(arrived);
  untap();
  const before = seen.length;
  exchange.tick(100);
  await pass(100);
  expect(seen.length).toBe(before);
});

test("a tap that throws is reported and no other listener misses a frame", async () => {
  const { exchange, feed, errors, market } = open();
  feed.session.tap(() => {
    throw new Error("mine");
  });
  feed.connect();
  feed.retain(topics(market));
  await pass(100);
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.every((error) => error instanceof O2CallbackError)).toBe(true);
  const { depth } = feed.store.getState();
  expect(depth[`${market}:1`]?.isLive).toBe(true);
  expect(depth[`${market}:1`]?.data?.bestBid).toBe(exchange.depth(market).bids[0]?.price);
});

test("holders are counted by topic: two, one, none while it lingers, gone after", async () => {
  const { feed, market } = open();
  feed.connect();
  const release = feed.retain(topics(market));
  const releaseOther = feed.retain([topics(market)[0]]);
  const held = () => Object.fromEntries([...feed.holders].filter(([key]) => key !== "connection"));
  expect(held()).toEqual({ [`depth:${market}:1`]: 2, [`trades:${market}`]: 1 });
  release();
  expect(held()).toEqual({ [`depth:${market}:1`]: 1, [`trades:${market}`]: 0 });
  releaseOther();
  await pass(2_999);
  expect(held()).toEqual({ [`depth:${market}:1`]: 0, [`trades:${market}`]: 0 });
  await pass(2);
  expect(held()).toEqual({});
});
