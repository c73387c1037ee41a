// The reads of a replay: lists of several pages, and bars of several lengths, for any client and at any time.
import type { Bar, FeedTopic, O2Feed, O2FeedOptions } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import {
  type Account,
  createExchange,
  type FeedFixture,
  type FeedReplay,
  recordFeed,
  replayFeed,
  type SimulatedExchange,
  type SimulatedExchangeOptions,
  type WireChoice,
} from "o2-react/testing";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { toCandles } from "../support/bars.ts";

const SECOND = 1_000;
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 11, 58, 13) });
  onTestFinished(() => void vi.useRealTimers());
});

function open(options: O2FeedOptions, topics: readonly FeedTopic[]): O2Feed {
  const feed = createO2Feed({ ...options, onError: () => undefined });
  onTestFinished(() => feed.close());
  feed.connect();
  feed.retain(topics);
  return feed;
}

interface Recording {
  readonly exchange: SimulatedExchange;
  readonly feed: O2Feed;
  readonly fixture: () => FeedFixture;
}

/** A feed of some topics of an exchange, and its recording. */
async function record(
  prepare: (exchange: SimulatedExchange) => readonly FeedTopic[],
  options: SimulatedExchangeOptions = {},
): Promise<Recording> {
  const exchange = createExchange({ latency: 20, ...options });
  onTestFinished(() => exchange.close());
  const topics = prepare(exchange);
  const { WebSocket, fetch, fixture } = recordFeed({ WebSocket: exchange.WebSocket, fetch: exchange.fetch });
  const feed = open({ config: exchange.config, WebSocket, fetch }, topics);
  await pass(5 * SECOND);
  return { exchange, feed, fixture: () => JSON.parse(JSON.stringify(fixture())) };
}

/** Replays a recording's end at its own time, because a page compares its clocks with it. */
function replay(fixture: FeedFixture, position: number): FeedReplay {
  const far = replayFeed(fixture, { isPaused: true });
  onTestFinished(() => far.close());
  vi.setSystemTime(fixture.startedAt + position);
  far.step(position);
  return far;
}

/** An account with money. */
function newcomer(exchange: SimulatedExchange): Account {
  return exchange.createAccount("Zoe", { [exchange.markets[0].quote.asset]: 10n ** 30n });
}

/** Places this many small bids far from the market. */
function bid(exchange: SimulatedExchange, zoe: Account, count: number): void {
  const [market] = exchange.markets;
  const price = market.startPrice / 2n - ((market.startPrice / 2n) % market.tick);
  for (let n = 0; n < count; n += 1)
    exchange.place(zoe, { marketId: market.market_id, side: "buy", price, quantity: 1_000n * market.scale });
}

const followOrders = (count: number) => (exchange: SimulatedExchange) => {
  const zoe = newcomer(exchange);
  bid(exchange, zoe, count);
  return [{ channel: "orders", identity: zoe.identity }] as const;
};

const ordersOf = (feed: O2Feed) => Object.values(feed.store.getState().orders)[0];

describe("a list of more than one page", () => {
  test.each([
    ["from its beginning", { isPaused: false }, 0],
    ["held still at its beginning", { isPaused: true }, 0],
    ["come to when it was read", { isPaused: true }, 4 * SECOND],
  ])("is there whole in a replay %s", async (_, options, position) => {
    const { feed, fixture } = await record(followOrders(437));
    expect(ordersOf(feed)?.data).toHaveLength(437);
    const far = replayFeed(fixture(), options);
    onTestFinished(() => far.close());
    far.step(position);
    const again = open(far, [{ channel: "orders", identity: bidderOf(feed) }]);
    await pass(3 * SECOND);
    expect(ordersOf(again)).toMatchObject({ isLive: true, error: undefined });
    expect(ordersOf(again)?.data).toEqual(ordersOf(feed)?.data);
  });

  const wires: readonly WireChoice[] = ["likely", "alt", { cursor: "again", amounts: "number", ids: "upper" }];
  test.each(wires)("is there whole where its first page was read again since (%o)", async (wire) => {
    const { exchange, feed, fixture } = await record(followOrders(237), { wire });
    const zoe = exchange.account(bidderOf(feed));
    if (!zoe) throw new Error("the exchange has no such account");
    // More orders than fit on the page before, and audits that read only the first page.
    for (let round = 0; round < 4; round += 1) {
      bid(exchange, zoe, 10);
      await pass(60 * SECOND);
    }
    const whole = fixture();
    const pages = whole.reads.filter(({ path }) => path.includes("/v1/orders") && !path.includes("start_order_id"));
    expect(pages.length).toBeGreaterThan(exchange.markets.length);
    const again = open(replay(whole, whole.duration), [{ channel: "orders", identity: bidderOf(feed) }]);
    await pass(3 * SECOND);
    expect(ordersOf(again)?.isLive).toBe(true);
    const idsOf = (one: O2Feed) => ordersOf(one)?.data?.map(({ order_id, quantity }) => [order_id, quantity]);
    expect(idsOf(again)).toHaveLength(277);
    expect(new Set(idsOf(again))).toEqual(new Set(idsOf(feed)));
  });

  test("never ends earlier than it did: a page that was not recorded is refused", async () => {
    const { feed, fixture } = await record(followOrders(237));
    const { reads, ...others } = fixture();
    const firstPages = reads.filter(({ path }) => !/start_(order_)?id/.test(path));
    const far = replay({ ...others, reads: firstPages }, others.duration);
    const again = open(far, [{ channel: "orders", identity: bidderOf(feed) }]);
    await pass(3 * SECOND);
    expect(ordersOf(again)?.isLive).toBe(false);
    expect(ordersOf(again)?.error?.message).toContain("the fixture has no answer to GET /v1/orders");
  });

  test("is not taken for the one entry that an audit read", async () => {
    const { exchange, feed, fixture } = await record((exchange) => {
      exchange.tick(2_000);
      return [{ channel: "trades", market: exchange.markets[0].market_id }];
    });
    await pass(120 * SECOND);
    const whole = fixture();
    expect(whole.reads.some(({ path }) => /[?&]count=1(&|$)/.test(path))).toBe(true);
    const market = exchange.markets[0].market_id;
    const again = open(replay(whole, whole.duration), [{ channel: "trades", market }]);
    await pass(3 * SECOND);
    const trades = (one: O2Feed) => one.store.getState().trades[market];
    expect(trades(feed)?.data).toHaveLength(50);
    expect(trades(again)?.data).toEqual(trades(feed)?.data);
  });
});

function bidderOf(feed: O2Feed): { readonly ContractId: string } {
  const [id = ""] = Object.keys(feed.store.getState().orders);
  return { ContractId: id.replace("ContractId:", "") };
}

describe("bars of several lengths", () => {
  const lengths = [
    { resolution: "1m", limit: 5 },
    { resolution: "5m", limit: 289 },
    { resolution: "5m", limit: 2 },
    { resolution: "1h", limit: 3 },
    { resolution: "1d", limit: 3 },
  ] as const;
  const topicsOf = (exchange: SimulatedExchange): FeedTopic[] =>
    lengths.map((length) => ({ channel: "candles", market: exchange.markets[0].market_id, ...length }));
  const candlesOf = (feed: O2Feed) => {
    const all = Object.entries(feed.store.getState().candles);
    return Object.fromEntries(all.map(([id, { data, isLive }]) => [id.replace(/^.*?:/, ""), [isLive, strip(data)]]));
  };
  /** The last candles. A late client did not see those that have left the list since. */
  const strip = (data: readonly Bar[] | undefined) => toCandles(data).slice(-2);

  const wires: readonly WireChoice[] = ["likely", "alt", { bars: "array", amounts: "number" }];
  test.each(wires)("are all there whenever a client comes, and the candles are the exchange's (%o)", async (wire) => {
    const { exchange, feed, fixture } = await record(
      (exchange) => {
        exchange.warmUp({ hours: 2 });
        return topicsOf(exchange);
      },
      { wire },
    );
    const known: (readonly [at: number, candles: object])[] = [];
    const startedAt = fixture().startedAt;
    exchange.start({ rate: 2 });
    for (let minute = 0; minute < 8; minute += 1) {
      if (minute === 5) exchange.faults.drop();
      await pass(50 * SECOND);
      // Frames under way arrive, and nothing more happens.
      exchange.stop();
      await pass(SECOND);
      known.push([Date.now() - startedAt, candlesOf(feed)]);
      const { market_id } = exchange.markets[0];
      const truth = Object.fromEntries(
        lengths.map(({ resolution, limit }) => [
          `${resolution}:${limit}`,
          [true, strip(exchange.bars(market_id, resolution))],
        ]),
      );
      expect(candlesOf(feed)).toEqual(truth);
      exchange.start({ rate: 2 });
      await pass(9 * SECOND);
    }
    const whole = fixture();
    exchange.stop();
    for (const [at, candles] of known) {
      const again = open(replay(whole, at), topicsOf(exchange));
      await pass(3 * SECOND);
      expect([at, candlesOf(again)]).toEqual([at, candles]);
      again.close();
    }
    // The recording has no read of these, and the replay says so.
    const other: FeedTopic = { channel: "candles", market: exchange.markets[0].market_id, resolution: "4h", limit: 3 };
    const again = open(replay(whole, whole.duration), [other]);
    await pass(3 * SECOND);
    const [entry] = Object.values(again.store.getState().candles);
    expect(entry?.error?.message).toContain("the fixture has no answer to GET /v1/bars");
  });

  test("are there where the recording holds garbage", async () => {
    const { exchange, feed, fixture } = await record((exchange) => {
      exchange.warmUp({ hours: 1 });
      return topicsOf(exchange);
    });
    const market_id = exchange.markets[0].market_id;
    for (const trades of ["none", [null, 7, {}, { trade_id: "1", price: "x", quantity: {}, timestamp: null }]])
      exchange.faults.garbage(JSON.stringify({ action: "subscribe_trades", market_id, trades }));
    exchange.faults.garbage('{"action":"subscribe_trades"');
    await pass(5 * SECOND);
    // Frames from before a loss are not sent again, but their trades count.
    exchange.faults.drop();
    await pass(5 * SECOND);
    exchange.tick(200);
    await pass(5 * SECOND);
    const whole = fixture();
    const again = open(replay(whole, whole.duration), topicsOf(exchange));
    await pass(5 * SECOND);
    expect(candlesOf(again)).toEqual(candlesOf(feed));
    expect(Object.values(candlesOf(again)).every(([isLive]) => isLive)).toBe(true);
  });
});
