// Iterators over whole books: each gives the exchange's book at its own pace, from depth views or from the ordinary changes.
import { type DepthViewOptions, type DepthViewUpdate, O2InputError, type O2Stream } from "o2-react/client";
import type { SimulatedExchangeOptions } from "o2-react/testing";
import { expect, it, vi } from "vitest";
import { collect } from "../support/served.ts";
import { createExchange } from "../support/servers.ts";
import { simulateClient } from "../support/simulatedClient.ts";

async function connect(options: SimulatedExchangeOptions = {}) {
  vi.useFakeTimers();
  const exchange = createExchange(options);
  exchange.tick(300);
  const errors: Error[] = [];
  const { ws, pass } = await simulateClient(exchange, { onError: (error) => errors.push(error) }, 200);
  const id = exchange.markets[0].market_id;
  const requests = () => exchange.requests.map(({ frame }) => (frame as { action: string }).action);
  return { exchange, ws, pass, id, errors, requests };
}

const bookOf = (values: readonly DepthViewUpdate[]) => {
  const { bids, asks } = values.at(-1)?.view ?? {};
  return { bids, asks };
};

const SERVED = ["changes", "always"] as const;
const ALL = [...SERVED, "refused", "silent"] as const;

it.each(ALL)("each reader is given the exchange's book at its own precision and pace: views %s", async (depthViews) => {
  const { exchange, ws, pass, id, errors } = await connect({ wire: { depthViews } });
  const fast = collect(ws.streamDepthView(id, { frequency: "100ms" }));
  const slow = collect(ws.streamDepthView(id, { precision: 3, frequency: "1s" }));
  await pass(6_000);
  const before = [fast.values.length, slow.values.length] as const;
  exchange.start({ rate: 50 });
  await pass(10_000);
  exchange.stop();
  const counts = [fast.values.length - before[0], slow.values.length - before[1]] as const;
  expect(counts[0]).toBeGreaterThan(60);
  expect(counts[0]).toBeLessThanOrEqual(101);
  expect(counts[1]).toBeGreaterThanOrEqual(8);
  expect(counts[1]).toBeLessThanOrEqual(11);
  await pass(2_000);
  expect(bookOf(fast.values)).toEqual(exchange.depth(id, 1));
  expect(bookOf(slow.values)).toEqual(exchange.depth(id, 3));
  expect(fast.values.every(({ action, market_id }) => action === "subscribe_depth_view" && market_id === id)).toBe(
    true,
  );
  expect(errors.map(({ name }) => name)).toEqual(
    (SERVED as readonly string[]).includes(depthViews) ? [] : ["O2ServerError"],
  );
});

it.each(ALL)(
  "nothing is given while the link is lost, and the book of the next link after: views %s",
  async (depthViews) => {
    const { exchange, ws, pass, id } = await connect({ wire: { depthViews } });
    const { values } = collect(ws.streamDepthView(id));
    await pass(6_000);
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(100);
    const before = values.length;
    exchange.tick(50);
    await pass(3_000);
    expect(values.length).toBe(before);
    exchange.faults.accept();
    await pass(10_000);
    expect(bookOf(values)).toEqual(exchange.depth(id, 1));
  },
);

it.each(ALL)("a quiet market costs a reader nothing but what the server sends: views %s", async (depthViews) => {
  const { ws, pass, id } = await connect({ wire: { depthViews } });
  const { values } = collect(ws.streamDepthView(id, { frequency: "1s" }));
  await pass(6_000);
  const before = values.length;
  await pass(10_000);
  expect(values.length - before).toBe(depthViews === "always" ? 10 : 0);
});

it.each(["refused", "silent"] as const)(
  "where nothing happens a reader is given the ordinary book that is there already: views %s",
  async (depthViews) => {
    const { exchange, ws, pass, id } = await connect({ wire: { depthViews } });
    const changes = collect(ws.streamDepth(id));
    const { values } = collect(ws.streamDepthView(id, { precision: 3 }));
    await pass(6_000);
    expect(bookOf(values)).toEqual(exchange.depth(id, 3));
    expect(changes.values.length).toBe(1);
  },
);

it("a reader of the ordinary book and one of whole books do not see each other's updates", async () => {
  const { exchange, ws, pass, id, requests } = await connect();
  const whole = collect(ws.streamDepthView(id, { frequency: "100ms" }));
  const changes = collect(ws.streamDepth(id));
  await pass(500);
  exchange.tick(50);
  await pass(500);
  expect(new Set(changes.values.map(({ action }) => action))).toEqual(
    new Set(["subscribe_depth", "subscribe_depth_update"]),
  );
  expect(bookOf(whole.values)).toEqual(exchange.depth(id, 1));
  expect(requests()).toEqual(["subscribe_depth", "subscribe_depth_view"]);
  ws.unsubscribeDepthView(id);
  await whole.ended;
  await pass(100);
  expect(requests().slice(2)).toEqual(["unsubscribe_depth_view"]);
  exchange.tick(10);
  await pass(100);
  expect(ws.session.book(id)?.book.view).toEqual(exchange.depth(id, 1));
});

it("on the margin venue it is that venue's book", async () => {
  const { exchange, ws, pass, id, requests } = await connect();
  exchange.turbo().tick(300);
  const spot = collect(ws.streamDepthView(id));
  const margin = collect(ws.streamDepthView(id, { venue: "turbo" }));
  await pass(2_000);
  exchange.turbo().tick(20);
  exchange.tick(20);
  await pass(2_000);
  expect(bookOf(spot.values)).toEqual(exchange.depth(id, 1));
  expect(bookOf(margin.values)).toEqual(exchange.turbo().depth(id, 1));
  expect([spot.values.at(-1)?.venue, margin.values.at(-1)?.venue]).toEqual([undefined, "turbo"]);
  ws.unsubscribeDepthView(id, { venue: "turbo" });
  await margin.ended;
  await pass(100);
  expect(requests()).toEqual(["subscribe_depth", "subscribe_depth_view", "unsubscribe_depth"]);
});

it.each([
  ["frequency", { frequency: "2s" }, /100ms, 500ms, 1s, 3s/],
  ["frequency", { frequency: 100 }, /100ms, 500ms, 1s, 3s/],
  ["precision", { precision: 0 }, /1 \(finest\) to 18/],
  ["precision", { precision: "10" }, /1 \(finest\) to 18/],
  ["venue", { venue: "margin" }, /spot or turbo/],
])("a bad %s is refused by type before anything is sent: %j", async (parameter, options, message) => {
  const { ws, pass, id, requests } = await connect();
  const open = (): O2Stream<DepthViewUpdate> => ws.streamDepthView(id, options as DepthViewOptions);
  expect(open).toThrow(O2InputError);
  expect(open).toThrow(message);
  expect(open).toThrow(expect.objectContaining({ parameter }));
  await pass(100);
  expect(requests()).toEqual([]);
});
