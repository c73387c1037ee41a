// Depth updates wait for the frame in which they are shown. Code that reads a book, or later frames, cannot notice
// that.
import { O2WebSocket } from "o2-react/client";
import { expect, it } from "vitest";
import { speak } from "../support/spoken.ts";

const MARKET = `0x${"a1".repeat(32)}`;
const level = (price: number, quantity: number) => ({ price: `${price}`, quantity: `${quantity}` });
const rows = (count: number, price: number, direction: 1 | -1) =>
  Array.from({ length: count }, (_, index) => level(price + index * direction, 10));
const snapshot = (orders: object = { buys: rows(30, 99, -1), sells: rows(30, 101, 1) }) => ({
  action: "subscribe_depth",
  market_id: MARKET,
  orders,
});
const change = (price: number, quantity: number) => ({
  action: "subscribe_depth_update",
  market_id: MARKET,
  changes: { buys: [level(price, quantity)], sells: [] },
});

async function shown(levels?: number) {
  const spoken = await speak({ onError: () => undefined });
  const { feed, say, pass } = spoken;
  const release = feed.retain([
    { channel: "depth", market: MARKET, precision: 1, ...(levels === undefined ? {} : { levels }) },
  ]);
  await pass(0);
  say(snapshot());
  say("PONG");
  await pass(20);
  return { ...spoken, release, depth: () => feed.store.getState().depth[`${MARKET}:1`] };
}

it("a thousand updates between two frames are one commit", async () => {
  const { feed, say, pass, depth } = await shown(5);
  let commits = 0;
  feed.store.subscribe(() => {
    commits += 1;
  });
  for (let update = 0; update < 1_000; update += 1) say(change(99, 1));
  expect(commits).toBe(0);
  await pass(20);
  expect(commits).toBe(1);
  expect(depth()?.data?.bids[0]).toMatchObject({ price: 99n, quantity: 1_010n });
  // Nothing is left to be shown.
  await pass(1_000);
  expect(commits).toBeLessThanOrEqual(2);
});

it("waiting updates are read before a frame that does not wait", async () => {
  const { feed, say, pass, depth } = await shown();
  say(change(99, 5));
  // Nobody requested it. It is true only of the book after that change.
  say(snapshot({ buys: [level(99, 15), ...rows(29, 98, -1)], sells: rows(30, 101, 1) }));
  await pass(20);
  expect(feed.counters(MARKET).resyncs).toBe(0);
  expect(depth()).toMatchObject({ isLive: true });
  expect(depth()?.data?.bids[0]).toMatchObject({ quantity: 15n });
});

it("a malformed update that waited puts its book in doubt, and the counters know it whenever they are asked", async () => {
  const { feed, say } = await shown();
  say({ ...change(99, 5), changes: { buys: [{ price: "x", quantity: "1" }], sells: [] } });
  expect(feed.counters(MARKET).malformedFrames).toBe(1);
  say({ ...change(99, 5), changes: { buys: [{ price: "x", quantity: "1" }], sells: [] } });
  expect(feed.session.counters.malformedFrames).toBe(2);
});

it("a frame that cannot even become text is rejected, and later frames are read", async () => {
  const { feed, say, pass, depth } = await shown();
  say({ ...change(99, 5), changes: { buys: [{ price: { toString: 1 }, quantity: "1" }], sells: [] } });
  await pass(0);
  expect(depth()).toMatchObject({ isLive: true });
  await pass(20);
  expect(depth()).toMatchObject({ isLive: false });
  say(snapshot());
  say("PONG");
  await pass(20);
  expect(depth()).toMatchObject({ isLive: true });
  expect(feed.counters(MARKET)).toMatchObject({ malformedFrames: 1, resyncs: 1 });
});

it("an iterator that is opened while updates wait starts from the book with them, and then hears each at once", async () => {
  const { feed, say } = await shown();
  say(change(99, 5));
  const stream = new O2WebSocket(feed.session).streamDepth(MARKET);
  const first = await stream.next();
  expect(first.value?.view?.bids[0]).toEqual({ price: 99n, quantity: 15n });
  say(change(99, 1));
  // No time passes, because fake time stands still.
  expect((await stream.next()).value?.changes?.bids).toEqual([{ price: 99n, quantity: 1n }]);
  await stream.return();
});

it("an iterator that is opened on the event of a change has that change in its first book, and not again", async () => {
  const { feed, say, pass } = await shown();
  const client = new O2WebSocket(feed.session);
  const stream = client.streamDepth(MARKET);
  let first: ReturnType<typeof stream.next> | undefined;
  feed.session.listen(({ type }) => {
    if (type === "book") first ??= stream.next();
  });
  say(change(99, 5));
  await pass(20);
  say(change(98, 1));
  expect((await first)?.value?.view?.bids[0]).toEqual({ price: 99n, quantity: 15n });
  expect((await stream.next()).value?.changes?.bids).toEqual([{ price: 98n, quantity: 1n }]);
});

it("the store shows as many levels as somebody asks for, more at once, fewer when they leave", async () => {
  const { feed, say, pass, depth } = await shown(2);
  expect(depth()?.data?.bids).toHaveLength(2);
  const more = feed.retain([{ channel: "depth", market: MARKET, precision: 1, levels: 25 }]);
  expect(depth()?.data?.bids).toHaveLength(25);
  expect(depth()).toMatchObject({ isLive: true });
  const all = feed.retain([{ channel: "depth", market: MARKET, precision: 1 }]);
  expect(depth()?.data?.bids).toHaveLength(30);
  all();
  more();
  say(change(99, 5));
  await pass(20);
  expect(depth()?.data?.bids).toHaveLength(2);
});

it("an invalid number of levels is rejected, and nothing requested with it is followed", async () => {
  const { feed, pass } = await speak();
  const topic = { channel: "depth", market: MARKET, precision: 1 } as const;
  expect(() =>
    feed.retain([
      { channel: "trades", market: MARKET },
      { ...topic, levels: Number.NaN },
    ]),
  ).toThrow(/levels/);
  await pass(20);
  expect(feed.store.getState()).toMatchObject({ trades: {}, depth: {} });
  expect(Object.keys(feed.store.getState().trades)).toEqual([]);
});

it("the best prices are the whole book's, however few levels are shown", async () => {
  const { depth } = await shown(0);
  expect(depth()?.data).toMatchObject({ bestBid: 99n, bestAsk: 101n });
});
