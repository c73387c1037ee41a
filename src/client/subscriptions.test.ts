import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { Identity } from "./entities.ts";
import { O2ServerError } from "./feedErrors.ts";
import { identityKey } from "./ids.ts";
import type { Request, Topic } from "./protocol.ts";
import { rejected, sent as sentAlone, UNSENT } from "./subscription.ts";
import { Subscriptions } from "./subscriptions.ts";
import { slotOf } from "./wire.ts";

const market = (n: number): string => `0x${String(n).padStart(64, "0")}`;
const identity = (n: number): Identity => ({ ContractId: market(n) });
const depth = (n: number, precision = 1): Topic => ({ channel: "depth", market: market(n), precision });
const orders = (n: number): Topic => ({ channel: "orders", identity: identity(n) });

const make = (random = () => 0): Subscriptions => new Subscriptions({ minDelay: 1_000, maxDelay: 60_000, random });

function sent(subscriptions: Subscriptions, now = 0): Request[] {
  return subscriptions.flush(now).flatMap(({ requests }) => requests);
}

describe("flush()", () => {
  it("says nothing twice", () => {
    const subscriptions = make();
    subscriptions.retain(depth(1));
    subscriptions.retain(depth(1));
    expect(sent(subscriptions)).toEqual([{ action: "subscribe_depth", market_id: market(1), precision: "10" }]);
    expect(sent(subscriptions)).toEqual([]);
  });

  it("says nothing for what is retained and released in between", () => {
    const subscriptions = make();
    subscriptions.retain(orders(1));
    subscriptions.release(orders(1));
    expect(sent(subscriptions)).toEqual([]);
  });

  it("gives a book up at once while its snapshot is awaited; of the next one something older may come first", () => {
    const subscriptions = make();
    subscriptions.retain(depth(1));
    sent(subscriptions);
    subscriptions.release(depth(1));
    expect(sent(subscriptions)).toEqual([{ action: "unsubscribe_depth", market_id: market(1) }]);
    subscriptions.retain(depth(1));
    expect(subscriptions.flush(0)).toMatchObject([
      { requests: [{ action: "subscribe_depth" }], before: undefined, mayBeLate: true },
    ]);
  });

  it("a change of the identity set is one unsubscribe and one subscribe of the union", () => {
    const subscriptions = make();
    subscriptions.retain(orders(1));
    sent(subscriptions);
    subscriptions.retain(orders(2));
    expect(sent(subscriptions)).toEqual([
      { action: "unsubscribe_orders" },
      { action: "subscribe_orders", identities: [identity(1), identity(2)] },
    ]);
  });

  it("says everything again after the connection was lost", () => {
    const subscriptions = make();
    subscriptions.retain(depth(1));
    subscriptions.retain(orders(1));
    const first = sent(subscriptions);
    subscriptions.lost();
    expect(sent(subscriptions)).toEqual(first);
  });

  it("asks for no second snapshot of a market while one is outstanding: nothing would tell them apart", () => {
    const subscriptions = make();
    subscriptions.retain(depth(1, 3));
    sent(subscriptions);
    subscriptions.retain(depth(1, 1));
    expect(sent(subscriptions)).toEqual([]);
    subscriptions.settled(market(1), 0);
    expect(sent(subscriptions)).toEqual([
      { action: "unsubscribe_depth", market_id: market(1) },
      { action: "subscribe_depth", market_id: market(1), precision: "10" },
    ]);
  });

  it("holds the finest precision that anybody wants", () => {
    const subscriptions = make();
    for (const precision of [4, 2, 9]) subscriptions.retain(depth(1, precision));
    expect(sent(subscriptions)).toEqual([{ action: "subscribe_depth", market_id: market(1), precision: "100" }]);
    expect([1, 2, 9].map((precision) => subscriptions.isHeld(depth(1, precision)))).toEqual([false, true, true]);
  });

  it("the first ten identities are served; one that leaves makes room for the eleventh", () => {
    const subscriptions = make();
    for (let n = 1; n <= 12; n += 1) subscriptions.retain(orders(n));
    expect(subscriptions.flush(0)[0]?.after).toMatchObject({
      identities: Array.from({ length: 10 }, (_, n) => identity(n + 1)),
    });
    expect(subscriptions.overLimit()).toEqual([orders(11), orders(12)]);
    subscriptions.release(orders(3));
    expect(subscriptions.overLimit()).toEqual([orders(12)]);
    expect(sent(subscriptions)[1]).toMatchObject({ identities: expect.arrayContaining([identity(11)]) });
  });
});

describe("what is held", () => {
  const held = (...topics: readonly Topic[]): Subscriptions => {
    const subscriptions = make();
    for (const topic of topics) subscriptions.retain(topic);
    subscriptions.flush(0);
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
    const subscriptions = make();
    for (let n = 1; n <= 11; n += 1) for (const topic of [trades(n), depth(n)]) subscriptions.retain(topic);
    for (let n = 1; n <= 10; n += 1) {
      subscriptions.retain(orders(n));
      subscriptions.retain({ channel: "nonce", identity: identity(n) });
    }
    expect(subscriptions.overLimit()).toEqual([]);
  });

  it("an entry without a name is of the only identity, but not while entries of the slot before may be under way", () => {
    const subscriptions = held(orders(1));
    expect(subscriptions.isOnly("orders")).toBe(true);
    subscriptions.retain(orders(2));
    subscriptions.release(orders(1));
    subscriptions.flush(0);
    expect(subscriptions.isOnly("orders")).toBe(false);
    subscriptions.read(subscriptions.flushed, 0);
    expect(subscriptions.isOnly("orders")).toBe(true);
    subscriptions.retain(orders(3));
    subscriptions.flush(0);
    expect(subscriptions.isOnly("orders")).toBe(false);
  });

  it("entries of a slot that was given up may come until the next one in its place is read, or the connection is gone", () => {
    const subscriptions = held(orders(1));
    expect(subscriptions.mayBeLate("orders")).toBe(false);
    subscriptions.release(orders(1));
    subscriptions.flush(0);
    subscriptions.retain(orders(2));
    subscriptions.flush(0);
    expect(["orders", "nonce"].map((channel) => subscriptions.mayBeLate(channel as "orders"))).toEqual([true, false]);
    expect(subscriptions.isOnly("orders")).toBe(false);
    subscriptions.read(subscriptions.flushed, 0);
    expect([subscriptions.mayBeLate("orders"), subscriptions.isOnly("orders")]).toEqual([false, true]);
    subscriptions.release(orders(2));
    subscriptions.flush(0);
    subscriptions.lost();
    expect(subscriptions.mayBeLate("orders")).toBe(false);
  });

  it("nothing is under way any more on a new connection", () => {
    const subscriptions = held(orders(1));
    subscriptions.retain(orders(2));
    subscriptions.release(orders(1));
    subscriptions.flush(0);
    subscriptions.lost();
    subscriptions.flush(0);
    expect(subscriptions.isOnly("orders")).toBe(true);
  });

  it("a slot in doubt is asked for again, and nothing is that is no longer held", () => {
    const subscriptions = held(orders(1), trades(1));
    subscriptions.doubted([slotOf(orders(1))], 0);
    expect(sent(subscriptions)).toEqual([
      { action: "unsubscribe_orders" },
      { action: "subscribe_orders", identities: [identity(1)] },
    ]);
    subscriptions.release(orders(1));
    subscriptions.flush(0);
    subscriptions.doubted([slotOf(orders(1)), slotOf(depth(7))], 0);
    expect(sent(subscriptions)).toEqual([]);
  });
});

const error = (code?: number, market?: string) => new O2ServerError("no", code, market);
const actions = (requests: readonly Request[]) => requests.map(({ action }) => action);

describe("an error frame, which does not say what it is about", () => {
  const trades = (n: number): Topic => ({ channel: "trades", market: market(n) });
  const three = (): Subscriptions => {
    const subscriptions = make();
    for (const topic of [trades(1), trades(2), orders(1)]) subscriptions.retain(topic);
    subscriptions.flush(0);
    return subscriptions;
  };
  /** Sends what is due at each time that the subscriptions ask for, and answers each PING at once. */
  const serve = (
    subscriptions: Subscriptions,
    until: number,
    answer: (slots: readonly string[], at: number) => void,
  ) => {
    for (let at = subscriptions.nextAt(0); at !== undefined && at <= until; at = subscriptions.nextAt(at)) {
      const asked = subscriptions.flush(at).flatMap(({ after }) => (after ? [JSON.stringify(after)] : []));
      answer(asked, at);
      subscriptions.read(subscriptions.flushed, at);
    }
  };

  it("means what was sent since the last answered PING, and nothing that was read before", () => {
    const subscriptions = three();
    subscriptions.read(subscriptions.flushed, 0);
    subscriptions.retain(orders(2));
    subscriptions.flush(5_000);
    expect(subscriptions.rejected(error(), 5_000)).toMatchObject({
      rejected: { channel: "orders" },
    });
    expect([trades(1), trades(2), orders(1)].map((topic) => subscriptions.isRead(topic))).toEqual([true, true, false]);
  });

  it("has the suspects sent again one at a time, and whoever is innocent is read at once", () => {
    const subscriptions = three();
    expect(subscriptions.rejected(error(6002), 0).suspects).toHaveLength(3);
    expect(subscriptions.flush(0)).toEqual([]);
    subscriptions.read(subscriptions.flushed, 0);
    const asked: (readonly string[])[] = [];
    serve(subscriptions, 10_000, (slots) => {
      asked.push(slots);
      if (slots[0]?.includes("orders")) subscriptions.rejected(error(6002), 0);
    });
    expect(asked.slice(0, 3).map((slots) => slots.length)).toEqual([1, 1, 1]);
    expect([trades(1), trades(2), orders(1)].map((topic) => subscriptions.isRead(topic))).toEqual([true, true, false]);
  });

  it("two in a row that can mean only one have it wait 30 s, doubling to 5 min, and cost no other anything", () => {
    const subscriptions = three();
    const times: number[] = [];
    subscriptions.rejected(error(6002), 0);
    subscriptions.read(subscriptions.flushed, 0);
    serve(subscriptions, 3_600_000, (slots, at) => {
      if (!slots[0]?.includes("orders")) return;
      times.push(at);
      subscriptions.rejected(error(6002), at);
    });
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(waits.slice(0, 7)).toEqual([1_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
    expect([trades(1), trades(2)].map((topic) => subscriptions.isRead(topic))).toEqual([true, true]);
  });

  it("that wait is no longer than half of the longest resync, doubling to five times of it", () => {
    const waits: number[] = [];
    let subscription = sentAlone(UNSENT, { channel: "trades", market: market(1) }, 1, 1, 0);
    for (let time = 0; time < 7; time += 1) {
      subscription = rejected(subscription, 0, false, { minDelay: 20, maxDelay: 200 });
      if (subscription.phase.name === "due") waits.push(subscription.phase.at);
    }
    expect(waits).toEqual([20, 100, 200, 400, 800, 1_000, 1_000]);
  });

  it("more of them before the PONG are about the same requests: nobody is counted twice", () => {
    const subscriptions = three();
    subscriptions.rejected(error(), 0);
    expect(subscriptions.rejected(error(), 0)).toMatchObject({ rejected: undefined, suspects: [] });
  });

  it("about a market means what was sent of that market", () => {
    const subscriptions = three();
    expect(subscriptions.rejected(error(2000, market(2)), 0).rejected).toEqual(slotOf(trades(2)));
  });

  it("a moment behind the PONG means what that PONG answered", () => {
    const subscriptions = three();
    subscriptions.read(subscriptions.flushed, 0);
    subscriptions.retain(orders(2));
    subscriptions.flush(5_000);
    subscriptions.read(subscriptions.flushed, 5_010);
    expect(subscriptions.rejected(error(), 5_020).rejected).toMatchObject({ channel: "orders" });
  });

  it("while nothing is unanswered puts everything in doubt, to be sent again one by one after a wait that doubles", () => {
    const subscriptions = three();
    subscriptions.read(subscriptions.flushed, 0);
    const { suspects } = subscriptions.rejected(error(1000), 10_000);
    expect([suspects.length, subscriptions.nextAt(10_000)]).toEqual([3, 11_000]);
    serve(subscriptions, 20_000, (slots) => expect(slots).toHaveLength(1));
    expect(subscriptions.isRead(trades(1))).toBe(true);
    subscriptions.rejected(error(1000), 30_000);
    expect(subscriptions.nextAt(30_000)).toBe(32_000);
  });

  it("of a subscription that was let go of in between is nobody else's", () => {
    const subscriptions = three();
    subscriptions.read(subscriptions.flushed, 0);
    subscriptions.retain(depth(3));
    subscriptions.flush(5_000);
    subscriptions.release(depth(3));
    subscriptions.flush(5_000);
    expect(subscriptions.rejected(error(), 5_001)).toEqual({ rejected: undefined, suspects: [] });
  });

  it("1003 pauses all subscribes, and blames nobody for good", () => {
    const subscriptions = three();
    subscriptions.rejected(error(1003), 0);
    subscriptions.read(subscriptions.flushed, 0);
    subscriptions.retain(depth(5));
    expect(sent(subscriptions, 999)).toEqual([]);
    expect(actions(sent(subscriptions, 1_000))).toEqual(["subscribe_depth"]);
    subscriptions.rejected(error(1003), 1_000);
    subscriptions.read(subscriptions.flushed, 1_000);
    expect(sent(subscriptions, 2_999)).toEqual([]);
    serve(subscriptions, 60_000, () => undefined);
    expect([trades(1), trades(2), orders(1), depth(5)].map((topic) => subscriptions.isRead(topic))).toEqual(
      Array(4).fill(true),
    );
  });

  it("the server says that it does not hold the slot: it is not unsubscribed from. With code 6000 it is", () => {
    for (const [code, requests] of [
      [6002, ["subscribe_orders"]],
      [6000, ["unsubscribe_orders", "subscribe_orders"]],
    ] as const) {
      const subscriptions = make();
      subscriptions.retain(orders(1));
      subscriptions.flush(0);
      subscriptions.rejected(error(code), 0);
      subscriptions.read(subscriptions.flushed, 0);
      expect(actions(sent(subscriptions, 1_000))).toEqual(requests);
    }
  });

  it("is remembered over a lost link: whoever was rejected is sent alone there, at once, and the others before it", () => {
    const subscriptions = make();
    subscriptions.retain(orders(1));
    subscriptions.flush(0);
    subscriptions.rejected(error(), 0);
    subscriptions.retain(trades(1));
    subscriptions.lost();
    expect(actions(sent(subscriptions, 0))).toEqual(["subscribe_trades"]);
    subscriptions.read(subscriptions.flushed, 0);
    expect(actions(sent(subscriptions, 100))).toEqual(["subscribe_orders"]);
  });
});

describe("a PONG that nobody asked for", () => {
  const trades: Topic = { channel: "trades", market: market(1) };

  it("voids what the last PONG proved, and nothing older: it is read again in another epoch", () => {
    const subscriptions = make();
    subscriptions.retain(orders(1));
    subscriptions.flush(0);
    subscriptions.read(subscriptions.flushed, 10);
    subscriptions.retain(trades);
    subscriptions.flush(20);
    subscriptions.read(subscriptions.flushed, 30);
    const [older, before] = [orders(1), trades].map((topic) => subscriptions.epochOf(topic));
    expect(subscriptions.unproven()).toEqual([slotOf(trades)]);
    expect([subscriptions.epochOf(orders(1)), subscriptions.epochOf(trades)]).toEqual([older, undefined]);
    expect(subscriptions.read(subscriptions.flushed, 40)).toEqual([slotOf(trades)]);
    expect(subscriptions.epochOf(trades)).toBeGreaterThan(before ?? Infinity);
    expect(sent(subscriptions, 40)).toEqual([]);
  });

  it("has a book subscribed to again whose snapshot only a PONG proved, and leaves one that its snapshot proved", () => {
    const subscriptions = make();
    for (const topic of [depth(1), depth(2)]) subscriptions.retain(topic);
    subscriptions.flush(0);
    subscriptions.settled(market(1), 5);
    subscriptions.read(subscriptions.flushed, 10);
    expect(subscriptions.unproven()).toEqual([slotOf(depth(2))]);
    expect([1, 2].map((n) => subscriptions.isRead(depth(n)))).toEqual([true, false]);
    expect(actions(sent(subscriptions, 10))).toEqual(["unsubscribe_depth", "subscribe_depth"]);
  });
});

describe("a slot in doubt", () => {
  it("is sent again at once, then with waits that double, until the trouble stayed away for the longest wait", () => {
    const subscriptions = make();
    subscriptions.retain(orders(1));
    subscriptions.flush(0);
    let at = 0;
    for (const wait of [0, 1_000, 2_000, 4_000]) {
      subscriptions.doubted([slotOf(orders(1))], at);
      expect(subscriptions.nextAt(at)).toBe(at + wait);
      at += wait;
      expect(sent(subscriptions, at)).toHaveLength(2);
      subscriptions.read(subscriptions.flushed, at);
    }
    at += 60_001;
    subscriptions.doubted([slotOf(orders(1))], at);
    expect(subscriptions.nextAt(at)).toBe(at);
  });

  it("is not read until it was sent again and read", () => {
    const subscriptions = make();
    subscriptions.retain(orders(1));
    subscriptions.flush(0);
    subscriptions.read(subscriptions.flushed, 0);
    expect(subscriptions.isRead(orders(1))).toBe(true);
    subscriptions.doubted([slotOf(orders(1))], 5_000);
    expect(subscriptions.isRead(orders(1))).toBe(false);
    subscriptions.flush(5_000);
    expect(subscriptions.isRead(orders(1))).toBe(false);
    subscriptions.read(subscriptions.flushed, 5_000);
    expect(subscriptions.isRead(orders(1))).toBe(true);
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
    const subscriptions = make();
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
      } else if (action === "snapshot" && "market" in topic) subscriptions.settled(topic.market, 0);
      else if (action === "renew" && "market" in topic) subscriptions.doubted([slotOf(topic)], 0);
    }
    for (let round = 0; round < 2; round += 1) {
      flush();
      for (let n = 0; n <= 2; n += 1) subscriptions.settled(market(n), 0);
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
