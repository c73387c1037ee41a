// A page's feed with its engine in another thread: messages between the two are cloned and arrive later. Everything
// else is real.
import type { O2FeedOptions } from "o2-react";
import { createExchange } from "o2-react/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { LazyFeed } from "../../src/shell/LazyFeed.ts";
import { toSeed } from "../../src/store/toSeed.ts";
import { openThreadFeed, pass, settle, type ThreadFeedOptions } from "../support/threadFeed.ts";

function open(more: Partial<O2FeedOptions> = {}, onThread?: ThreadFeedOptions["onThread"]) {
  const opened = openThreadFeed({ more, onThread });
  const depth = () => opened.feed.store.getState().depth[`${opened.market}:1`];
  return { ...opened, depth };
}

test("a page that shows nothing is sent one view, whatever happens meanwhile, and all of it once it goes on", async () => {
  const { exchange, feed, threads, market, depth } = open();
  const trades: string[] = [];
  const release = [
    feed.use(),
    feed.retain([
      { channel: "depth", market, precision: 1 },
      { channel: "trades", market },
    ]),
  ];
  const stop = feed.onTrade(market, ({ trade_id }) => trades.push(trade_id));
  await settle();
  expect(depth()).toMatchObject({ isLive: true });
  const [thread] = threads;
  thread!.freeze();
  const before = thread!.received;
  for (let second = 0; second < 25; second += 1) {
    exchange.tick(100);
    await pass(1_000);
  }
  expect(thread!.received - before).toBeLessThanOrEqual(1);
  thread!.thaw();
  await settle();
  const truth = exchange.depth(market, 1);
  expect(depth()?.data?.bids.map(({ price, quantity }) => ({ price, quantity }))).toEqual(truth.bids.slice(0, 1_000));
  expect(depth()).toMatchObject({ isLive: true });
  // Each once, the newest 500 of them.
  expect(new Set(trades).size).toBe(trades.length);
  const made = new Set(exchange.trades(market).map(({ trade_id }) => trade_id));
  expect(trades.filter((id) => !made.has(id))).toEqual([]);
  expect(trades.length).toBeGreaterThan(20);
  stop();
  for (const end of release) end();
});

test("a book is shown with each view while trades are told without a pause", async () => {
  const { exchange, feed, market, depth } = open();
  const release = [
    feed.use(),
    feed.retain([
      { channel: "depth", market, precision: 1 },
      { channel: "trades", market },
    ]),
  ];
  let [told, books] = [0, 0];
  const stop = feed.onTrade(market, () => {
    told += 1;
  });
  await settle();
  let last = depth()?.data;
  const unsubscribe = feed.store.subscribe(() => {
    if (depth()?.data !== last) books += 1;
    last = depth()?.data;
  });
  for (let turn = 0; turn < 200; turn += 1) {
    exchange.tick(10);
    await pass(5);
  }
  expect(told).toBeGreaterThan(200);
  // A page without a screen shows a view in 16 ms.
  expect(books).toBeGreaterThan(50);
  unsubscribe();
  stop();
  for (const end of release) end();
});

test("a page that shows nothing is told of the newest trades of each market, however many another market has", async () => {
  const { exchange, feed, threads } = open({ maxTrades: 300 });
  const [busy, quiet] = [exchange.markets[0]!.market_id, exchange.markets.at(-1)!.market_id];
  const told: Record<string, string[]> = { [busy]: [], [quiet]: [] };
  const release = [feed.use(), feed.retain([busy, quiet].map((market) => ({ channel: "trades", market }) as const))];
  const stops = [busy, quiet].map((market) => feed.onTrade(market, ({ trade_id }) => told[market]!.push(trade_id)));
  await settle();
  const idsOf = (market: string) => exchange.trades(market).map(({ trade_id }) => trade_id);
  const before = { [busy]: new Set(idsOf(busy)), [quiet]: new Set(idsOf(quiet)) };
  threads[0]!.freeze();
  for (let second = 0; second < 20; second += 1) {
    exchange.tick(200);
    await pass(1_000);
  }
  const made = (market: string) => idsOf(market).filter((id) => !before[market]!.has(id));
  expect(made(busy).length).toBeGreaterThan(500);
  expect(made(quiet).length).toBeLessThan(300);
  threads[0]!.thaw();
  await settle();
  // Each once.
  expect(told[quiet]!.sort()).toEqual(made(quiet).sort());
  expect(new Set(told[busy]).size).toBe(told[busy]!.length);
  // The number that is kept, plus those of the view that was under way.
  expect(told[busy]!.length).toBeGreaterThanOrEqual(300);
  expect(told[busy]!.length).toBeLessThan(500);
  for (const end of [...stops, ...release]) end();
});

test("an engine that hangs is stale ten seconds after it was last asked, and is replaced by one in the page after 30", async () => {
  const { exchange, feed, errors, threads, market, depth } = open();
  const release = [feed.use(), feed.retain([{ channel: "depth", market, precision: 1 }])];
  await settle();
  expect(depth()).toMatchObject({ isLive: true });
  // From here on it sends nothing.
  threads[0]!.hang();
  exchange.tick(50);
  await pass(9_000);
  const { data } = depth()!;
  await pass(1_100);
  expect(depth()).toMatchObject({ isLive: false });
  expect(depth()!.data).toBe(data);
  expect(feed.feed).toBeUndefined();
  await pass(21_000);
  expect(errors.map(String)).toEqual([expect.stringMatching(/it said nothing for 30 s.*The page does its work/)]);
  expect(feed.feed).toBeDefined();
  for (const end of release) end();
});

test("an engine whose script takes half a minute on a slow line is waited for, pending, and not loaded once more", async () => {
  const { feed, errors, threads, market, depth } = open({}, (thread) => thread.freeze());
  const release = [feed.use(), feed.retain([{ channel: "depth", market, precision: 1 }])];
  await pass(29_000);
  expect(depth()?.data).toBeUndefined();
  threads[0]!.thaw();
  await settle();
  expect(depth()).toMatchObject({ isLive: true });
  expect([errors, feed.feed, threads.length]).toEqual([[], undefined, 1]);
  for (const end of release) end();
});

test("topics that were held when a worker died are held in the page, in their order, without released ones", async () => {
  const { exchange, feed, threads, market, account } = open();
  const other = exchange.markets[1]!.market_id;
  const identity = account!.identity;
  const use = feed.use();
  const gone = feed.retain([{ channel: "trades", market: other }]);
  const kept = feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "nonce", identity },
  ]);
  await settle();
  gone();
  threads[0]!.hang();
  await pass(31_000);
  const page = feed.feed!;
  expect(
    [...page.holders]
      .filter(([, count]) => count > 0)
      .map(([key]) => key.slice(0, 10))
      .sort(),
  ).toEqual(["connection", `depth:${market}`.slice(0, 10), "nonce:Cont"]);
  kept();
  use();
});

test("an unneeded worker ends, and another one begins when it is needed again", async () => {
  const { exchange, feed, threads, market, depth } = open();
  const first = [feed.use(), feed.retain([{ channel: "depth", market, precision: 1 }])];
  await settle();
  for (const end of first) end();
  await pass(5_000);
  expect([threads.length, threads[0]?.isClosed, exchange.connections]).toEqual([1, true, 0]);
  expect([feed.store.getState().connection.status, vi.getTimerCount()]).toEqual(["closed", 0]);
  const second = [feed.use(), feed.retain([{ channel: "depth", market, precision: 1 }])];
  await settle();
  expect(threads.length).toBe(2);
  expect(depth()).toMatchObject({ isLive: true });
  for (const end of second) end();
});

test("a read is answered, one that is given up rejects at once, and one that fails is the error that it is", async () => {
  const { exchange, feed, market } = open();
  const use = feed.use();
  const markets = feed.rest!.markets();
  await settle();
  expect(await markets).toHaveLength(exchange.markets.length);
  const abort = new AbortController();
  const given = feed.rest!.trades({ market, signal: abort.signal });
  const why = expect(given).rejects.toThrow("not now");
  await pass(0);
  abort.abort(new Error("not now"));
  await why;
  const wrong = expect(feed.rest!.depth({ market: `0x${"9".repeat(64)}` })).rejects.toMatchObject({
    name: "O2RestError",
    status: 404,
  });
  await settle();
  await wrong;
  use();
});

test("bad input is the caller's error at once, as it is without a worker", async () => {
  const { feed } = open();
  const use = feed.use();
  await settle();
  expect(() => feed.retain([{ channel: "depth", market: "0x12", precision: 1 }])).toThrow(/market/);
  expect(() => feed.setCommits(-1)).toThrow(/commits/);
  use();
});

test("an engine of another version serves no page, and the page does the work", async () => {
  const { feed, errors, threads, market } = open();
  const post = structuredClone;
  const clone = vi.spyOn(globalThis, "structuredClone").mockImplementation((value) => {
    const message = post(value) as { type?: string; maker?: { version: string; contract: number } };
    if (message.type === "open") message.maker = { version: "9.0.0", contract: 9 };
    return message;
  });
  onTestFinished(() => clone.mockRestore());
  const release = [feed.use(), feed.retain([{ channel: "depth", market, precision: 1 }])];
  await settle();
  expect(errors.map(String)).toEqual([
    expect.stringMatching(/The worker cannot be used: it is of o2-react .*The page does its work/),
  ]);
  expect([threads[0]?.isClosed, feed.feed !== undefined]).toEqual([true, true]);
  for (const end of release) end();
});

test("an option that no message can carry is not left out in silence: the page does the work with it", async () => {
  const exchange = createExchange();
  onTestFinished(() => exchange.close());
  const { feed, errors, threads, market } = open({ WebSocket: exchange.WebSocket, fetch: exchange.fetch });
  const release = [feed.use(), feed.retain([{ channel: "depth", market, precision: 1 }])];
  await settle();
  expect(errors.map(String)).toEqual([expect.stringMatching(/the option WebSocket is a function.*serveEngine\(\)/)]);
  expect([threads.length, feed.feed !== undefined]).toEqual([0, true]);
  for (const end of release) end();
});

test("if options cannot be sent to a worker, the page does the work instead of waiting for ever", async () => {
  const { feed, errors, threads, market } = open({ linger: Symbol("no number") as unknown as number });
  const release = [feed.use(), feed.retain([{ channel: "depth", market, precision: 1 }])];
  await settle();
  expect(errors[0]?.message).toMatch(/The worker cannot be used: .*could not be cloned/);
  expect(threads[0]?.isClosed).toBe(true);
  for (const end of release) end();
});

test("a navigation's data is shown at once, and does not go while a view is under way", async () => {
  const { exchange, feed, market } = open();
  const other = exchange.markets[1]!.market_id;
  const reader = new LazyFeed({
    config: exchange.config,
    WebSocket: exchange.WebSocket,
    fetch: exchange.fetch,
    onError: () => undefined,
  });
  const read = [reader.use(), reader.retain([{ channel: "depth", market: other, precision: 1 }])];
  const release = [feed.use(), feed.retain([{ channel: "depth", market, precision: 1 }])];
  await settle();
  const seed = toSeed(reader.store.getState());
  for (const end of read) end();
  reader.close();
  exchange.tick(50);
  await pass(0);
  feed.addSeed(seed);
  const kept = feed.retain([{ channel: "depth", market: other, precision: 1 }]);
  const seen = new Set<unknown>();
  const look = (): void => void seen.add(feed.store.getState().depth[`${other}:1`]?.data !== undefined);
  look();
  feed.store.subscribe(look);
  await settle();
  expect([...seen]).toEqual([true]);
  expect(feed.store.getState().depth[`${other}:1`]).toMatchObject({ isLive: true });
  kept();
  for (const end of release) end();
});
