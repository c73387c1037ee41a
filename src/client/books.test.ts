// A book begins at its own snapshot, and is in doubt when a frame contradicts it or its snapshot is missing.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Books } from "./books.ts";
import { O2Error } from "./errors.ts";
import { O2BookError, O2FrameError } from "./feedErrors.ts";
import type { DepthUpdate } from "./protocol.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const MARKET = "0x1";
const side = (...pairs: readonly [number, number][]) =>
  pairs.map(([price, quantity]) => ({ price: BigInt(price), quantity: BigInt(quantity) }));
const snapshot = (bid = 100): DepthUpdate => ({
  action: "subscribe_depth",
  market_id: MARKET,
  view: { bids: side([bid, 5]), asks: side([101, 5]) },
});
const change = (quantity: number): DepthUpdate => ({
  action: "subscribe_depth_update",
  market_id: MARKET,
  changes: { bids: side([100, quantity]), asks: [] },
});

/** Books, and the doubts they told. */
function holding() {
  const told: string[] = [];
  const books = new Books({
    snapshotTimeout: 10_000,
    onDoubt: (market, error) => told.push(`doubt ${market}: ${error.message}`),
  });
  const best = () => books.view(MARKET, 10)?.bids[0];
  return { books, told, best, take: () => told.splice(0) };
}
const wrong = (reason: string) => `doubt ${MARKET}: ${new O2BookError(MARKET, reason).message}`;

it("once the link is gone there is nothing to be seen of any book", () => {
  const { books, best } = holding();
  books.start(MARKET, false);
  books.apply(snapshot());
  expect(best()).toEqual(side([100, 5])[0]);
  books.lost();
  expect(best()).toBeUndefined();
  expect(books.get(MARKET)?.isReady).toBe(false);
});

it("a book that was doubted while it waited for its snapshot, and came anew, is not held to the first one's time", () => {
  const { books, take } = holding();
  books.start(MARKET, false);
  books.frameMalformed(MARKET, new O2FrameError("it was cut off", "{"));
  books.start(MARKET, true);
  books.read(MARKET);
  books.apply(snapshot());
  take();
  vi.advanceTimersByTime(20_000);
  expect(take()).toEqual([]);
});

it("a market that is not held has no book, takes nothing and is in no doubt", () => {
  const { books, told } = holding();
  expect(books.apply(snapshot())).toBe(false);
  expect(books.isNews(MARKET)).toBe(false);
  books.doubt(MARKET, new O2BookError(MARKET, "odd"));
  books.frameMalformed(MARKET, new O2FrameError("odd", ""));
  books.drop(MARKET);
  books.rejected(MARKET, new O2Error("no"));
  expect([books.get(MARKET), books.view(MARKET, 1), books.read(MARKET)]).toEqual([undefined, undefined, []]);
  expect(books.countersOf(MARKET)).toEqual({ resyncs: 0, malformedFrames: 0 });
  expect(told).toEqual([]);
});

it("a book is seen from its snapshot on, and a change is news once until somebody looks", () => {
  const { books, best } = holding();
  books.start(MARKET, false);
  expect(books.isNews(MARKET)).toBe(false);
  expect(best()).toBeUndefined();
  expect(books.apply(change(1))).toBe(false);
  expect(books.apply(snapshot())).toBe(true);
  expect([books.isNews(MARKET), books.isNews(MARKET)]).toEqual([true, false]);
  expect(best()).toEqual({ price: 100n, quantity: 5n });
  expect(books.apply(change(2))).toBe(true);
  expect(books.isNews(MARKET)).toBe(true);
  expect(best()).toEqual({ price: 100n, quantity: 7n });
});

it("a book whose snapshot does not come in time is in doubt; one that came is not", () => {
  const { books, take } = holding();
  books.start(MARKET, false);
  take();
  vi.advanceTimersByTime(9_999);
  expect(take()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(take()).toEqual([wrong("no snapshot came within 10000 ms")]);
  books.start(MARKET, false, true);
  expect([books.resyncs, books.countersOf(MARKET)]).toEqual([1, { resyncs: 1, malformedFrames: 0 }]);
  books.apply(snapshot());
  take();
  vi.advanceTimersByTime(60_000);
  expect(take()).toEqual([]);
});

it("a book that is contradicted is in doubt, and shows nothing until it is subscribed to again", () => {
  const { books, best, take } = holding();
  books.start(MARKET, false);
  books.apply(snapshot());
  take();
  expect(books.apply(change(-6))).toBe(false);
  expect(take()).toEqual([wrong("bids: 100 would hold -1")]);
  expect(best()).toBeUndefined();
  // Late changes of the wrong book are not applied, nor is a snapshot that was not asked for.
  expect([books.apply(change(1)), books.apply(snapshot())]).toEqual([false, false]);
  books.start(MARKET, false, true);
  expect(books.apply(snapshot())).toBe(true);
  expect(best()).toEqual({ price: 100n, quantity: 5n });
  expect(books.countersOf(MARKET)).toEqual({ resyncs: 1, malformedFrames: 1 });
});

it("a snapshot nobody asked for proves the book or casts it in doubt, and is never taken for it", () => {
  const { books, best, take } = holding();
  books.start(MARKET, false);
  books.apply(snapshot());
  take();
  expect(books.apply(snapshot())).toBe(false);
  expect([take(), best()]).toEqual([[], { price: 100n, quantity: 5n }]);
  expect(books.apply(snapshot(99))).toBe(false);
  expect([take(), best()]).toEqual([[wrong("a snapshot nobody asked for differs from it")], undefined]);
});

it("after a subscription took another's place nothing is applied until the server has read it; then its last snapshot and on", () => {
  const { books, best } = holding();
  books.start(MARKET, true);
  expect(books.apply(change(1))).toBe(false);
  expect(books.apply(snapshot(99))).toBe(false);
  expect(books.apply(change(9))).toBe(false);
  expect(books.apply(snapshot())).toBe(false);
  expect(books.apply(change(2))).toBe(false);
  expect(best()).toBeUndefined();
  const fenced = books.read(MARKET);
  expect(fenced).toEqual([snapshot(), change(2)]);
  expect(books.read(MARKET)).toEqual([]);
  expect(fenced.map((update) => books.apply(update))).toEqual([true, true]);
  expect(best()).toEqual({ price: 100n, quantity: 7n });
});

it("nothing that came before the first snapshot of a fenced subscription is kept", () => {
  const { books } = holding();
  books.start(MARKET, true);
  books.apply(change(1));
  expect(books.read(MARKET)).toEqual([]);
});

it("without a link no snapshot is waited for and nothing is taken, also of what was fenced", () => {
  const { books, best, take } = holding();
  books.start(MARKET, true);
  books.apply(snapshot());
  books.lost();
  take();
  expect([books.read(MARKET), books.apply(snapshot()), best()]).toEqual([[], false, undefined]);
  vi.advanceTimersByTime(60_000);
  expect([take(), vi.getTimerCount()]).toEqual([[], 0]);
});

it("a book that is dropped, or not among those kept, is gone with all that waited for it", () => {
  const { books, told } = holding();
  for (const market of [MARKET, "0x2", "0x3"]) books.start(market, false);
  books.keep((market) => market === "0x2");
  expect([books.get(MARKET), books.get("0x3")]).toEqual([undefined, undefined]);
  expect(books.get("0x2")).toBeDefined();
  books.drop("0x2");
  told.length = 0;
  vi.advanceTimersByTime(60_000);
  expect([told, vi.getTimerCount(), books.get("0x2")]).toEqual([[], 0, undefined]);
});

it("a book may be doubted by other means, but one that is not there yet is not doubted", () => {
  const { books, take } = holding();
  const error = new O2BookError(MARKET, "REST disagrees");
  books.start(MARKET, false);
  take();
  books.doubt(MARKET, error);
  expect(take()).toEqual([]);
  books.apply(snapshot());
  books.doubt(MARKET, error);
  expect(take()).toEqual([`doubt ${MARKET}: ${error.message}`]);
});

it("a malformed frame is counted, and the book it was of doubted", () => {
  const { books, take } = holding();
  books.start(MARKET, false);
  books.apply(snapshot());
  take();
  books.frameMalformed(MARKET, new O2FrameError("it is not JSON", "{"));
  expect(take()).toEqual([expect.stringContaining("a frame of it was malformed")]);
  expect(books.countersOf(MARKET).malformedFrames).toBe(1);
});

it("a book whose subscription may have been rejected is in doubt, whether or not its snapshot came", () => {
  const { books, best, take } = holding();
  for (const hasSnapshot of [false, true]) {
    books.start(MARKET, false);
    if (hasSnapshot) books.apply(snapshot());
    take();
    books.rejected(MARKET, new O2Error("6002"));
    expect([take(), best()]).toEqual([[`doubt ${MARKET}: 6002`], undefined]);
  }
});
