// The audit finds errors that no invariant can see, and raises no false alarm.
import type { SimulatedExchange } from "o2-react/testing";
import { expect, it, onTestFinished } from "vitest";
import { simulate } from "../support/simulated.ts";

const isQuiet = (action: string) => (frame: unknown) =>
  typeof frame === "object" && frame !== null && (frame as { action?: string }).action === action;

/** A change that only adds to a level. If it is dropped or doubled, it contradicts nothing. */
const onlyAdds = (frame: unknown): boolean => {
  if (!isQuiet("subscribe_depth_update")(frame)) return false;
  const { changes } = frame as { changes: { buys: { quantity: string }[]; sells: { quantity: string }[] } };
  return [...changes.buys, ...changes.sells].every(({ quantity }) => !quantity.startsWith("-"));
};

it.each(["withhold", "duplicate"] as const)(
  "a change the server would %s is found by two audits and mended, and the stream is not disturbed before",
  async (fault) => {
    const { exchange, feed, pass } = await simulate({ auditInterval: 60_000, random: () => 0.5 });
    const id = exchange.markets[0]!.market_id;
    feed.retain([{ channel: "depth", market: id, precision: 1 }]);
    await pass(100);
    const market = exchange.markets[0]!;
    const price = market.startPrice / 2n - ((market.startPrice / 2n) % market.tick);
    exchange.faults[fault](onlyAdds);
    exchange.place(exchange.accounts[0]!, { marketId: id, side: "buy", price, quantity: 1_000n * market.scale });
    exchange.clearRequests();
    await pass(1_000);
    const shown = () => feed.store.getState().depth[`${id}:1`];
    expect(shown()?.isLive).toBe(true);
    expect(shown()?.data?.bids.map(({ price, quantity }) => ({ price, quantity }))).not.toEqual(
      exchange.depth(id, 1).bids,
    );
    await pass(70_000);
    expect(feed.counters(id)).toMatchObject({ resyncs: 1, mismatches: 2 });
    expect(exchange.requests).toHaveLength(2);
    expect(shown()).toMatchObject({ isLive: true, error: undefined });
    expect(shown()?.data?.bids.map(({ price, quantity }) => ({ price, quantity }))).toEqual(exchange.depth(id, 1).bids);
    await pass(70_000);
    expect(feed.counters(id)).toMatchObject({ resyncs: 1, mismatches: 2 });
    expect(feed.counters(id).audits).toBeGreaterThanOrEqual(1);
  },
);

it.each([
  ["REST is slow", 900, 0],
  ["the stream is slow", 0, 700],
  ["both are", 500, 300],
])("an honest stream at a high rate is never accused, when %s", async (_, restDelay, streamDelay) => {
  const { exchange, feed, errors, pass } = await simulate({ auditInterval: 2_500 });
  const ids = exchange.markets.map((market) => market.market_id);
  feed.retain(ids.map((market) => ({ channel: "depth", market, precision: 1 })));
  await pass(100);
  exchange.faults.delay(streamDelay);
  exchange.faults.rest({ path: "/v1/depth", delay: restDelay, times: Number.POSITIVE_INFINITY });
  exchange.start({ rate: 200 });
  await pass(30_000);
  const counters = ids.map((id) => feed.counters(id));
  expect(counters.map(({ mismatches, resyncs }) => mismatches + resyncs)).toEqual([0, 0, 0]);
  for (const { audits } of counters) expect(audits).toBeGreaterThan(7);
  expect(errors).toEqual([]);
});

it("an honest busy stream is not accused by a REST whose answers are a little old", async () => {
  let source: SimulatedExchange | undefined;
  const books: { readonly at: number; readonly text: string }[] = [];
  const { exchange, feed, errors, pass } = await simulate({
    auditInterval: 1_500,
    fetch: async (input, init) => {
      const response = await source!.fetch(input, init);
      if (!String(input).includes("/v1/depth")) return response;
      const old = books.findLast(({ at }) => at <= Date.now() - 300);
      return old ? new Response(old.text) : response;
    },
  });
  source = exchange;
  const id = exchange.markets[0]!.market_id;
  onTestFinished(
    exchange.onCommit(() => {
      const { bids, asks } = exchange.depth(id, 1);
      const orders = { buys: bids, sells: asks };
      const text = JSON.stringify({ orders }, (_key, value) => (typeof value === "bigint" ? String(value) : value));
      // The exchange answers only with the last state of a millisecond.
      if (books.at(-1)?.at === Date.now()) books.pop();
      books.push({ at: Date.now(), text });
      if (books.length > 500) books.shift();
    }),
  );
  feed.retain([{ channel: "depth", market: id, precision: 1 }]);
  exchange.start({ rate: 100 });
  await pass(36_000);
  exchange.stop();
  expect(feed.counters(id)).toMatchObject({ resyncs: 0 });
  expect(feed.counters(id).audits).toBeGreaterThan(7);
  expect(errors).toEqual([]);
});

it("costs one read per shown market and minute, and none once nobody shows it", async () => {
  const { exchange, feed, reads, pass } = await simulate({ linger: 1_000 });
  const id = exchange.markets[0]!.market_id;
  const release = feed.retain([
    { channel: "depth", market: id, precision: 1 },
    { channel: "depth", market: id, precision: 5 },
  ]);
  await pass(600_000);
  expect(reads.filter((path) => path === "/v1/depth").length).toBeGreaterThanOrEqual(8);
  expect(reads.filter((path) => path === "/v1/depth").length).toBeLessThanOrEqual(14);
  release();
  await pass(2_000);
  reads.length = 0;
  await pass(600_000);
  expect(reads).toEqual([]);
});

it("can be switched off", async () => {
  const { exchange, feed, reads, pass } = await simulate({ auditInterval: false });
  feed.retain([{ channel: "depth", market: exchange.markets[0]!.market_id, precision: 1 }]);
  await pass(600_000);
  expect(reads).toEqual([]);
});

it("a REST that never agrees, even with fresh snapshots, is asked ten times less often, and that is said once", async () => {
  const { exchange, feed, errors, reads, pass } = await simulate({ auditInterval: 10_000, random: () => 0.5 });
  const id = exchange.markets[0]!.market_id;
  exchange.faults.rest({
    path: "/v1/depth",
    body: { orders: { buys: [{ price: "10", quantity: "1" }], sells: [] } },
    status: 200,
    times: Number.POSITIVE_INFINITY,
  });
  feed.retain([{ channel: "depth", market: id, precision: 1 }]);
  await pass(60_000);
  expect(errors.map((error) => error.message)).toEqual([expect.stringContaining("ten times less often")]);
  expect(feed.counters(id).resyncs).toBe(3);
  reads.length = 0;
  await pass(600_000);
  expect(reads.length).toBeLessThanOrEqual(12);
  expect(errors).toHaveLength(1);
  expect(feed.store.getState().depth[`${id}:1`]?.isLive).toBe(true);
});
