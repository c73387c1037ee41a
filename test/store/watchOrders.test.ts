// Changes of own orders: from when they are told, for whom, and with which members. test/truth/orderEvents.test.ts
// checks their sums through outages.
import type { O2Feed, Order, OrderChange, OrderWatch } from "o2-react";
import { createExchange } from "o2-react/testing";
import { describe, expect, test } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { type Simulated, simulate } from "../support/simulated.ts";

const ALWAYS = Number.POSITIVE_INFINITY;

/** Ten empty books. */
const MARKETS = "ABCDEFGHIJ".split("").map((letter) => ({
  base: { symbol: `f${letter}`, decimals: 9, max_precision: 3 },
  quote: { symbol: "fUSDC", decimals: 9, max_precision: 6 },
  startPrice: 12_400_000n,
}));

/** An exchange with an own order in each state, and a feed that watches nothing so far. */
async function open(options: Parameters<typeof simulate>[0] = {}) {
  const simulated = await simulate({ auditInterval: false, ...options }, { markets: MARKETS }, 0);
  const { exchange } = simulated;
  const [ada, grace] = exchange.accounts;
  let count = 0;
  // Each order is alone in its book, so that no other is filled with it.
  const bid = (who = ada) => exchange.place(who, quietBid(exchange.markets[count++]!));
  const market = exchange.markets[0]!;
  const quarter = quietBid(market).quantity / 4n;
  const fill = (order: Order, quantity?: bigint) => exchange.fill(ada, order.order_id, quantity);
  return { ...simulated, ada, grace, bid, quarter, fill };
}

/** Watches accounts, and records the events. */
function watch(
  feed: O2Feed,
  identities: readonly Simulated["exchange"]["accounts"][number]["identity"][],
  since?: number,
) {
  const told: OrderChange[] = [];
  const own: OrderWatch = { topics: topics(identities, since) };
  const stop = feed.watchOrders(own, (change) => told.push(change));
  const take = () => told.splice(0);
  return { watch: own, stop, take };
}

const topics = (identities: Parameters<typeof watch>[1], since?: number) =>
  identities.map((identity) => ({ channel: "orders", identity, since }) as const);

/** A change in few words: whose, its fill, whether it is over, whether it was missed, and what was known. */
const brief = (changes: readonly OrderChange[]) =>
  changes.map(({ order, previous, filled, missed }) => [
    order.order_id,
    filled,
    order.close ? "closed" : "open",
    missed ? "missed" : "told",
    previous?.quantity_fill,
  ]);

describe("from the mount on", () => {
  test("an order is told when it comes, with each fill, and when it ends; earlier changes are not", async () => {
    const { exchange, feed, pass, ada, bid, quarter, fill } = await open();
    const old = bid();
    fill(old, quarter);
    const over = bid();
    fill(over);
    feed.retain(topics([ada.identity]));
    await pass(1_000);
    const { take } = watch(feed, [ada.identity]);
    await pass(1_000);
    expect(take()).toEqual([]);
    const order = bid();
    await pass(100);
    fill(order, quarter);
    await pass(100);
    fill(old, quarter);
    await pass(100);
    exchange.cancel(ada, order.order_id);
    await pass(100);
    expect(brief(take())).toEqual([
      [order.order_id, 0n, "open", "told", undefined],
      [order.order_id, quarter, "open", "told", 0n],
      [old.order_id, quarter, "open", "told", quarter],
      [order.order_id, 0n, "closed", "told", quarter],
    ]);
  });

  test("after a mount while the connection is down, only orders placed since are told, once the gap is filled", async () => {
    const { exchange, feed, pass, ada, bid, quarter, fill } = await open();
    const old = bid();
    feed.retain(topics([ada.identity]));
    await pass(1_000);
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(1_000);
    fill(old, quarter);
    const between = bid();
    fill(between);
    await pass(10);
    const { take } = watch(feed, [ada.identity]);
    await pass(10);
    const gone = bid();
    await pass(1);
    const order = bid();
    fill(gone);
    fill(order, quarter);
    exchange.faults.accept();
    await pass(10_000);
    expect(brief(take())).toEqual([
      [gone.order_id, gone.quantity, "closed", "missed", undefined],
      [order.order_id, quarter, "open", "missed", undefined],
    ]);
    fill(old, quarter);
    await pass(100);
    expect(brief(take())).toEqual([[old.order_id, quarter, "open", "told", quarter]]);
  });

  test("an order that was open during an outage is told with all that was missed, once, though its own update comes first", async () => {
    const { exchange, feed, pass, ada, bid, quarter, fill } = await open();
    const order = bid();
    const { take } = watch(feed, [ada.identity]);
    await pass(1_000);
    exchange.faults.refuse();
    exchange.faults.drop();
    fill(order, quarter);
    await pass(1_000);
    exchange.faults.rest({ path: "/v1/orders", delay: 3_000, times: ALWAYS });
    exchange.faults.accept();
    await pass(2_000);
    fill(order, quarter);
    await pass(100);
    // The server's entry is the whole state, so both fills are known from it.
    expect(brief(take())).toEqual([[order.order_id, 2n * quarter, "open", "missed", 0n]]);
    await pass(20_000);
    expect(take()).toEqual([]);
  });

  test.each([200, 0])(
    "changes of one frame are one, and orders that came and went within it are told (%i closed ones are kept)",
    async (maxClosedOrders) => {
      const { feed, pass, ada, bid, quarter, fill } = await open({ maxClosedOrders });
      const { take } = watch(feed, [ada.identity]);
      await pass(1_000);
      const [one, other, third] = [bid(), bid(), bid()];
      fill(one, quarter);
      fill(one, quarter);
      fill(other);
      fill(third);
      await pass(100);
      const told = take();
      for (const { order_id, quantity } of [other, third])
        expect(told.find(({ order }) => order.order_id === order_id)).toMatchObject({ filled: quantity });
      expect(told.reduce((sum, { filled }) => sum + filled, 0n)).toBe(2n * other.quantity + 2n * quarter);
      expect(told.every(({ previous }) => previous === undefined)).toBe(true);
    },
  );

  // One page of history has two hundred orders. Usually a gap is read no further than the number of kept orders.
  test.each([200, 5])(
    "a gap of four hundred orders is told whole, with the end of one behind them (%i closed ones are kept)",
    async (maxClosedOrders) => {
      const { exchange, feed, pass, ada, bid, fill } = await open({ maxClosedOrders });
      const old = bid();
      const { take } = watch(feed, [ada.identity]);
      await pass(20_000);
      exchange.faults.refuse();
      exchange.faults.drop();
      await pass(100);
      const market = exchange.markets[0]!;
      const low = { ...quietBid(market), price: market.startPrice / 4n };
      const many = Array.from({ length: 400 }, () => exchange.cancel(ada, exchange.place(ada, low).order_id));
      fill(old);
      exchange.faults.accept();
      await pass(20_000);
      const told = take();
      expect(new Set(told.map(({ order }) => order.order_id))).toEqual(
        new Set([old, ...many].map(({ order_id }) => order_id)),
      );
      expect(told.find(({ order }) => order.order_id === old.order_id)).toMatchObject({
        filled: old.quantity,
        missed: true,
      });
      expect(told).toHaveLength(401);
    },
  );
});

describe("since a time", () => {
  /** Orders from before a time and after it, some of which were filled on both sides of it. */
  async function past(options: Parameters<typeof simulate>[0] = {}) {
    const world = await open(options);
    const { exchange, feed, pass, ada, bid, quarter, fill } = world;
    feed.close();
    const [both, ended, over, idle, rest] = [bid(), bid(), bid(), bid(), bid()];
    for (const order of [both, ended, over, rest]) fill(order, quarter);
    exchange.cancel(ada, over.order_id);
    await pass(60_000);
    const since = Date.now();
    await pass(1_000);
    fill(both, quarter);
    fill(ended);
    const [fresh, open_] = [bid(), bid()];
    fill(fresh);
    await pass(60_000);
    return { ...world, since, both, ended, over, idle, rest, fresh, open_ };
  }

  test.each([200, 0])(
    "a cold start is told the fills of each order since then (%i closed ones are kept)",
    async (maxClosedOrders) => {
      const { feed, pass, ada, since, both, ended, fresh, open_, quarter, fill } = await past({ maxClosedOrders });
      feed.connect();
      const { take } = watch(feed, [ada.identity], since);
      await pass(5_000);
      const expected = [
        [both.order_id, quarter, "open", "missed", undefined],
        [ended.order_id, ended.quantity - quarter, "closed", "missed", undefined],
        [fresh.order_id, fresh.quantity, "closed", "missed", undefined],
        [open_.order_id, 0n, "open", "missed", undefined],
      ];
      expect(new Set(brief(take()).map(String))).toEqual(new Set(expected.map(String)));
      fill(both, quarter);
      await pass(100);
      expect(brief(take())).toMatchObject([[both.order_id, quarter, "open", "told", 2n * quarter]]);
    },
  );

  test("so is a listener that begins when the orders are live already, and a mount beside it is told no earlier change", async () => {
    const { feed, pass, ada, since, both, ended, fresh, open_ } = await past();
    feed.connect();
    feed.retain(topics([ada.identity]));
    const plain = watch(feed, [ada.identity]);
    await pass(5_000);
    const { take } = watch(feed, [ada.identity], since);
    await pass(5_000);
    const ids = [both, ended, fresh, open_].map(({ order_id }) => order_id);
    expect(new Set(take().map(({ order }) => order.order_id))).toEqual(new Set(ids));
    expect(plain.take()).toEqual([]);
  });

  test("a time that is none is bad input", async () => {
    const { feed, ada } = await open();
    for (const since of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => feed.retain(topics([ada.identity], since))).toThrow(
        /^since: .* is not a time\. Expected milliseconds since 1970\.$/,
      );
  });
});

describe("other identities", () => {
  test("an identity that stays goes on through an outage, and a new one begins then", async () => {
    const { exchange, feed, pass, ada, grace, bid, quarter, fill } = await open();
    const order = bid();
    const others = bid(grace);
    const { watch: own, take } = watch(feed, [ada.identity]);
    await pass(1_000);
    exchange.faults.refuse();
    exchange.faults.drop();
    fill(order, quarter);
    await pass(100);
    own.topics = topics([grace.identity, ada.identity]);
    own.look?.();
    await pass(100);
    exchange.faults.accept();
    await pass(10_000);
    expect(brief(take())).toEqual([[order.order_id, quarter, "open", "missed", 0n]]);
    exchange.fill(grace, others.order_id, quarter);
    await pass(100);
    expect(brief(take())).toMatchObject([[others.order_id, quarter, "open", "told", 0n]]);
    own.topics = topics([grace.identity]);
    own.look?.();
    fill(order, quarter);
    await pass(100);
    expect(take()).toEqual([]);
    // Followed again, it begins again.
    own.topics = topics([grace.identity, ada.identity]);
    own.look?.();
    await pass(5_000);
    expect(take()).toEqual([]);
  });

  test("a wallet and its trade account together are told of each order once", async () => {
    const { feed, pass, ada, bid, quarter, fill } = await open();
    const { take } = watch(feed, [{ Address: ada.owner }, ada.identity]);
    await pass(1_000);
    const order = bid();
    await pass(100);
    fill(order, quarter);
    await pass(100);
    expect(brief(take())).toEqual([
      [order.order_id, 0n, "open", "told", undefined],
      [order.order_id, quarter, "open", "told", 0n],
    ]);
  });
});

test("without REST changes are told from the subscription on", async () => {
  const { exchange, feed, pass, ada, bid, quarter, fill } = await open({
    config: { wsUrl: createExchange().config.wsUrl },
  });
  const old = bid();
  fill(old, quarter);
  const { take } = watch(feed, [ada.identity]);
  await pass(1_000);
  const order = bid();
  await pass(100);
  fill(order, quarter);
  fill(old, quarter);
  await pass(100);
  fill(old, quarter);
  await pass(100);
  exchange.cancel(ada, old.order_id);
  await pass(100);
  // The first update of an order from before the mount does not say which part of it is new.
  expect(brief(take())).toEqual([
    [order.order_id, 0n, "open", "told", undefined],
    [order.order_id, quarter, "open", "told", 0n],
    [old.order_id, quarter, "open", "told", 2n * quarter],
    [old.order_id, 0n, "closed", "told", 3n * quarter],
  ]);
});

test("a listener that throws is reported and told of the next; one that was ended hears nothing more", async () => {
  const { feed, pass, errors, ada, bid } = await open();
  const cause = new Error("mine");
  let calls = 0;
  const stop = feed.watchOrders({ topics: topics([ada.identity]) }, () => {
    calls += 1;
    throw cause;
  });
  await pass(1_000);
  bid();
  bid();
  await pass(100);
  expect([calls, errors.map((error) => error.cause)]).toEqual([2, [cause, cause]]);
  stop();
  bid();
  await pass(100);
  expect(calls).toBe(2);
});
