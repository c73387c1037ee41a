// The book against the exchange's own, over seeded random walks, and the audit that proves it.
import { fc, test } from "@fast-check/vitest";
import { type DepthLevel, O2WebSocket, OrderBook } from "o2-react/client";
import { createExchange } from "o2-react/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { collect, serve, until } from "../support/served.ts";

const snapshot = (bids: DepthLevel[], asks: DepthLevel[]) =>
  ({ action: "subscribe_depth", market_id: "0x1", view: { bids, asks } }) as const;
const change = (bids: DepthLevel[], asks: DepthLevel[] = []) =>
  ({ action: "subscribe_depth_update", market_id: "0x1", changes: { bids, asks } }) as const;
const level = (price: number, quantity: number): DepthLevel => ({ price: BigInt(price), quantity: BigInt(quantity) });

function ready(): OrderBook {
  const book = new OrderBook();
  book.apply(snapshot([level(100, 5), level(90, 7)], [level(110, 3)]));
  return book;
}

describe("OrderBook", () => {
  it("adds signed changes; a level whose sum is zero is removed", () => {
    const book = ready();
    expect(book.apply(change([level(100, -2), level(95, 4), level(90, -7)], [level(105, 1)]))).toBeUndefined();
    expect(book.view).toEqual({ bids: [level(100, 3), level(95, 4)], asks: [level(105, 1), level(110, 3)] });
  });

  it.each([
    ["a level below zero", change([level(100, -6)]), /100 would hold -1/],
    ["a decrement of an unknown level", change([level(99, -1)]), /99 is not in the book but was to lose 1/],
    ["an ask that takes more than there is", change([], [level(110, -4)]), /110 would hold -1/],
    ["a best bid above the best ask", change([level(111, 1)]), /best bid 111 is above the best ask 110/],
  ])("refuses %s whole, and says why", (_, update, reason) => {
    const book = ready();
    const { view, version } = book;
    const withMore = { ...update, changes: { ...update.changes, bids: [level(50, 1), ...update.changes.bids] } };
    expect(book.apply(withMore)).toMatch(reason);
    expect(book.view).toBe(view);
    // The same view would be kept until the version rises, so another number of levels is read.
    expect(book.top(9)).toEqual(view);
    expect(book.version).toBe(version);
  });

  it("a best bid equal to the best ask may be the server's rounding", () => {
    expect(ready().apply(change([level(110, 1)]))).toBeUndefined();
  });

  it("ignores changes before its snapshot, and after a reset until the next one", () => {
    const book = new OrderBook();
    expect(book.apply(change([level(100, 5)]))).toBeUndefined();
    expect(book.view.bids).toEqual([]);
    book.apply(snapshot([level(100, 5)], []));
    book.reset();
    book.apply(change([level(100, 5)]));
    expect(book.view.bids).toEqual([level(100, 5)]);
    expect(book.isReady).toBe(false);
  });

  it("rows that did not change are the same objects, through changes, snapshots and regrouping", () => {
    const book = ready();
    const [first, second] = book.view.bids;
    const grouped = book.top(Number.POSITIVE_INFINITY, 2);
    book.apply(change([level(90, 1)]));
    expect(book.view.bids[0]).toBe(first);
    expect(book.view.bids[1]).not.toBe(second);
    expect(book.view.asks).toBe(book.view.asks);
    expect(book.top(Number.POSITIVE_INFINITY, 2).asks).toBe(grouped.asks);
    const { bids } = book.view;
    book.apply(snapshot([level(100, 5), level(90, 8)], []));
    expect(book.view.bids).toBe(bids);
  });

  it("regroups bids down and asks up, summing exactly above 2^53", () => {
    const book = new OrderBook();
    const big = 2n ** 60n + 1n;
    book.apply({
      ...snapshot([], []),
      view: {
        bids: [
          { price: 199n, quantity: big },
          { price: 100n, quantity: big },
          { price: 99n, quantity: 1n },
        ],
        asks: [
          { price: 200n, quantity: big },
          { price: 201n, quantity: 2n },
        ],
      },
    });
    expect(book.top(Number.POSITIVE_INFINITY, 2)).toEqual({
      bids: [
        { price: 100n, quantity: 2n * big },
        { price: 0n, quantity: 1n },
      ],
      asks: [
        { price: 200n, quantity: big },
        { price: 300n, quantity: 2n },
      ],
    });
  });
});

test.prop([fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 9 })], { numRuns: 15 })(
  "held from a raw stream it equals the exchange's own after every frame, regrouped to every precision",
  (seed, held) => {
    const exchange = createExchange({ seed, now: () => 1_700_000_000_000 });
    const market = exchange.markets[seed % exchange.markets.length]!;
    exchange.tick(100);
    const book = new OrderBook();
    const sides = exchange.depth(market.market_id, held);
    book.apply({ action: "subscribe_depth", market_id: market.market_id, view: sides });
    const stop = exchange.onCommit(() => {
      // The server sends the difference between two of its own books.
      const next = exchange.depth(market.market_id, held);
      const difference = (now: readonly DepthLevel[], before: readonly DepthLevel[]): DepthLevel[] =>
        [...new Set([...now, ...before].map(({ price }) => price))]
          .map((price) => ({
            price,
            quantity:
              (now.find((row) => row.price === price)?.quantity ?? 0n) -
              (before.find((row) => row.price === price)?.quantity ?? 0n),
          }))
          .filter(({ quantity }) => quantity !== 0n);
      const changes = { bids: difference(next.bids, book.view.bids), asks: difference(next.asks, book.view.asks) };
      expect(book.apply({ action: "subscribe_depth_update", market_id: market.market_id, changes })).toBeUndefined();
      expect(book.view).toEqual(next);
    });
    exchange.tick(60);
    stop();
    for (let coarser = held; coarser <= 14; coarser += 1)
      expect(book.top(Number.POSITIVE_INFINITY, coarser)).toEqual(exchange.depth(market.market_id, coarser));
    exchange.close();
  },
);

describe("a book that the stream contradicts", () => {
  const isDepthUpdate = "subscribe_depth_update";

  it("is asked for again at once, and readers get the snapshot", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    const { values } = collect(ws.streamDepth(id));
    await until(() => expect(values).toHaveLength(1));
    requests();
    exchange.faults.garbage(
      JSON.stringify({
        action: isDepthUpdate,
        market_id: id,
        changes: { buys: [{ price: "10", quantity: "-1" }], sells: [] },
      }),
    );
    await until(() => expect(values).toHaveLength(2));
    expect(values[1]?.view).toEqual(exchange.depth(id, 1));
    expect(requests()).toEqual([
      { action: "unsubscribe_depth", market_id: id },
      { action: "subscribe_depth", market_id: id, precision: "10" },
    ]);
    expect(ws.counters.resyncs).toBe(1);
  });

  it("is asked for at most once a second while the trouble lasts", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const exchange = createExchange();
    exchange.tick(200);
    const ws = new O2WebSocket(exchange.config, { WebSocket: exchange.WebSocket });
    onTestFinished(() => ws.disconnect());
    const id = exchange.markets[0]!.market_id;
    const { values } = collect(ws.streamDepth(id));
    void ws.connect();
    await vi.advanceTimersByTimeAsync(100);
    expect(values).toHaveLength(1);
    exchange.clearRequests();
    exchange.faults.corrupt(
      "subscribe_depth",
      () =>
        JSON.stringify({
          action: "subscribe_depth",
          market_id: id,
          orders: { buys: [{ price: "20", quantity: "1" }], sells: [{ price: "10", quantity: "1" }] },
        }),
      2,
    );
    const begin = Date.now();
    exchange.faults.garbage(
      JSON.stringify({
        action: isDepthUpdate,
        market_id: id,
        changes: { buys: [{ price: "10", quantity: "-1" }], sells: [] },
      }),
    );
    // Two wrong answers: the first is followed after 1 s, the second after 2 s more.
    const asked: number[] = [];
    for (const time of [900, 1_100, 2_900, 3_200]) {
      await vi.advanceTimersByTimeAsync(time - (Date.now() - begin));
      asked.push(exchange.requests.filter(({ frame }) => Object(frame).action === "subscribe_depth").length);
    }
    expect(asked).toEqual([1, 2, 2, 3]);
    expect(values).toHaveLength(2);
  });

  it("a snapshot that never comes is asked for again", async () => {
    const { client, exchange } = await serve();
    const ws = await client({ snapshotTimeout: 30 }).connect();
    exchange.faults.withhold("subscribe_depth");
    const id = exchange.markets[0]!.market_id;
    const { values } = collect(ws.streamDepth(id));
    // On a busy machine the second answer may be late too. Then both are read.
    await until(() => expect(values.length).toBeGreaterThan(0));
    expect(values[0]?.view).toEqual(exchange.depth(id, 1));
  });

  it("a snapshot that comes twice changes nothing", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    exchange.faults.duplicate("subscribe_depth");
    const id = exchange.markets[0]!.market_id;
    const { values } = collect(ws.streamDepth(id));
    await until(() => expect(values).toHaveLength(1));
    exchange.tick(100);
    await until(() => expect(ws.session.book(id)?.book.view).toEqual(exchange.depth(id, 1)));
    expect(values.filter(({ view }) => view)).toHaveLength(1);
    expect(requests()).toHaveLength(1);
  });
});
