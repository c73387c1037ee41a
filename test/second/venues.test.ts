// Both venues of the same markets, against a server that shares nothing with the client: a book, trade or order of one
// venue is never shown as the other's.
import type { O2Feed } from "o2-react";
import { expect, it } from "vitest";
import type { Spelling } from "../../lab/second/spelling.ts";
import type { Venue } from "../../lab/second/Venue.ts";
import { meet } from "../support/second.ts";

type On = "turbo" | undefined;

/** A venue's topics: its first market and its first account. */
const topicsOf = ({ markets: [{ market_id: market }], accounts: [{ identity }] }: Venue, venue: On) =>
  [
    { channel: "depth", venue, market, precision: 1 },
    { channel: "trades", venue, market, limit: 20 },
    { channel: "candles", venue, market, resolution: "1m", limit: 3 },
    { channel: "orders", venue, identity },
  ] as const;

/** The one entry of a venue in a part of the store. */
function entryOf<T>(entries: Readonly<Record<string, T>>, venue: On): T | undefined {
  return Object.entries(entries).find(([key]) => key.startsWith("turbo:") === (venue === "turbo"))?.[1];
}

/** A feed's values of a venue, and whether all of them are live. */
function shownOf({ store }: O2Feed, venue: On) {
  const { depth, trades, candles, orders } = store.getState();
  const [book, made] = [entryOf(depth, venue), entryOf(trades, venue)];
  const [bars, own] = [entryOf(candles, venue), entryOf(orders, venue)];
  return {
    isLive: [book, made, bars, own].every((entry) => entry?.isLive),
    best: [book?.data?.bestBid, book?.data?.bestAsk],
    trades: made?.data?.slice(0, 20).map(({ trade_id }) => trade_id),
    candles: bars?.data?.map(({ timestamp, close, volume }) => ({ timestamp, close, volume })),
    open: own?.data?.flatMap(({ close, order_id }) => (close ? [] : [order_id])).sort(),
  };
}

function truthOf(on: Venue) {
  const [{ market_id }] = on.markets;
  const { bid, ask } = on.top(market_id);
  const trades = on.trades(market_id).slice(-20).toReversed();
  const candles = on.bars(market_id).slice(-3);
  return {
    isLive: true,
    best: [bid, ask],
    trades: trades.map(({ trade_id }) => trade_id),
    candles: candles.map(({ timestamp, close, volume }) => ({ timestamp, close, volume })),
    open: on
      .orders(on.accounts[0], { open: true })
      .map(({ order_id }) => order_id)
      .sort(),
  };
}

it.each<Spelling>([{}, { trades: "alt", errors: "alt", receipts: "alt" }, { snapshot: "alt", tradesAction: "alt" }])(
  "%j: each venue is what it is there, through a lost connection",
  async (spelling) => {
    const { exchange, feed, errors, pass } = await meet(spelling);
    const venues = [
      [exchange, undefined],
      [exchange.turbo(), "turbo"],
    ] as const;
    exchange.turbo().tick(2_000);
    exchange.turbo().start({ rate: 20 });
    feed.retain(venues.flatMap(([on, venue]) => topicsOf(on, venue)));
    const place = () => {
      for (const [on] of venues) {
        const [{ market_id: marketId, scale, startPrice }] = on.markets;
        on.place(on.accounts[0], { marketId, side: "buy", price: startPrice / 2n, quantity: scale * 1_000n });
      }
    };
    const check = async () => {
      place();
      await pass(5_000);
      for (const [on] of venues) on.stop();
      await pass(1_000);
      for (const [on, venue] of venues) expect(shownOf(feed, venue)).toEqual(truthOf(on));
      for (const [on] of venues) on.start({ rate: 20 });
    };
    await check();
    expect(truthOf(venues[0][0]).trades).not.toEqual(truthOf(venues[1][0]).trades);
    exchange.faults.drop();
    await check();
    expect(errors).toEqual([]);
  },
);

it("a gap in the margin venue's trades is filled, and nothing else is subscribed anew", async () => {
  const { exchange, feed, pass } = await meet({});
  const turbo = exchange.turbo();
  turbo.tick(2_000);
  feed.retain([...topicsOf(exchange, undefined), ...topicsOf(turbo, "turbo")]);
  await pass(5_000);
  exchange.clearRequests();
  const [{ market_id }] = turbo.markets;
  exchange.faults.garbage(JSON.stringify({ action: "error", market_id, turbo: true, resync_required: true }));
  turbo.tick(100);
  await pass(5_000);
  expect(exchange.requests.map(({ frame }) => frame)).toEqual([
    { action: "unsubscribe_trades", market_id, turbo: true },
    { action: "subscribe_trades", market_id, turbo: true },
  ]);
  turbo.stop();
  exchange.stop();
  await pass(1_000);
  expect(shownOf(feed, "turbo")).toEqual(truthOf(turbo));
});

it("a network without the venue says so, and spot is live beside it", async () => {
  const { exchange, feed, pass } = await meet({});
  feed.retain([
    ...topicsOf(exchange, undefined),
    { channel: "trades", venue: "turbo", market: exchange.markets[0].market_id },
  ]);
  await pass(5_000);
  exchange.stop();
  await pass(1_000);
  expect(shownOf(feed, undefined)).toEqual(truthOf(exchange));
  const { isLive, error } = Object.values(feed.store.getState().trades).find((entry) => entry.error) ?? {};
  expect(isLive).toBe(false);
  expect(error?.message).toMatch(/margin venue/);
});
