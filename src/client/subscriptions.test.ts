import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { identityKey } from "./ids.ts";
import type { Identity, Request, Topic } from "./protocol.ts";
import { Subscriptions } from "./subscriptions.ts";

const market = (n: number): string => `0x${String(n).padStart(64, "0")}`;
const identity = (n: number): Identity => ({ ContractId: market(n) });
const depth = (n: number, precision = 1): Topic => ({ channel: "depth", market: market(n), precision });
const orders = (n: number): Topic => ({ channel: "orders", identity: identity(n) });

function sent(subscriptions: Subscriptions): Request[] {
  return subscriptions.diff().flatMap(({ requests }) => requests);
}

describe("diff()", () => {
  it("says nothing twice", () => {
    const subscriptions = new Subscriptions();
    subscriptions.retain(depth(1));
    subscriptions.retain(depth(1));
    expect(sent(subscriptions)).toEqual([{ action: "subscribe_depth", market_id: market(1), precision: "10" }]);
    expect(sent(subscriptions)).toEqual([]);
  });

  it("says nothing for what is retained and released in between", () => {
    const subscriptions = new Subscriptions();
    subscriptions.retain(orders(1));
    subscriptions.release(orders(1));
    expect(sent(subscriptions)).toEqual([]);
  });

  it("gives a book up at once while its snapshot is awaited; of the next one something older may come first", () => {
    const subscriptions = new Subscriptions();
    subscriptions.retain(depth(1));
    sent(subscriptions);
    subscriptions.release(depth(1));
    expect(sent(subscriptions)).toEqual([{ action: "unsubscribe_depth", market_id: market(1) }]);
    subscriptions.retain(depth(1));
    expect(subscriptions.diff()).toMatchObject([
      { requests: [{ action: "subscribe_depth" }], before: undefined, mayBeLate: true },
    ]);
  });

  it("a change of the identity set is one unsubscribe and one subscribe of the union", () => {
    const subscriptions = new Subscriptions();
    subscriptions.retain(orders(1));
    sent(subscriptions);
    subscriptions.retain(orders(2));
    expect(sent(subscriptions)).toEqual([
      { action: "unsubscribe_orders" },
      { action: "subscribe_orders", identities: [identity(1), identity(2)] },
    ]);
  });

  it("says everything again after the connection was lost", () => {
    const subscriptions = new Subscriptions();
    subscriptions.retain(depth(1));
    subscriptions.retain(orders(1));
    const first = sent(subscriptions);
    subscriptions.lost();
    expect(sent(subscriptions)).toEqual(first);
  });

  it("asks for no second snapshot of a market while one is outstanding: nothing would tell them apart", () => {
    const subscriptions = new Subscriptions();
    subscriptions.retain(depth(1, 3));
    sent(subscriptions);
    subscriptions.retain(depth(1, 1));
    expect(sent(subscriptions)).toEqual([]);
    subscriptions.settled(market(1));
    expect(sent(subscriptions)).toEqual([
      { action: "unsubscribe_depth", market_id: market(1) },
      { action: "subscribe_depth", market_id: market(1), precision: "10" },
    ]);
  });

  it("holds the finest precision that anybody wants", () => {
    const subscriptions = new Subscriptions();
    for (const precision of [4, 2, 9]) subscriptions.retain(depth(1, precision));
    expect(sent(subscriptions)).toEqual([{ action: "subscribe_depth", market_id: market(1), precision: "100" }]);
    expect([1, 2, 9].map((precision) => subscriptions.isHeld(depth(1, precision)))).toEqual([false, true, true]);
  });

  it("the first ten identities are served; one that leaves makes room for the eleventh", () => {
    const subscriptions = new Subscriptions();
    for (let n = 1; n <= 12; n += 1) subscriptions.retain(orders(n));
    expect(subscriptions.diff()[0]?.after).toMatchObject({
      identities: Array.from({ length: 10 }, (_, n) => identity(n + 1)),
    });
    expect(subscriptions.refused()).toEqual([orders(11), orders(12)]);
    subscriptions.release(orders(3));
    expect(subscriptions.refused()).toEqual([orders(12)]);
    expect(sent(subscriptions)[1]).toMatchObject({ identities: expect.arrayContaining([identity(11)]) });
  });
});

describe("what is held", () => {
  const held = (...topics: readonly Topic[]): Subscriptions => {
    const subscriptions = new Subscriptions();
    for (const topic of topics) subscriptions.retain(topic);
    subscriptions.diff();
    return subscriptions;
  };
  const trades = (n: number): Topic => ({ channel: "trades", market: market(n) });

  it("is told of each market and of each identity apart", () => {
    const subscriptions = held(trades(1), depth(1), orders(1), orders(3));
    expect([trades(1), trades(2), depth(2)].map((topic) => subscriptions.isHeld(topic))).toEqual([true, false, false]);
    expect([orders(1), orders(2), orders(3)].map((topic) => subscriptions.isHeld(topic))).toEqual([true, false, true]);
    expect(subscriptions.isHeld({ channel: "nonce", identity: identity(1) })).toBe(false);
    expect(subscriptions.identities("nonce")).toEqual([]);
  });

  it("is given up when the last holder leaves, once, and a release too many does nothing", () => {
    const subscriptions = held(trades(1), trades(1));
    subscriptions.release(trades(1));
    expect(sent(subscriptions)).toEqual([]);
    subscriptions.release(trades(1));
    expect(sent(subscriptions)).toEqual([{ action: "unsubscribe_trades", market_id: market(1) }]);
    expect(subscriptions.slots).toEqual([]);
    subscriptions.release(trades(1));
    expect(sent(subscriptions)).toEqual([]);
  });

  it("markets take no place of the ten identities, and each channel has its own ten", () => {
    const subscriptions = new Subscriptions();
    for (let n = 1; n <= 11; n += 1) for (const topic of [trades(n), depth(n)]) subscriptions.retain(topic);
    for (let n = 1; n <= 10; n += 1) {
      subscriptions.retain(orders(n));
      subscriptions.retain({ channel: "nonce", identity: identity(n) });
    }
    expect(subscriptions.refused()).toEqual([]);
  });

  it("an entry without a name is of the only identity, but not while entries of the slot before may be under way", () => {
    const subscriptions = held(orders(1));
    expect(subscriptions.isOnly("orders")).toBe(true);
    subscriptions.retain(orders(2));
    subscriptions.release(orders(1));
    const [step] = subscriptions.diff();
    expect(subscriptions.isOnly("orders")).toBe(false);
    subscriptions.confirmed(step?.after ? [step.after] : []);
    expect(subscriptions.isOnly("orders")).toBe(true);
    subscriptions.retain(orders(3));
    subscriptions.diff();
    expect(subscriptions.isOnly("orders")).toBe(false);
  });

  it("entries of a slot that was given up may come until the next one in its place is read, or the connection is gone", () => {
    const subscriptions = held(orders(1));
    expect(subscriptions.mayBeLate("orders")).toBe(false);
    subscriptions.release(orders(1));
    subscriptions.diff();
    subscriptions.retain(orders(2));
    const [step] = subscriptions.diff();
    expect(["orders", "nonce"].map((channel) => subscriptions.mayBeLate(channel as "orders"))).toEqual([true, false]);
    expect(subscriptions.isOnly("orders")).toBe(false);
    subscriptions.confirmed(step?.after ? [step.after] : []);
    expect([subscriptions.mayBeLate("orders"), subscriptions.isOnly("orders")]).toEqual([false, true]);
    subscriptions.release(orders(2));
    subscriptions.diff();
    subscriptions.lost();
    expect(subscriptions.mayBeLate("orders")).toBe(false);
  });

  it("nothing is under way any more on a new connection", () => {
    const subscriptions = held(orders(1));
    subscriptions.retain(orders(2));
    subscriptions.release(orders(1));
    subscriptions.diff();
    subscriptions.lost();
    subscriptions.diff();
    expect(subscriptions.isOnly("orders")).toBe(true);
  });

  it("a slot that was refused is asked for again, and nothing is that is no longer held", () => {
    const subscriptions = held(orders(1), trades(1));
    const [slot] = subscriptions.slots;
    if (slot) subscriptions.again(slot);
    expect(sent(subscriptions)).toEqual([
      { action: "unsubscribe_orders" },
      { action: "subscribe_orders", identities: [identity(1)] },
    ]);
    subscriptions.release(orders(1));
    subscriptions.diff();
    if (slot) subscriptions.again(slot);
    subscriptions.renew(market(7));
    expect(sent(subscriptions)).toEqual([]);
  });
});

interface Server {
  readonly depth: Map<string, string>;
  orders: string[];
}

/** The server's single slots, as protocol.md states them. */
function receive(server: Server, request: Request): void {
  if (request.action === "subscribe_depth") {
    expect(server.depth.has(request.market_id)).toBe(false);
    server.depth.set(request.market_id, request.precision);
  } else if (request.action === "unsubscribe_depth") expect(server.depth.delete(request.market_id)).toBe(true);
  else if (request.action === "unsubscribe_orders") server.orders = [];
  else if (request.action === "subscribe_orders") {
    expect(server.orders).toEqual([]);
    expect(request.identities.length).toBeLessThanOrEqual(10);
    server.orders = request.identities.map(identityKey);
  }
}

const step = fc.oneof(
  fc.record({
    do: fc.constantFrom("retain", "release"),
    topic: fc.oneof(
      fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 4 })).map(([n, p]) => depth(n, p)),
      fc.nat(13).map(orders),
    ),
  }),
  fc.record({ do: fc.constantFrom("flush", "lose", "snapshot", "renew"), topic: fc.nat(2).map((n) => depth(n)) }),
);

test.prop([fc.array(step, { maxLength: 60 })])(
  "whatever is retained, released, lost and renewed, no taken slot is subscribed twice and all that is wanted ends up held",
  (steps) => {
    const subscriptions = new Subscriptions();
    const counts = new Map<string, { topic: Topic; count: number }>();
    let server: Server = { depth: new Map(), orders: [] };
    const flush = (): void => {
      for (const request of sent(subscriptions)) receive(server, request);
    };
    for (const { do: action, topic } of steps) {
      const key = JSON.stringify(topic);
      const entry = counts.get(key) ?? { topic, count: 0 };
      if (action === "retain") {
        subscriptions.retain(topic);
        counts.set(key, { topic, count: entry.count + 1 });
      } else if (action === "release" && entry.count > 0) {
        subscriptions.release(topic);
        counts.set(key, { topic, count: entry.count - 1 });
      } else if (action === "flush") flush();
      else if (action === "lose") {
        subscriptions.lost();
        server = { depth: new Map(), orders: [] };
      } else if (action === "snapshot" && "market" in topic) subscriptions.settled(topic.market);
      else if (action === "renew" && "market" in topic) subscriptions.renew(topic.market);
    }
    for (let round = 0; round < 2; round += 1) {
      flush();
      for (let n = 0; n <= 2; n += 1) subscriptions.settled(market(n));
    }
    const wanted = [...counts.values()].filter(({ count }) => count > 0).map(({ topic }) => topic);
    for (let n = 0; n <= 2; n += 1) {
      const levels = wanted.flatMap((topic) =>
        topic.channel === "depth" && topic.market === market(n) ? [topic.precision] : [],
      );
      expect(server.depth.get(market(n))).toBe(levels.length > 0 ? `1${"0".repeat(Math.min(...levels))}` : undefined);
    }
    const identities = wanted.flatMap((topic) => (topic.channel === "orders" ? [identityKey(topic.identity)] : []));
    expect(server.orders).toHaveLength(Math.min(10, identities.length));
    expect(identities).toEqual(expect.arrayContaining(server.orders));
  },
);
