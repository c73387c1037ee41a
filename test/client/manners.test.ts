// The behaviour of the official Python client's class: when a subscription begins, when it ends, and which updates are
// still read then.
import { describe, expect, it, vi } from "vitest";
import { collect, serve, until } from "../support/served.ts";

describe("a subscription begins when iteration begins", () => {
  it("a stream without a reader sends nothing and buffers nothing", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const [id, other] = exchange.markets.map((market) => market.market_id);
    const { identity } = exchange.accounts[0]!;
    const streams = [
      ws.streamDepth(id!),
      ws.streamTrades(id!),
      ws.streamOrders([identity]),
      ws.streamBalances([identity]),
      ws.streamNonce([identity]),
    ];
    const marker = ws.streamDepth(other!);
    await marker.next();
    expect(requests()).toMatchObject([{ action: "subscribe_depth", market_id: other }]);
    for (const stream of streams) void stream.next();
    await until(() => expect(exchange.requests).toHaveLength(5));
    expect(requests()).toMatchObject([
      { action: "subscribe_depth", market_id: id },
      { action: "subscribe_trades" },
      { action: "subscribe_orders" },
      { action: "subscribe_balances" },
      { action: "subscribe_nonce" },
    ]);
  });

  it("ending a stream that was never read takes nothing from those that are", async () => {
    const { client, exchange } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    const read = ws.streamDepth(id);
    await read.next();
    const unread = ws.streamDepth(id);
    expect(await unread.return()).toEqual({ done: true, value: undefined });
    expect(await unread.next()).toEqual({ done: true, value: undefined });
    exchange.tick(50);
    expect((await read.next()).done).toBe(false);
    expect(exchange.subscriptions[0]?.depth).toEqual({ [id]: "10" });
  });

  it("a stream begun late starts from the book as it is then", async () => {
    const { client, exchange } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    const first = collect(ws.streamDepth(id));
    const late = ws.streamDepth(id);
    await until(() => expect(first.values).toHaveLength(1));
    exchange.tick(100);
    await until(() => expect(ws.session.book(id)?.book.view).toEqual(exchange.depth(id, 1)));
    expect((await late.next()).value?.view).toEqual(exchange.depth(id, 1));
  });
});

describe("disconnect()", () => {
  it("lets a reader read buffered updates, and then ends it", async () => {
    const { client, exchange } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    const slow = ws.streamDepth(id);
    const quick = collect(ws.streamDepth(id));
    await slow.next();
    await until(() => expect(quick.values).toHaveLength(1));
    exchange.tick(50);
    await until(() => expect(quick.values.length).toBeGreaterThan(5));
    ws.disconnect();
    await quick.ended;
    const rest: unknown[] = [];
    for await (const update of slow) rest.push(update);
    expect(rest).toEqual(quick.values.slice(1));
  });

  it("a stream that was never read ends as well, and asks for nothing", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const unread = ws.streamTrades(exchange.markets[0]!.market_id);
    ws.disconnect();
    expect((await unread.next()).done).toBe(true);
    await ws.connect();
    await ws.streamDepth(exchange.markets[1]!.market_id).next();
    expect(requests()).toHaveLength(1);
  });

  it("a lost connection that is not tried again lets it be read too", async () => {
    const { client, exchange } = await serve();
    const ws = await client({ reconnect: false }).connect();
    const stream = ws.streamDepth(exchange.markets[0]!.market_id);
    const step = stream.next();
    const quick = collect(ws.streamDepth(exchange.markets[0]!.market_id));
    await step;
    await until(() => expect(quick.values).toHaveLength(1));
    exchange.tick(100);
    await until(() => expect(quick.values.length).toBeGreaterThan(2));
    exchange.faults.drop();
    await quick.ended;
    const rest: unknown[] = [];
    for await (const update of stream) rest.push(update);
    expect(rest).toEqual(quick.values.slice(1));
  });
});

describe("an iterator", () => {
  async function following() {
    const { client, exchange } = await serve();
    const ws = await client().connect();
    const stream = ws.streamDepth(exchange.markets[0]!.market_id);
    await stream.next();
    const isGone = () => until(() => expect(exchange.subscriptions[0]?.depth).toEqual({}));
    return { stream, isGone };
  }

  it("throw() releases its topic and rejects with the given value", async () => {
    const { stream, isGone } = await following();
    const failure = new Error("enough");
    await expect(stream.throw(failure)).rejects.toBe(failure);
    await isGone();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("await using releases its topic", async () => {
    const { stream, isGone } = await following();
    {
      await using used = stream;
      expect(used).toBe(stream);
    }
    await isGone();
  });

  it("works without Symbol.asyncDispose", async () => {
    const { client, exchange } = await serve();
    const ws = await client().connect();
    const all = Symbol;
    vi.stubGlobal("Symbol", { iterator: all.iterator, asyncIterator: all.asyncIterator });
    const stream = ws.streamDepth(exchange.markets[0]!.market_id);
    vi.unstubAllGlobals();
    expect(Symbol.asyncDispose in stream).toBe(false);
    expect("undefined" in stream).toBe(false);
    expect((await stream.next()).value?.view).toBeDefined();
  });
});

describe("an unsubscribe that leaves while a snapshot is awaited", () => {
  it("leaves no ambiguity: the late snapshot of the ended subscription is not taken for the next one's", async () => {
    const { client, exchange } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    for (let round = 0; round < 20; round += 1) {
      const given = ws.streamDepth(id, "1000000");
      void given.next();
      await Promise.resolve();
      ws.unsubscribeDepth(id);
      const stream = ws.streamDepth(id);
      exchange.tick(10);
      expect((await stream.next()).value?.view).toEqual(exchange.depth(id, 1));
      await stream.return();
    }
  });
});
