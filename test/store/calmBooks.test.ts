// A book at a frequency comes whole, from depth views or, if the server has none, from the ordinary book. In either
// case it is the exchange's book or marked stale.
import { type DepthTopic, type Frequency, O2InputError } from "o2-react";
import { describe, expect, it } from "vitest";
import { type Simulated, simulate } from "../support/simulated.ts";

const ACTION = "subscribe_depth_view";

type Options = Parameters<typeof simulate>[1];

async function calm(options: Options = {}, feedOptions: Parameters<typeof simulate>[0] = {}) {
  const simulated = await simulate({ auditInterval: false, ...feedOptions }, options);
  const market = simulated.exchange.markets[0].market_id;
  const topic = (frequency?: Frequency, precision = 1, more: object = {}): DepthTopic => ({
    channel: "depth",
    market,
    precision,
    ...(frequency && { frequency }),
    ...more,
  });
  const entry = (frequency?: Frequency, precision = 1, venue = "") =>
    simulated.feed.store.getState().depth[`${venue}${market}:${precision}${frequency ? `:${frequency}` : ""}`];
  return { ...simulated, market, topic, entry };
}

/** The requests so far, as action and parameters. */
const asked = ({ exchange }: Pick<Simulated, "exchange">) =>
  exchange.requests.map(({ frame }) => {
    const { action, precision, frequency } = frame as Record<string, string>;
    return [action, precision, frequency].filter((part) => part !== undefined).join(" ");
  });

const levelsOf = (data: { readonly bids: readonly object[]; readonly asks: readonly object[] } | undefined) =>
  data && {
    bids: data.bids.map((row) => ({ ...row, total: undefined })),
    asks: data.asks.map((row) => ({ ...row, total: undefined })),
  };

describe.each(["changes", "always"] as const)("from a server that sends views %s", (depthViews) => {
  it("is live with the exchange's book, from views alone", async () => {
    const { exchange, feed, market, topic, entry, pass, errors } = await calm({ wire: { depthViews } });
    feed.retain([topic("500ms")]);
    await pass(1_500);
    exchange.tick(20);
    await pass(1_500);
    expect(entry("500ms")).toMatchObject({ isLive: true, isComplete: true, error: undefined });
    expect(levelsOf(entry("500ms")?.data)).toEqual(levelsOf(exchange.depth(market, 1)));
    expect(asked({ exchange })).toEqual([`${ACTION} 10 500ms`]);
    expect(errors).toEqual([]);
  });

  it("changes at most once in its interval", async () => {
    const { exchange, feed, topic, entry, pass } = await calm({ wire: { depthViews } });
    feed.retain([topic("1s")]);
    await pass(2_000);
    const seen = new Set();
    feed.store.subscribe(() => seen.add(entry("1s")?.data));
    exchange.start({ rate: 50 });
    await pass(10_000);
    exchange.stop();
    expect(seen.size).toBeGreaterThan(8);
    expect(seen.size).toBeLessThanOrEqual(11);
  });

  it("is stale while the link is lost, and live again from a view of the next one", async () => {
    const { exchange, feed, market, topic, entry, pass } = await calm({ wire: { depthViews } });
    feed.retain([topic("500ms")]);
    await pass(1_500);
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(100);
    expect(entry("500ms")?.isLive).toBe(false);
    exchange.tick(50);
    exchange.faults.accept();
    await pass(10_000);
    expect(entry("500ms")?.isLive).toBe(true);
    expect(levelsOf(entry("500ms")?.data)).toEqual(levelsOf(exchange.depth(market, 1)));
  });

  it("readers share one slot, at the finest precision and the fastest frequency, and each is shown at its own pace", async () => {
    const { exchange, feed, market, topic, entry, pass, errors } = await calm({ wire: { depthViews } });
    feed.retain([topic("3s", 3)]);
    await pass(4_000);
    const release = feed.retain([topic("100ms", 1)]);
    await pass(1_000);
    expect(exchange.subscriptions[0]?.depthView).toEqual({ [market]: { precision: "10", frequency: "100ms" } });
    const fast = new Set();
    const slow = new Set();
    feed.store.subscribe(() => {
      fast.add(entry("100ms", 1)?.data);
      slow.add(entry("3s", 3)?.data);
    });
    exchange.start({ rate: 50 });
    await pass(9_000);
    exchange.stop();
    await pass(4_000);
    expect(fast.size).toBeGreaterThan(40);
    expect([slow.size >= 3, slow.size <= 5]).toEqual([true, true]);
    expect(levelsOf(entry("100ms", 1)?.data)).toEqual(levelsOf(exchange.depth(market, 1)));
    expect(levelsOf(entry("3s", 3)?.data)).toEqual(levelsOf(exchange.depth(market, 3)));
    expect([entry("100ms", 1)?.isLive, entry("3s", 3)?.isLive]).toEqual([true, true]);
    release();
    await pass(60_000);
    expect(exchange.subscriptions[0]?.depthView).toEqual({ [market]: { precision: "1000", frequency: "3s" } });
    expect(entry("3s", 3)?.isLive).toBe(true);
    expect(errors).toEqual([]);
  });

  it("an ordinary book of the same market has a slot of its own, and neither disturbs the other", async () => {
    const { exchange, feed, market, topic, entry, pass } = await calm({ wire: { depthViews } });
    feed.retain([topic("500ms"), topic()]);
    await pass(2_000);
    exchange.tick(20);
    await pass(2_000);
    expect(asked({ exchange })).toEqual(["subscribe_depth 10", `${ACTION} 10 500ms`]);
    for (const each of [entry("500ms"), entry()]) {
      expect(each?.isLive).toBe(true);
      expect(levelsOf(each?.data)).toEqual(levelsOf(exchange.depth(market, 1)));
    }
  });

  it.each([
    ["malformed", (text: string) => text.replace('"price":"', '"price":"x')],
    ["crossed", (text: string) => text.replace('"sells":[', '"sells":[{"price":"1","quantity":"1"},')],
    ["with changes", (text: string) => text.replace('"view":', '"changes":')],
    ["cut off", (text: string) => text.slice(0, 200)],
  ])("a view that is %s is a doubt: the book is stale until it was asked for again", async (_, change) => {
    const { exchange, feed, market, topic, entry, pass } = await calm({ wire: { depthViews } });
    feed.retain([topic("500ms"), topic()]);
    await pass(2_000);
    const epoch = entry("500ms")?.epoch;
    exchange.clearRequests();
    const doubts: unknown[] = [];
    // If the server answers at once, it is over before the next frame.
    feed.session.listen((event) => {
      if (event.type !== "doubt" || event.slot.channel !== "depthView") return;
      feed.session.catchUp();
      doubts.push([event.error.name, feed.session.subscriptions.isRead(event.slot)]);
    });
    exchange.faults.corrupt(ACTION, change);
    exchange.tick(20);
    await pass(3_000);
    expect(doubts).toEqual([["O2BookError", false]]);
    expect(asked({ exchange })).toEqual([`un${ACTION} 10 500ms`, `${ACTION} 10 500ms`]);
    expect(entry("500ms")).toMatchObject({ isLive: true, error: undefined });
    expect(entry("500ms")?.epoch).not.toBe(epoch);
    expect(levelsOf(entry("500ms")?.data)).toEqual(levelsOf(exchange.depth(market, 1)));
    expect(entry()?.isLive).toBe(true);
  });
});

describe.each(["refused", "silent"] as const)("from a server to which views are unknown, %s", (depthViews) => {
  it.each(["bare", "dressed"] as const)("is live from the ordinary book, reported once (%s)", async (errorsAs) => {
    const { exchange, feed, market, topic, entry, pass, errors } = await calm({
      wire: { depthViews, errors: errorsAs },
    });
    const other = exchange.markets[1]?.market_id ?? "";
    feed.retain([topic("500ms", 2), { ...topic("1s"), market: other }]);
    await pass(6_000);
    exchange.tick(20);
    await pass(2_000);
    expect(entry("500ms", 2)).toMatchObject({ isLive: true, error: undefined });
    expect(levelsOf(entry("500ms", 2)?.data)).toEqual(levelsOf(exchange.depth(market, 2)));
    expect(feed.store.getState().depth[`${other}:1:1s`]?.isLive).toBe(true);
    expect(errors.map(({ name, message }) => [name, /sends no depth views/.test(message)])).toEqual([
      ["O2ServerError", true],
    ]);
    // Later books are not requested as views, not even after a reconnect.
    exchange.clearRequests();
    exchange.faults.drop();
    await pass(5_000);
    expect(asked({ exchange }).filter((request) => request.startsWith(ACTION))).toEqual([]);
    expect(entry("500ms", 2)?.isLive).toBe(true);
    expect(errors).toHaveLength(1);
  });

  it("costs no other topic anything: they are live without a doubt", async () => {
    const { exchange, feed, market, topic, entry, pass } = await calm({ wire: { depthViews } });
    const states: unknown[] = [];
    feed.retain([topic("500ms"), topic(undefined, 3), { channel: "trades", market }]);
    let wasLive = false;
    feed.store.subscribe((state) => {
      const trades = state.trades[market];
      const book = entry(undefined, 3);
      if (wasLive) states.push(trades?.isLive, book?.isLive, trades?.error, book?.error);
      wasLive ||= trades?.isLive === true && book?.isLive === true;
    });
    await pass(6_000);
    // The finer calm book needs a finer ordinary one, which is requested again as for any reader of it.
    expect(
      exchange.requests.filter(({ frame }) => (frame as { action: string }).action === "subscribe_trades"),
    ).toHaveLength(1);
    expect(states.filter((each) => each !== true && each !== undefined && each !== false)).toEqual([]);
    expect([wasLive, entry("500ms")?.isLive, entry(undefined, 3)?.isLive]).toEqual([true, true, true]);
  });

  it("is shown at its pace", async () => {
    const { exchange, feed, topic, entry, pass } = await calm({ wire: { depthViews } });
    feed.retain([topic("1s")]);
    await pass(6_000);
    const seen = new Set();
    feed.store.subscribe(() => seen.add(entry("1s")?.data));
    exchange.start({ rate: 50 });
    await pass(10_000);
    exchange.stop();
    expect(seen.size).toBeGreaterThan(8);
    expect(seen.size).toBeLessThanOrEqual(11);
  });

  it("a doubt about the ordinary book makes it stale, with the reason", async () => {
    const { exchange, feed, topic, entry, pass } = await calm({ wire: { depthViews } });
    feed.retain([topic("3s")]);
    await pass(6_000);
    const stale: unknown[] = [];
    feed.store.subscribe(() => {
      if (!entry("3s")?.isLive) stale.push(entry("3s")?.error?.name);
    });
    exchange.faults.corrupt("subscribe_depth_update", (text) => text.replace('"price":"', '"price":"x'));
    exchange.tick(20);
    await pass(2_000);
    expect(stale[0]).toBe("O2BookError");
    expect(entry("3s")).toMatchObject({ isLive: true, error: undefined });
  });
});

it("needs the whole of a server that ends views only by precision and frequency", async () => {
  const { exchange, feed, market, topic, entry, pass, errors } = await calm({ wire: { viewUnsubscribe: "whole" } });
  feed.retain([topic("3s", 3)]);
  await pass(1_000);
  feed.retain([topic("100ms", 1)]);
  await pass(2_000);
  expect(errors).toEqual([]);
  expect(levelsOf(entry("100ms", 1)?.data)).toEqual(levelsOf(exchange.depth(market, 1)));
});

it("on the margin venue the ordinary book of that venue serves it, and views of spot never reach it", async () => {
  const { exchange, feed, market, topic, entry, pass, errors } = await calm();
  exchange.turbo().tick(300);
  feed.retain([topic("500ms"), topic("500ms", 1, { venue: "turbo" })]);
  await pass(2_000);
  exchange.turbo().tick(20);
  exchange.tick(20);
  await pass(2_000);
  expect(levelsOf(entry("500ms")?.data)).toEqual(levelsOf(exchange.depth(market, 1)));
  expect(levelsOf(entry("500ms", 1, "turbo:")?.data)).toEqual(levelsOf(exchange.turbo().depth(market, 1)));
  expect([entry("500ms")?.isLive, entry("500ms", 1, "turbo:")?.isLive]).toEqual([true, true]);
  expect(asked({ exchange })).toEqual(["subscribe_depth 10", `${ACTION} 10 500ms`]);
  // A view that claims to be of the margin venue is ignored.
  const before = entry("500ms")?.data;
  exchange.faults.garbage(
    JSON.stringify({ action: ACTION, turbo: true, market_id: market, view: { buys: [], sells: [] } }),
  );
  await pass(1_000);
  expect(entry("500ms")?.data).toBe(before);
  expect(entry("500ms", 1, "turbo:")?.data?.bids.length).toBeGreaterThan(0);
  expect(errors).toEqual([]);
});

it.each(["2s", "100", "", 500, null])(
  "the frequency %j is refused by type before anything is sent",
  async (frequency) => {
    const { exchange, feed, topic, pass } = await calm();
    const ask = () => feed.retain([{ ...topic(), frequency: frequency as Frequency }]);
    expect(ask).toThrow(O2InputError);
    expect(ask).toThrow(/"100ms, 500ms, 1s, 3s|100ms, 500ms, 1s, 3s/);
    await pass(100);
    expect(exchange.requests).toEqual([]);
  },
);

it("is not confirmed by changes of the ordinary book of its market", async () => {
  const { exchange, feed, topic, entry, pass } = await calm();
  feed.retain([topic("500ms"), topic()]);
  await pass(2_000);
  const [calmAt = 0, ordinaryAt = 0] = [entry("500ms")?.updatedAt, entry()?.updatedAt];
  exchange.faults.withhold(ACTION, 10);
  exchange.tick(20);
  await pass(1_000);
  expect(entry()?.updatedAt).toBeGreaterThan(ordinaryAt);
  expect(entry("500ms")?.updatedAt).toBe(calmAt);
});

it("is not asked for any more once nobody follows it", async () => {
  const { exchange, feed, topic, pass } = await calm({}, { linger: 0 });
  const release = feed.retain([topic("500ms")]);
  await pass(1_000);
  release();
  await pass(100);
  expect(exchange.subscriptions[0]?.depthView).toEqual({});
  expect(feed.store.getState().depth).toEqual({});
});
