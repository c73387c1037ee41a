// REST, the stream or both are down for long: the shown data says so, the outage costs little, and everything recovers.
import type { Entry, FeedTopic, O2FeedOptions } from "o2-react";
import type { RestFault } from "o2-react/testing";
import { describe, expect, it } from "vitest";
import { toCandles } from "../support/bars.ts";
import { toBalances, toTradeIds } from "../support/same.ts";
import { type Simulated, simulate } from "../support/simulated.ts";

const TEN_MINUTES = 600_000;
const ALWAYS = Number.POSITIVE_INFINITY;

interface Follower extends Simulated {
  readonly topics: readonly FeedTopic[];
  /** The status of each topic. */
  entries(): Record<string, Known>;
  /** Waits for everything under way, and compares all shown data with the exchange. */
  expectTrue(): Promise<void>;
}

type Known = Entry<unknown> | undefined;

/** A feed that shows every channel. */
async function follower(
  prepare: (simulated: Simulated) => void = () => undefined,
  options: O2FeedOptions = {},
): Promise<Follower> {
  const simulated = await simulate(options);
  const { exchange, feed, pass } = simulated;
  prepare(simulated);
  const market = exchange.markets[0]!.market_id;
  const account = exchange.accounts[0]!;
  const { identity } = account;
  const key = `ContractId:${account.id}`;
  const topics: FeedTopic[] = [
    { channel: "depth", market, precision: 1 },
    { channel: "trades", market },
    { channel: "candles", market, resolution: "1m", limit: 30 },
    { channel: "orders", identity },
    { channel: "balances", identity },
    { channel: "nonce", identity },
  ];
  feed.retain(topics);
  const entries = (): Record<string, Known> => {
    const state = feed.store.getState();
    return {
      depth: state.depth[`${market}:1`],
      trades: state.trades[market],
      candles: state.candles[`${market}:1m:30`],
      orders: state.orders[key],
      balances: state.balances[key],
      nonce: state.nonce[key],
    };
  };
  await pass(500);
  return {
    ...simulated,
    topics,
    entries,
    expectTrue: async () => {
      exchange.stop();
      await pass(500);
      for (const [name, entry] of Object.entries(entries()))
        expect.soft(entry, name).toMatchObject({ isLive: true, error: undefined });
      const state = feed.store.getState();
      const { bids, asks } = state.depth[`${market}:1`]?.data ?? { bids: [], asks: [] };
      const plain = (rows: typeof bids) => rows.map(({ price, quantity }) => ({ price, quantity }));
      expect({ bids: plain(bids), asks: plain(asks) }).toEqual(exchange.depth(market, 1));
      const trades = toTradeIds(state.trades[market]?.data);
      expect(trades.length).toBeGreaterThan(0);
      expect(trades).toEqual(toTradeIds(exchange.trades(market).slice(-trades.length).reverse()));
      expect(toCandles(state.candles[`${market}:1m:30`]?.data).slice(-10)).toEqual(
        toCandles(exchange.bars(market, "1m")).slice(-10),
      );
      // Sorted, because orders of the same millisecond have no defined order.
      const open = (orders: (typeof state.orders)[string]["data"] = []) =>
        orders
          .filter(({ close }) => !close)
          .map(({ order_id }) => order_id)
          .sort();
      expect(open(state.orders[key]?.data)).toEqual(open(exchange.orders(identity)));
      expect(state.orders[key]?.triggers).toEqual({ list: [], isWhole: true });
      expect(toBalances(state.balances[key]?.data)).toEqual(
        expect.arrayContaining(toBalances(exchange.balances(identity))),
      );
      expect(state.nonce[key]?.data).toBe(exchange.nonce(identity));
    },
  };
}

const REFUSED: [string, RestFault][] = [
  ["the network fails", { fail: true }],
  ["it answers 503", { status: 503 }],
  ["it answers 429, code 1003", { status: 429 }],
  ["it never answers", { delay: 3_600_000 }],
  ["a proxy answers in HTML", { html: "<!doctype html><title>Bad gateway</title>" }],
  ["a login page answers 200", { html: "<!doctype html><title>Sign in</title>", status: 200 }],
  ["its answers are cut short", { html: '{"orders":[{"order_id":"0x0a', status: 200 }],
  ["its answers are of another shape", { status: 200, body: [{ surprise: true }] }],
  ["its answers are null", { status: 200, body: null }],
];

const FILLED = ["trades", "candles", "orders", "balances", "nonce"];

describe("with REST down", () => {
  it.each(REFUSED)("for ten minutes, the streams work and say that they are stale: %s", async (_, fault) => {
    // Audits come once a minute, and each tenth one asks for trigger orders. By chance, fewer of these may be in the
    // ten minutes.
    const certain = { random: () => 0.5 };
    const { exchange, feed, reads, attempts, entries, pass, expectTrue } = await follower(undefined, certain);
    exchange.faults.rest({ ...fault, times: ALWAYS });
    exchange.faults.drop();
    await pass(1_500);
    reads.length = 0;
    attempts.length = 0;
    exchange.start({ rate: 2 });
    await pass(TEN_MINUTES / 2);
    const early = reads.length;
    await pass(TEN_MINUTES / 2);
    // One link, and no flood: in the end eleven reads a minute for four topics, and one audit a minute.
    expect(attempts).toEqual([]);
    expect(reads.length - early).toBeLessThanOrEqual(5 * 11 + 11 + 8);
    expect(reads.length).toBeLessThan(190);
    const { depth, ...filled } = entries();
    expect(depth).toMatchObject({ isLive: true, error: undefined });
    for (const name of ["trades", "orders", "balances", "nonce"]) {
      expect.soft(filled[name], name).toMatchObject({ isLive: false, error: { name: "O2RestError" } });
      expect.soft(Date.now() - (filled[name]?.updatedAt ?? 0), name).toBeLessThan(60_000);
    }
    expect(filled.candles).toMatchObject({ isLive: false });
    const market = exchange.markets[0]!.market_id;
    expect(toTradeIds(feed.store.getState().trades[market]?.data).slice(0, 1)).toEqual(
      toTradeIds(exchange.trades(market).slice(-1)),
    );
    exchange.faults.clear();
    await pass(85_000);
    await expectTrue();
    reads.length = 0;
    await pass(TEN_MINUTES);
    // Only audits: one read of each topic in about a minute.
    const paths = ["/v1/accounts", "/v1/balance", "/v1/depth", "/v1/orders", "/v1/trades"];
    // An account without trigger orders is asked for them in one audit of ten: once or never here.
    const triggers = reads.filter((read) => read === "/v1/orders/active").length;
    expect(triggers).toBeLessThanOrEqual(2);
    expect([...new Set(reads)].filter((path) => path !== "/v1/orders/active").sort()).toEqual(paths);
    for (const path of paths) expect(reads.filter((read) => read === path).length, path).toBeLessThan(16);
  });
});

describe("with the stream down", () => {
  it.each([
    ["refuses", false],
    ["does not answer", true],
  ])("from the start (the server %s), REST data is shown as stale, read once", async (_, hang) => {
    const { exchange, reads, attempts, entries, pass, expectTrue } = await follower(({ exchange, feed }) => {
      feed.close();
      exchange.faults.refuse({ hang });
      feed.connect();
    });
    await pass(2_000);
    for (const entry of Object.values(entries())) expect(entry?.data).toBeUndefined();
    expect(reads).toEqual([]);
    await pass(2_000);
    for (const [name, entry] of Object.entries(entries())) {
      expect.soft(entry, name).toMatchObject({ isLive: false, error: undefined, data: expect.anything() });
    }
    attempts.length = 0;
    await pass(TEN_MINUTES);
    expect(reads.length).toBeLessThan(30);
    expect(attempts.length).toBeLessThan(25);
    for (const entry of Object.values(entries())) expect(entry?.isLive).toBe(false);
    exchange.tick(300);
    exchange.faults.accept();
    await pass(75_000);
    await expectTrue();
  });

  it("later, the last data stays, stale, and nothing is read", async () => {
    const { exchange, reads, attempts, entries, pass, expectTrue } = await follower();
    await expectTrue();
    const before = entries();
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(100);
    reads.length = 0;
    attempts.length = 0;
    await pass(TEN_MINUTES);
    expect(reads).toEqual([]);
    expect(attempts.length).toBeLessThan(25);
    for (const [name, entry] of Object.entries(entries())) {
      expect(entry?.isLive).toBe(false);
      expect(entry?.data).toBe(before[name]?.data);
    }
    exchange.tick(300);
    exchange.faults.accept();
    await pass(75_000);
    await expectTrue();
  });

  it("a topic that is taken up meanwhile is read as well", async () => {
    const { exchange, feed, reads, pass } = await follower();
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(60_000);
    reads.length = 0;
    const other = exchange.markets[1]!.market_id;
    feed.retain([
      { channel: "depth", market: other, precision: 1 },
      { channel: "trades", market: other },
    ]);
    await pass(1_000);
    const { depth, trades } = feed.store.getState();
    expect(depth[`${other}:1`]).toMatchObject({ isLive: false, data: expect.anything() });
    expect(trades[other]).toMatchObject({ isLive: false, data: expect.anything() });
    await pass(TEN_MINUTES);
    expect(reads.length).toBeLessThan(5);
  });

  it("a book read without a link never lands in the book of the link that came meanwhile", async () => {
    const { exchange, entries, pass, expectTrue } = await follower(({ exchange, feed }) => {
      feed.close();
      exchange.faults.refuse();
      exchange.faults.rest({ path: "/v1/depth", delay: 5_000, times: ALWAYS });
      feed.connect();
    });
    await pass(3_000);
    expect(entries().depth?.data).toBeUndefined();
    exchange.tick(300);
    exchange.faults.accept();
    await pass(4_000);
    await expectTrue();
    await pass(3_000);
    await expectTrue();
  });

  it("a link that opens and falls at once does not make a flood of attempts or reads", async () => {
    const { exchange, reads, attempts, pass, expectTrue } = await follower();
    reads.length = 0;
    attempts.length = 0;
    for (let times = 0; times < TEN_MINUTES / 200; times += 1) {
      exchange.faults.drop();
      await pass(200);
    }
    expect(attempts.length).toBeLessThan(25);
    expect(reads.length).toBeLessThan(25 * 20);
    await pass(75_000);
    await expectTrue();
  });
});

describe("with both down", () => {
  it.each(["REST", "the stream"])(
    "for ten minutes, nothing spins, and it heals when %s comes back first",
    async (first) => {
      const { exchange, reads, attempts, entries, pass, expectTrue } = await follower(({ exchange, feed }) => {
        feed.close();
        exchange.faults.refuse();
        exchange.faults.rest({ fail: true, times: ALWAYS });
        feed.connect();
      });
      reads.length = 0;
      attempts.length = 0;
      await pass(TEN_MINUTES);
      expect(reads.length).toBeLessThan(110);
      expect(attempts.length).toBeLessThan(25);
      for (const [name, entry] of Object.entries(entries())) {
        expect.soft(entry, name).toMatchObject({ isLive: false, data: undefined });
        expect.soft(entry?.error, name).toMatchObject({ name: "O2RestError" });
      }
      exchange.faults.clear();
      if (first === "REST") {
        exchange.faults.refuse();
        await pass(75_000);
        for (const [name, entry] of Object.entries(entries()))
          expect.soft(entry, name).toMatchObject({ isLive: false, error: undefined, data: expect.anything() });
        exchange.faults.accept();
      } else {
        exchange.faults.rest({ fail: true, times: ALWAYS });
        await pass(75_000);
        expect(entries().depth).toMatchObject({ isLive: true, error: undefined });
        for (const name of FILLED) expect.soft(entries()[name]?.isLive, name).toBe(false);
        exchange.faults.clear();
      }
      await pass(75_000);
      await expectTrue();
    },
  );
});

describe("with REST down from the start", () => {
  it("streamed data is shown, as stale and with the error", async () => {
    const { exchange, feed, entries, pass, expectTrue } = await follower(({ exchange }) =>
      exchange.faults.rest({ fail: true, times: ALWAYS }),
    );
    exchange.start({ rate: 20 });
    await pass(120_000);
    const market = exchange.markets[0]!.market_id;
    expect(entries().depth).toMatchObject({ isLive: true });
    for (const name of ["trades", "orders", "balances", "nonce"])
      expect.soft(entries()[name], name).toMatchObject({
        isLive: false,
        isComplete: false,
        error: { name: "O2RestError" },
        data: expect.anything(),
      });
    expect(toTradeIds(feed.store.getState().trades[market]?.data).slice(0, 1)).toEqual(
      toTradeIds(exchange.trades(market).slice(-1)),
    );
    exchange.faults.clear();
    await pass(85_000);
    await expectTrue();
  });
});
