import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { rawLink, stillExchange } from "./support.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Errors with the members that explain them. `wires.test.ts` has the bare ones. */
const setUp = () => {
  const exchange = stillExchange({ wire: { errors: "dressed" } });
  exchange.tick(300);
  const link = rawLink(exchange);
  const market_id = exchange.markets[0]!.market_id;
  return { exchange, link, market_id, identity: exchange.accounts[0]!.identity };
};

const said = (link: ReturnType<typeof rawLink>) => link.frames().splice(0);

describe("the heartbeat", () => {
  test("PING is answered with PONG, both bare text", () => {
    const { link } = setUp();
    link.send("PING");
    expect(link.texts).toEqual(["PONG"]);
  });

  test("60 s of silence close the connection, and nothing is left behind", () => {
    const { exchange, link, market_id } = setUp();
    link.send({ action: "subscribe_trades", market_id });
    vi.advanceTimersByTime(59_999);
    expect([link.closes.length, exchange.connections]).toEqual([0, 1]);
    vi.advanceTimersByTime(1);
    expect(link.closes).toEqual([{ code: 1001, reason: "nothing heard for 60000 ms" }]);
    expect(exchange.connections).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    const before = link.texts.length;
    exchange.tick(200);
    expect(link.texts).toHaveLength(before);
  });

  test("anything the client says keeps the connection", () => {
    const { link, market_id } = setUp();
    vi.advanceTimersByTime(50_000);
    link.send("PING");
    vi.advanceTimersByTime(50_000);
    link.send({ action: "subscribe_trades", market_id });
    vi.advanceTimersByTime(59_000);
    expect(link.closes).toEqual([]);
  });
});

describe("the slots of a connection", () => {
  test.each(["depth", "trades"])("hold one %s subscription a market", (channel) => {
    const { exchange, link, market_id } = setUp();
    const request = { action: `subscribe_${channel}`, market_id, precision: "10" };
    link.send(request);
    const before = link.texts.length;
    link.send({ ...request, precision: "100" });
    expect(link.frames().slice(before)).toEqual([
      { action: "error", code: 6000, message: `already subscribed to ${channel} of this market`, market_id },
    ]);
    link.send({ ...request, market_id: exchange.markets[1]!.market_id });
    link.send({ action: `unsubscribe_${channel}`, market_id });
    link.send(request);
    expect(link.of("error")).toHaveLength(1);
  });

  test.each(["orders", "balances", "nonce"])("hold one %s subscription", (channel) => {
    const { exchange, link, identity } = setUp();
    link.send({ action: `subscribe_${channel}`, identities: [identity] });
    link.send({ action: `subscribe_${channel}`, identities: [exchange.accounts[1]!.identity] });
    expect(link.frames()).toEqual([{ action: "error", code: 6000, message: `already subscribed to ${channel}` }]);
    link.send({ action: `unsubscribe_${channel}`, identities: [identity] });
    link.send({ action: `subscribe_${channel}`, identities: [exchange.accounts[1]!.identity] });
    expect(link.of("error")).toHaveLength(1);
    expect(exchange.subscriptions[0]).toMatchObject({ [channel]: [exchange.accounts[1]!.identity] });
  });

  test("are each connection's own", () => {
    const { exchange, link, market_id } = setUp();
    const other = rawLink(exchange);
    link.send({ action: "subscribe_depth", market_id, precision: "10" });
    other.send({ action: "subscribe_depth", market_id, precision: "100" });
    expect(other.of("error")).toEqual([]);
    expect(exchange.subscriptions).toMatchObject([
      { connection: 1, depth: { [market_id]: "10" } },
      { connection: 2, depth: { [market_id]: "100" } },
    ]);
  });

  test("take at most 10 identities", () => {
    const { link } = setUp();
    const identities = Array.from({ length: 11 }, (_, index) => ({ ContractId: `0x${index.toString(16).repeat(64)}` }));
    link.send({ action: "subscribe_orders", identities });
    expect(said(link)).toEqual([{ action: "error", code: 6001, message: "at most 10 identities, not 11" }]);
    link.send({ action: "subscribe_orders", identities: identities.slice(0, 10) });
    expect(link.texts).toHaveLength(1);
  });

  test("are as many as one connection may hold: one more is refused with 6001, until one is given up", () => {
    const exchange = stillExchange({ wire: "likely", maxSubscriptions: 3 });
    const { market_id } = exchange.markets[0];
    const identities = [exchange.accounts[0].identity];
    const link = rawLink(exchange);
    const codes = () => link.texts.flatMap((text) => JSON.parse(text).code ?? []);
    link.send({ action: "subscribe_depth", market_id, precision: "10" });
    link.send({ action: "subscribe_trades", market_id });
    link.send({ action: "subscribe_orders", identities });
    expect(codes()).toEqual([]);
    link.send({ action: "subscribe_nonce", identities });
    link.send({ action: "subscribe_trades", market_id: exchange.markets[1]?.market_id });
    expect(codes()).toEqual([6001, 6001]);
    // A second request for a held subscription is a duplicate, not one too many.
    link.send({ action: "subscribe_trades", market_id });
    expect(codes()).toEqual([6001, 6001, 6000]);
    expect(exchange.subscriptions[0]).toMatchObject({ trades: [market_id], nonce: [] });
    link.send({ action: "unsubscribe_orders" });
    link.send({ action: "subscribe_nonce", identities });
    expect(exchange.subscriptions[0]).toMatchObject({ orders: [], nonce: identities });
    const other = rawLink(exchange);
    other.send({ action: "subscribe_orders", identities });
    expect(exchange.subscriptions[1]).toMatchObject({ orders: identities });
  });

  test("lose some identities of balances and nonce, but all of orders", () => {
    const { exchange, link } = setUp();
    const [ada, grace] = exchange.accounts.map((account) => account.identity);
    for (const channel of ["orders", "balances", "nonce"]) {
      link.send({ action: `subscribe_${channel}`, identities: [ada, grace] });
      link.send({ action: `unsubscribe_${channel}`, ...(channel === "orders" ? {} : { identities: [ada] }) });
    }
    expect(exchange.subscriptions[0]).toMatchObject({ orders: [], balances: [grace], nonce: [grace] });
    // The remaining ones still occupy the slot.
    link.send({ action: "subscribe_nonce", identities: [ada] });
    expect(link.of("error")).toMatchObject([{ code: 6000 }]);
  });
});

describe("a depth subscription", () => {
  test("starts with the whole book under `orders`, or under `view` on an older server", () => {
    const { exchange, link, market_id } = setUp();
    link.send({ action: "subscribe_depth", market_id, precision: "10" });
    const [snapshot] = link.frames();
    const { bids, asks } = exchange.depth(market_id);
    const wire = (levels: typeof bids) =>
      levels.map(({ price, quantity }) => ({ price: String(price), quantity: String(quantity) }));
    expect(snapshot).toEqual({ action: "subscribe_depth", market_id, orders: { buys: wire(bids), sells: wire(asks) } });

    const older = stillExchange({ snapshotKey: "view" });
    older.tick(300);
    const olderLink = rawLink(older);
    olderLink.send({ action: "subscribe_depth", market_id, precision: "10" });
    expect(olderLink.frames()[0]).toEqual({
      action: "subscribe_depth",
      market_id,
      view: { precision: 1, buys: wire(bids), sells: wire(asks) },
    });
  });

  test.each(["1", "20", "0", "", "10000000000000000000", "010", "1e3"])(
    "with precision %j never speaks",
    (precision) => {
      const { exchange, link, market_id } = setUp();
      link.send({ action: "subscribe_depth", market_id, precision });
      exchange.tick(300);
      expect(link.texts).toEqual([]);
      link.send({ action: "subscribe_depth", market_id, precision: "10" });
      expect(link.frames()).toMatchObject([{ action: "error", code: 6000 }]);
    },
  );

  test("says nothing more once unsubscribed", () => {
    const { exchange, link, market_id } = setUp();
    link.send({ action: "subscribe_depth", market_id, precision: "10" });
    link.send({ action: "unsubscribe_depth", market_id });
    exchange.tick(100);
    expect(link.frames().map(({ action }) => action)).toEqual(["subscribe_depth"]);
  });

  test("takes a market id in any case, with or without 0x, and answers canonically", () => {
    const { link, market_id } = setUp();
    link.send({ action: "subscribe_depth", market_id: market_id.slice(2).toUpperCase(), precision: "10" });
    expect(link.frames()).toMatchObject([{ action: "subscribe_depth", market_id }]);
  });
});

describe("what cannot be understood", () => {
  const unknown = `0x${"7".repeat(64)}`;
  test.each([
    ["no JSON", "{", { message: "a request must be a JSON object" }],
    ["no object", "[]", { message: "a request must be a JSON object" }],
    ["an unknown action", { action: "subscribe_weather" }, { message: 'unknown action "subscribe_weather"' }],
    ["no action", {}, { message: "unknown action undefined" }],
    ["no market", { action: "subscribe_depth", precision: "10" }, { message: "market_id must be 32 bytes of hex" }],
    [
      "a short market",
      { action: "subscribe_trades", market_id: "0x12" },
      { message: "market_id must be 32 bytes of hex", market_id: "0x12" },
    ],
    [
      "an unknown market",
      { action: "subscribe_trades", market_id: unknown },
      { message: "no such market", market_id: unknown },
    ],
    ["no identities", { action: "subscribe_orders" }, { message: expect.stringContaining("identities must be") }],
    [
      "an empty list",
      { action: "subscribe_nonce", identities: [] },
      { message: expect.stringContaining("identities must be") },
    ],
    [
      "a bad identity",
      { action: "subscribe_balances", identities: [{ ContractId: "0x1" }] },
      { message: expect.stringContaining("identities must be") },
    ],
    [
      "a bare id",
      { action: "subscribe_balances", identities: [unknown] },
      { message: expect.stringContaining("identities must be") },
    ],
    [
      "an unsubscribe without identities",
      { action: "unsubscribe_nonce" },
      { message: expect.stringContaining("identities must be") },
    ],
  ])("%s: an error frame, and the connection goes on", (_what, request, details) => {
    const { link } = setUp();
    link.send(request);
    expect(link.frames()).toEqual([{ action: "error", code: 6002, ...details }]);
    link.send("PING");
    expect(link.texts.at(-1)).toBe("PONG");
  });
});

describe("the log of requests", () => {
  test("has the parsed frames in order, by connection, with pings counted apart", () => {
    const { exchange, link, market_id } = setUp();
    const other = rawLink(exchange);
    link.send({ action: "subscribe_trades", market_id });
    other.send("PING");
    other.send("nonsense");
    expect(exchange.requests).toEqual([
      { connection: 1, frame: { action: "subscribe_trades", market_id } },
      { connection: 2, frame: "nonsense" },
    ]);
    expect(exchange.pings).toBe(1);
    exchange.clearRequests();
    expect([exchange.requests, exchange.pings]).toEqual([[], 0]);
  });
});
