// Ids have one spelling inside the feed. Every spelling of an id means the same topic, and other text is rejected.
import { type FeedTopic, O2InputError, type Trade } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { prefetch } from "o2-react/server";
import { createExchange } from "o2-react/testing";
import { describe, expect, onTestFinished, test, vi } from "vitest";

function open() {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12) });
  onTestFinished(() => void vi.useRealTimers());
  const exchange = createExchange();
  exchange.tick(500);
  onTestFinished(() => exchange.close());
  const { config, WebSocket, fetch } = exchange;
  const errors: unknown[] = [];
  const feed = createO2Feed({ config, WebSocket, fetch, onError: (error) => errors.push(error) });
  onTestFinished(() => feed.close());
  onTestFinished(() => expect(errors).toEqual([]));
  feed.connect();
  const [ada] = exchange.accounts;
  const [market] = exchange.markets;
  if (!ada || !market) throw new Error("the exchange has no account or no market");
  return { exchange, feed, ada, market: market.market_id };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const digits = (id: string): string => id.slice(2);

const SPELLINGS: readonly (readonly [string, (id: string) => string])[] = [
  ["upper case", (id) => `0x${digits(id).toUpperCase()}`],
  ["without 0x", digits],
  ["upper case without 0x", (id) => digits(id).toUpperCase()],
  ["blanks around it", (id) => ` ${id}\n`],
];

function topicsOf(market: string, account: string): FeedTopic[] {
  const identity = { ContractId: account };
  return [
    { channel: "depth", market, precision: 1, levels: 20 },
    { channel: "trades", market },
    { channel: "candles", market, resolution: "1m", limit: 50 },
    { channel: "orders", identity },
    { channel: "balances", identity },
    { channel: "nonce", identity },
  ];
}

describe.each(SPELLINGS)("an id in another spelling (%s)", (_, spell) => {
  test("is the same topic: one entry, held twice, subscribed to once, live and true", async () => {
    const { exchange, feed, ada, market } = open();
    const release = feed.retain(topicsOf(spell(market), spell(ada.id)));
    const trades: Trade[] = [];
    feed.onTrade(spell(market), (trade) => trades.push(trade));
    feed.retain(topicsOf(market, ada.id));
    await pass(1_000);
    exchange.tick(2_000);
    await pass(10_000);
    expect(exchange.requests.filter(({ frame }) => JSON.stringify(frame).includes("subscribe_"))).toHaveLength(5);
    const state = feed.store.getState();
    const account = `ContractId:${ada.id}`;
    const keys = [state.depth, state.trades, state.candles, state.orders, state.balances, state.nonce].map(Object.keys);
    expect(keys).toEqual([[`${market}:1`], [market], [`${market}:1m:50`], [account], [account], [account]]);
    // Candles hold the trades of their market only once.
    expect([...feed.holders.values()]).toEqual([2, 3, 2, 2, 2, 2]);
    expect(state.trades[market]?.isLive).toBe(true);
    expect(state.trades[market]?.data?.[0]).toEqual(exchange.lastTrade(market));
    expect(state.nonce[account]).toMatchObject({ isLive: true, data: exchange.nonce(ada) });
    expect(state.depth[`${market}:1`]?.data?.bestBid).toBe(exchange.depth(market).bids[0]?.price);
    expect(trades.length).toBeGreaterThan(0);
    release();
    expect([...feed.holders.values()]).toEqual([1, 2, 1, 1, 1, 1]);
  });

  test("reads the same history, counters and first paint", async () => {
    const { exchange, feed, ada, market } = open();
    feed.retain(topicsOf(market, ada.id));
    await pass(1_000);
    const reading = feed.readHistory([{ ContractId: spell(ada.id) }], spell(market));
    await pass(1_000);
    expect(await reading).toEqual({ hasMore: expect.any(Boolean), error: undefined });
    expect([...feed.holders.keys()].filter((key) => key.startsWith("orders"))).toEqual([`orders:ContractId:${ada.id}`]);
    await pass(120_000);
    expect(feed.counters(spell(market))).toEqual(feed.counters(market));
    expect(feed.counters(market).audits).toBeGreaterThan(0);
    const { config, fetch } = exchange;
    const asked = (id: string) => prefetch({ config, fetch, depth: [{ market: id }], candles: [{ market: id }] });
    const seeds = Promise.all([asked(spell(market)), asked(market)]);
    await pass(1_000);
    const [one, other] = await seeds;
    expect(one).toEqual(other);
  });
});

const BAD: readonly (readonly [parameter: string, topic: (market: string) => object])[] = [
  ["market", () => ({ channel: "trades", market: "FUEL/USDC" })],
  ["market", (market) => ({ channel: "depth", market: `${market}00`, precision: 1 })],
  ["market", () => ({ channel: "candles", market: undefined, resolution: "1m", limit: 10 })],
  ["precision", (market) => ({ channel: "depth", market, precision: 0 })],
  ["precision", (market) => ({ channel: "depth", market })],
  ["levels", (market) => ({ channel: "depth", market, precision: 1, levels: Number.NaN })],
  ["resolution", (market) => ({ channel: "candles", market, resolution: "7m", limit: 10 })],
  ["limit", (market) => ({ channel: "candles", market, resolution: "1m", limit: Number.POSITIVE_INFINITY })],
  ["identities", (market) => ({ channel: "orders", identity: { ContractId: market, Address: market } })],
  ["identities", () => ({ channel: "nonce", identity: { ContractId: "0x12" } })],
  ["identities", () => ({ channel: "balances" })],
  ["channel", (market) => ({ channel: "positions", market })],
  ["channel", (market) => ({ market })],
];

test.each(BAD)(
  "an invalid topic is an error that names the parameter (%s), and nothing of the call is followed",
  async (parameter, bad) => {
    const { exchange, feed, ada, market } = open();
    await pass(100);
    const [good] = topicsOf(market, ada.id) as [FeedTopic];
    const call = (): unknown => feed.retain([good, bad(market) as FeedTopic, ...topicsOf(market, ada.id)]);
    expect(call).toThrow(O2InputError);
    expect(call).toThrow(expect.objectContaining({ parameter }));
    await pass(100);
    expect([...feed.holders]).toEqual([]);
    expect(feed.session.subscriptions.slots).toEqual([]);
    expect(exchange.requests.map(({ frame }) => frame)).toEqual([]);
    expect(feed.store.getState().depth).toEqual({});
  },
);

test("an invalid id is rejected by every other method as well", async () => {
  const { feed, ada, market } = open();
  await pass(100);
  const wrong = expect.objectContaining({ name: "O2InputError", parameter: "market" });
  expect(() => feed.onTrade("0x12", () => undefined)).toThrow(wrong);
  expect(() => feed.counters("FUEL/USDC")).toThrow(wrong);
  expect(() => feed.holdTop("FUEL/USDC")).toThrow(wrong);
  const { identity } = ada;
  expect(await feed.readHistory([identity], "0x12")).toEqual({ hasMore: true, error: wrong });
  const none = expect.objectContaining({ name: "O2InputError", parameter: "identities" });
  expect(await feed.readHistory([identity, { ContractId: "0x12" }], market)).toEqual({ hasMore: true, error: none });
  expect([...feed.holders]).toEqual([]);
});
