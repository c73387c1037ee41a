// A hostile server can do no more to a page than cause a bounded error, a bounded time, or a bounded list.
import { gzipSync } from "node:zlib";
import { fc, test as property } from "@fast-check/vitest";
import {
  type O2FrameError as FrameError,
  findMarket,
  formatPrice,
  NETWORKS,
  type O2Error,
  type O2FeedOptions,
  O2FrameError,
  O2RestError,
  parsePrice,
} from "o2-react";
import { O2Rest } from "o2-react/client";
import { prefetch } from "o2-react/server";
import { createExchange, defaultMarkets } from "o2-react/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { failure, listen } from "../support/rest.ts";
import { simulate } from "../support/simulated.ts";
import { speak } from "../support/spoken.ts";

const ID = `0x${"5".repeat(64)}`;
const MEGABYTE = 1_000_000;
/** Stands for the server's text. No text of the library contains it. */
const MARK = "Ж";

/** Every text in an error: its message, its fields, and those of its cause. */
function textsOf(error: unknown): string[] {
  if (typeof error === "string") return [error];
  if (typeof error !== "object" || error === null) return [];
  const fields = Object.entries(error).flatMap(([, value]) => textsOf(value));
  return error instanceof Error ? [error.message, ...textsOf(error.cause), ...fields] : fields;
}

/** The most characters of the server's text in any text of an error. */
const most = (error: unknown, mark = MARK): number =>
  Math.max(0, ...textsOf(error).map((text) => text.split(mark).length - 1));

/** A rest of a server that answers everything with the same text. */
const answering = (text: string, status = 200): O2Rest =>
  new O2Rest("http://hostile", { retries: 0, fetch: async () => new Response(text, { status }) });

const identity = { ContractId: ID };
const reads = (rest: O2Rest): Promise<unknown>[] => [
  rest.markets(),
  rest.depth({ market: ID }),
  rest.trades({ market: ID }),
  rest.bars({ market: ID, resolution: "1m", from: 0, to: 1 }),
  rest.orders({ market: ID, identity }),
  rest.balance({ asset: ID, identity }),
  rest.account({ identity }),
  rest.ticker({ market: ID }),
];

describe("an error repeats at most 200 characters of what the server said", () => {
  const long = MARK.repeat(MEGABYTE);
  const hex = `0x${"a".repeat(MEGABYTE)}`;
  const digits = "9".repeat(MEGABYTE);

  it.each([
    ["no JSON", long],
    ["an action", { action: long }],
    ["an action that begins well", `{"action":"subscribe_trades${long}`],
    ["an error's message", { action: "error", code: 1, message: long }],
    ["an error of a market", { action: "error", code: 6002, market_id: hex, message: long }],
    ["an error without an action", { message: long, code: 6001 }],
    ["a market", { action: "subscribe_depth", market_id: long, orders: { buys: [], sells: [] } }],
    ["a price", { action: "subscribe_depth", market_id: ID, orders: { buys: [{ price: long, quantity: "1" }] } }],
    ["a price in digits", { action: "subscribe_depth", market_id: ID, orders: { buys: [{ price: digits }] } }],
    ["a side", { action: "subscribe_trades", market_id: ID, trades: [{ trade_id: "1", side: long }] }],
    ["a nonce", { action: "subscribe_nonce", contract_id: ID, nonce: long }],
    ["an id", { action: "subscribe_nonce", contract_id: hex, nonce: "1" }],
    ["a gap", { action: "error", resync_required: true, message: long, market_id: ID }],
  ])("in a frame: %s", async (_, frame) => {
    const errors: O2Error[] = [];
    const { feed, say, pass } = await speak({ onError: (error) => errors.push(error) });
    feed.retain([
      { channel: "depth", market: ID, precision: 1 },
      { channel: "trades", market: ID },
      { channel: "nonce", identity },
    ]);
    await pass(50);
    say(frame);
    await pass(50);
    const { depth, trades, nonce } = feed.store.getState();
    const shown = [depth, trades, nonce].flatMap((entries) => Object.values(entries).map(({ error }) => error));
    const all = [...errors, ...shown.filter((error) => error !== undefined)];
    expect(all.length).toBeGreaterThan(0);
    for (const error of all) {
      expect(most(error)).toBeLessThanOrEqual(200);
      // Ids and numbers are the server's text as well.
      for (const text of textsOf(error)) expect(text.length).toBeLessThan(500);
    }
  });

  property.prop([fc.constantFrom(...SHAPES()), fc.integer({ min: 200, max: 599 }), fc.nat({ max: 40 })], {
    numRuns: 20,
  })("over REST, whatever the shape and the status", async (shape, status, place) => {
    const rest = answering(shape(long, hex, digits, place), status);
    // A code 1003 among them makes the others wait, so that they end in another order.
    const failures = reads(rest).map((read) =>
      read.then(
        () => undefined,
        (reason: unknown) => reason,
      ),
    );
    for (const error of await Promise.all(failures)) {
      if (error === undefined) continue;
      expect(error).toBeInstanceOf(O2RestError);
      expect(most(error)).toBeLessThanOrEqual(200);
      for (const text of textsOf(error)) expect(text.length).toBeLessThan(500);
    }
  });

  it("but for the names of markets: of ten at most 1,000 together", () => {
    const [market] = createExchange().markets;
    const symbol = MARK.repeat(MEGABYTE / 20);
    const base = { ...market.base, symbol };
    const markets = Array.from({ length: 20 }, () => ({ ...market, base, pair: `${symbol}/USDC` }));
    const told = (run: () => unknown): unknown => {
      try {
        run();
      } catch (error) {
        return error;
      }
      throw new Error("nothing was thrown");
    };
    expect(most(told(() => findMarket(markets, "FUEL/USDC")))).toBeLessThanOrEqual(1_000);
    // Plus 80 of the requested value.
    expect(most(told(() => findMarket(markets, `${symbol}/USDC`)))).toBeLessThanOrEqual(1_080);
    const [one = market] = markets;
    expect(most(told(() => parsePrice(one, "0.12345678901234567", { locale: "en-US" })))).toBeLessThanOrEqual(200);
    expect(formatPrice(one, 1n, { locale: "en-US" })).toBeTruthy();
  });
});

/** Answers with hostile text in one place. */
function SHAPES(): ((long: string, hex: string, digits: string, place: number) => string)[] {
  return [
    (long) => long,
    (long) => `<html>${long}`,
    (long) => JSON.stringify({ code: 1003, message: long }),
    (long) => JSON.stringify({ message: long }),
    (long, hex) => JSON.stringify({ markets: [{ market_id: hex, base: { symbol: long }, quote: {} }] }),
    (long) => JSON.stringify({ markets: [{ market_id: ID, contract_id: ID, base: { decimals: long }, quote: {} }] }),
    (long) => JSON.stringify({ orders: { buys: [{ price: long }], sells: [] } }),
    (_, hex) => JSON.stringify({ orders: [{ order_id: hex, side: "buy" }] }),
    (long, _, digits) => JSON.stringify([{ trade_id: long, side: "buy", price: digits }]),
    (_, __, digits) => `{"bars":[{"time":${digits},"open":1}]}`,
    (long) => JSON.stringify({ trade_account_id: long, trade_account: {} }),
    (_, __, digits) => JSON.stringify({ total_locked: digits, order_books: { [digits]: {} } }),
    (long, _, __, place) => `${JSON.stringify({ orders: { buys: long } }).slice(0, place)}${long}`,
  ];
}

/** Milliseconds of CPU time of this thread. Time of other processes does not count. */
const worked = (): number => process.threadCpuUsage().user / 1_000;

describe("time", () => {
  it("an answer that is no JSON costs no more per character when it is long", async () => {
    // An unterminated string full of quotes. A search from each quote would take half a minute, and an hour for a
    // megabyte.
    const text = `{"a":9999999999999999,"${'\\"'.repeat(100_000)}`;
    const began = worked();
    await failure(answering(text).markets());
    expect(worked() - began).toBeLessThan(1_000);
  });

  it("a number of a million digits is refused unread, bare or as text", async () => {
    const digits = "9".repeat(MEGABYTE);
    const began = worked();
    for (const price of [digits, `"${digits}"`, `"0x${digits}"`])
      await failure(answering(`{"last_price":${price},"best_bid":null,"best_ask":null}`).ticker({ market: ID }));
    expect(worked() - began).toBeLessThan(1_000);
  });
});

describe("lists and times without end", () => {
  it.each([
    ["in milliseconds that no Date holds", 10n ** 30n],
    ["one later than the last", 8_640_000_000_000_001n],
  ])("a trade %s is refused: candles up to it would be a flood of reads", async (_, timestamp) => {
    const trade = { trade_id: "1", side: "buy", price: "1", quantity: "1", total: "1", timestamp: `${timestamp}` };
    const refused = await failure(answering(JSON.stringify([trade])).trades({ market: ID }));
    expect(refused).toMatchObject({ message: expect.stringContaining("timestamp is too late") });
    const bar = { time: `${timestamp}`, open: "1", high: "1", low: "1", close: "1", volume: "1" };
    const bars = answering(JSON.stringify([bar])).bars({ market: ID, resolution: "1m", from: 0, to: 1 });
    expect(await failure(bars)).toMatchObject({ message: expect.stringContaining("time is too late") });
  });

  it("open orders that begin anew with each page are given up, and the account's orders say so", async () => {
    const ask = await endless("/v1/orders");
    // Without this fault the read of the active orders would be used.
    ask.exchange.faults.rest({ path: "/v1/orders/active", status: 404, times: Number.POSITIVE_INFINITY });
    const { identity: account, id } = ask.exchange.accounts[0];
    ask.feed.retain([{ channel: "orders", identity: account }]);
    await ask.pass(5_000);
    const entry = ask.feed.store.getState().orders[`ContractId:${id}`];
    expect(entry).toMatchObject({ isLive: false, error: { message: expect.stringContaining("20000 entries") } });
    // A hundred pages of all markets and of each, in at most three attempts.
    expect(ask.count()).toBeLessThanOrEqual(3 * 100 * (1 + ask.exchange.markets.length));
  });

  it("so are trades that do, and the candles say so", async () => {
    const ask = await endless("/v1/trades");
    const market = ask.exchange.markets[0].market_id;
    ask.feed.retain([{ channel: "candles", market, resolution: "1m", limit: 10 }]);
    await ask.pass(5_000);
    const entry = ask.feed.store.getState().candles[`${market}:1m:10`];
    expect(entry).toMatchObject({ isLive: false, error: { message: expect.stringContaining("20000 entries") } });
    expect(ask.count()).toBeLessThan(3_000);
  });
});

/** A feed of an exchange whose pages of one list never end. */
async function endless(path: string) {
  let count = 0;
  const order = (index: number) => ({
    order_id: `0x${index.toString(16)}`,
    side: "buy",
    order_type: "Spot",
    price: "1",
    quantity: "1",
    timestamp: "1",
    close: false,
  });
  const trade = (index: number) => ({
    trade_id: `${index}`,
    side: "buy",
    price: "1",
    quantity: "1",
    total: "1",
    timestamp: `${Date.now()}`,
  });
  let exchange: ReturnType<typeof createExchange> | undefined;
  const options: O2FeedOptions = {
    auditInterval: false,
    fetch: async (input, init) => {
      if (new URL(String(input)).pathname !== path)
        return (exchange as ReturnType<typeof createExchange>).fetch(input, init);
      const size = path === "/v1/orders" ? 200 : 50;
      const entries = Array.from({ length: size }, (_, index) => (size === 200 ? order : trade)(count * size + index));
      count += 1;
      return Response.json(size === 200 ? { orders: entries } : entries);
    },
  };
  // Orders are read market by market, so one market is enough.
  const simulated = await simulate(options, { markets: defaultMarkets().slice(0, 1) });
  exchange = simulated.exchange;
  return { ...simulated, count: () => count };
}

describe("floods", () => {
  it("of faults are told of at most 20 times in a second; the rest is counted", async () => {
    const errors: O2Error[] = [];
    const { feed, say, pass } = await speak({ onError: (error) => errors.push(error) });
    for (let index = 0; index < 10_000; index += 1) say(`garbage ${index}`);
    expect(errors).toHaveLength(20);
    expect(feed.session.counters.malformedFrames).toBe(10_000);
    await pass(1_001);
    say("more");
    expect(errors).toHaveLength(21);
  });

  it("a frame of more than 16 MiB is refused unread, and what it may have been about is asked for again", async () => {
    const errors: O2Error[] = [];
    const { feed, say, pass } = await speak({ onError: (error) => errors.push(error) });
    feed.retain([{ channel: "depth", market: ID, precision: 1 }]);
    await pass(50);
    const level = { price: "1", quantity: "1" };
    const start = `{"action":"subscribe_depth","market_id":"${ID}","orders":{"buys":[],"sells":[`;
    say(`${start}${`${JSON.stringify(level)},`.repeat(2 ** 24 / 28)}${JSON.stringify(level)}]}}`);
    await pass(50);
    const [error] = errors;
    expect(error).toBeInstanceOf(O2FrameError);
    expect(error?.message).toContain("it is too large");
    expect((error as FrameError).frame).toHaveLength(200);
    expect(feed.store.getState().depth[`${ID}:1`]).toMatchObject({ isLive: false, error: { marketId: ID } });
  });
});

it("keys that are traps change no prototype and no other object", async () => {
  const traps = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];
  const shape = () => JSON.stringify(traps.map((key) => String(Object.prototype[key as never])));
  const before = [shape(), Object.getOwnPropertyNames(Object.prototype).join()];
  const { feed, say, pass } = await speak({ onError: () => undefined });
  feed.retain([
    { channel: "orders", identity },
    { channel: "balances", identity },
  ]);
  await pass(50);
  const trap = traps.map((key) => `"${key}":{"polluted":true}`).join();
  const order = `"order_id":"0x1","side":"buy","order_type":"Spot","price":"1","quantity":"1","timestamp":"1","close":false`;
  say(`{"action":"subscribe_orders","orders":[{${order},${trap}}],${trap}}`);
  const held = `"total_locked":"1","total_unlocked":"1","trading_account_balance":"1"`;
  say(
    `{"action":"subscribe_balances","balance":[{"identity":{"ContractId":"${ID}"},"asset_id":"${ID}",${held},${trap}}]}`,
  );
  say(
    `{"action":"subscribe_balances","balance":[{"identity":{"ContractId":"${ID}"},"asset_id":"${ID}",${held},"order_books":{${trap}}}]}`,
  );
  await pass(50);
  const { orders, balances } = feed.store.getState();
  expect(orders[`ContractId:${ID}`]?.data).toHaveLength(1);
  expect(balances[`ContractId:${ID}`]?.data).toHaveLength(1);
  expect([shape(), Object.getOwnPropertyNames(Object.prototype).join()]).toEqual(before);
  expect("polluted" in {}).toBe(false);
});

describe("the way to the server", () => {
  it("is encrypted to every public network", () => {
    for (const { wsUrl, apiBase } of Object.values(NETWORKS)) {
      expect(wsUrl).toMatch(/^wss:/);
      expect(apiBase).toMatch(/^https:/);
    }
  });

  it("a Retry-After of a year holds reads back for half a minute at most, each time it is said", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    let asked = 0;
    const fetch = async (): Promise<Response> => {
      asked += 1;
      return new Response("{}", { status: 503, headers: { "retry-after": "31536000" } });
    };
    const read = failure(new O2Rest("http://hostile", { retries: 2, fetch, random: () => 0 }).markets());
    await vi.advanceTimersByTimeAsync(61_000);
    expect(await read).toMatchObject({ status: 503 });
    expect(asked).toBe(3);
  });

  it("an answer that is small on the wire and endless unpacked is not unpacked to its end", async () => {
    const packed = gzipSync(Buffer.alloc(60_000_000, " "));
    expect(packed.length).toBeLessThan(300_000);
    const base = await listen((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" }).end(packed),
    );
    const before = process.memoryUsage().arrayBuffers;
    const error = await failure(new O2Rest(base, { retries: 0 }).markets());
    expect(error).toMatchObject({ message: expect.stringContaining("more than 16777216 bytes") });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  it("a redirect is not followed where `fetch` is told not to, as docs/security.md has it", async () => {
    let led = 0;
    const inside = await listen((_, response) => {
      led += 1;
      response.end("{}");
    });
    const base = await listen((_, response) => void response.writeHead(302, { location: inside }).end());
    const read = prefetch({
      config: { wsUrl: "ws://o2.page/", apiBase: base },
      retries: 0,
      fetch: (input, init) => fetch(input, { ...init, redirect: "error" }),
    });
    expect(await failure(read)).toBeInstanceOf(O2RestError);
    expect(led).toBe(0);
  });
});
