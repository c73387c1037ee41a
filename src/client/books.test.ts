// When a wrong book may be asked for anew.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Books } from "./books.ts";
import { O2BookError, O2Error, O2FrameError } from "./errors.ts";
import type { DepthUpdate } from "./protocol.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("a clock set back an hour does not keep a wrong book from being asked for again", () => {
  const market = "0x1";
  let skew = 0;
  const serve = (): void => {
    books.start(market, false);
    books.apply({ action: "subscribe_depth", market_id: market, view: { bids: [], asks: [] } });
  };
  const contradict = (): void => {
    books.apply({
      action: "subscribe_depth_update",
      market_id: market,
      changes: { bids: [{ price: 1n, quantity: -1n }], asks: [] },
    });
  };
  const books: Books = new Books({
    snapshotTimeout: 10_000,
    minResyncDelay: 1_000,
    maxResyncDelay: 60_000,
    now: () => Date.now() + skew,
    renew: serve,
    onDoubt: () => undefined,
    onChange: () => undefined,
  });
  serve();
  contradict();
  vi.advanceTimersByTime(10);
  expect(books.resyncs).toBe(1);
  skew = -3_600_000;
  contradict();
  vi.advanceTimersByTime(60_000);
  expect(books.resyncs).toBe(2);
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

/** Books, and what they told: renewals, doubts and changes. */
function holding() {
  const told: string[] = [];
  const books = new Books({
    snapshotTimeout: 10_000,
    minResyncDelay: 1_000,
    maxResyncDelay: 8_000,
    now: Date.now,
    renew: (market) => told.push(`renew ${market}`),
    onDoubt: (market, error) => told.push(`doubt ${market}: ${error.message}`),
    onChange: (market) => told.push(`change ${market}`),
  });
  const best = () => books.view(MARKET, 10)?.bids[0];
  return { books, told, best, take: () => told.splice(0) };
}
const wrong = (reason: string) => `doubt ${MARKET}: ${new O2BookError(MARKET, reason).message}`;
const renewed = `renew ${MARKET}`;
const changed = `change ${MARKET}`;

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
  books.frameRefused(MARKET, new O2FrameError("it was cut off", "{"));
  vi.advanceTimersByTime(0);
  expect(take()).toContain(renewed);
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
  books.tell(MARKET);
  books.doubt(MARKET, new O2BookError(MARKET, "odd"));
  books.frameRefused(MARKET, new O2FrameError("odd", ""));
  books.drop(MARKET);
  expect([
    books.get(MARKET),
    books.view(MARKET, 1),
    books.refused(MARKET, new O2Error("no")),
    books.read(MARKET),
  ]).toEqual([undefined, undefined, false, []]);
  expect(books.countersOf(MARKET)).toEqual({ resyncs: 0, refusedFrames: 0 });
  expect(told).toEqual([]);
});

it("a book is seen from its snapshot on, and a change is told once until somebody looks", () => {
  const { books, best, take } = holding();
  books.start(MARKET, false);
  expect(take()).toEqual([changed]);
  expect(best()).toBeUndefined();
  expect(books.apply(change(1))).toBe(false);
  expect(books.apply(snapshot())).toBe(true);
  books.tell(MARKET);
  books.tell(MARKET);
  expect(take()).toEqual([changed]);
  expect(best()).toEqual({ price: 100n, quantity: 5n });
  expect(books.apply(change(2))).toBe(true);
  books.tell(MARKET);
  expect(take()).toEqual([changed]);
  expect(best()).toEqual({ price: 100n, quantity: 7n });
});

it("a snapshot that does not come is asked for again after its time; one that came is not", () => {
  const { books, take } = holding();
  books.start(MARKET, false);
  take();
  vi.advanceTimersByTime(9_999);
  expect(take()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(take()).toEqual([wrong("no snapshot came within 10000 ms")]);
  vi.advanceTimersByTime(1);
  expect(take()).toEqual([renewed]);
  expect([books.resyncs, books.countersOf(MARKET)]).toEqual([1, { resyncs: 1, refusedFrames: 0 }]);
  books.start(MARKET, false);
  books.apply(snapshot());
  take();
  vi.advanceTimersByTime(60_000);
  expect(take()).toEqual([]);
});

it("a book that is contradicted is asked for at once, then with waits that double to the longest, and shows nothing meanwhile", () => {
  const { books, best, take } = holding();
  books.start(MARKET, false);
  const waits: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    books.apply(snapshot());
    take();
    expect(books.apply(change(-6))).toBe(false);
    expect(take()).toEqual([wrong("bids: 100 would hold -1")]);
    expect(best()).toBeUndefined();
    // What still comes of the wrong book is not taken, a snapshot that was not asked for neither.
    expect([books.apply(change(1)), books.apply(snapshot())]).toEqual([false, false]);
    const since = Date.now();
    vi.advanceTimersToNextTimer();
    waits.push(Date.now() - since);
    expect(take()).toEqual([renewed]);
    books.start(MARKET, false);
  }
  expect(waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 8_000]);
  expect(books.countersOf(MARKET)).toEqual({ resyncs: 6, refusedFrames: 6 });
});

it("trouble that stayed away for longer than the longest wait is forgotten", () => {
  const { books, take } = holding();
  books.start(MARKET, false);
  for (const pause of [0, 8_000, 8_001]) {
    books.apply(snapshot());
    vi.advanceTimersByTime(pause);
    books.apply(change(-6));
    take();
    vi.advanceTimersByTime(0);
    expect(take()).toEqual([renewed]);
    books.start(MARKET, false);
  }
  books.apply(snapshot());
  books.apply(change(-6));
  take();
  vi.advanceTimersByTime(999);
  expect(take()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(take()).toEqual([renewed]);
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
  expect(books.refused(MARKET, new O2Error("no"))).toBe(false);
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

it("a book in doubt by other means is fetched anew, but one that is not there yet is not doubted", () => {
  const { books, take } = holding();
  const error = new O2BookError(MARKET, "REST disagrees");
  books.start(MARKET, false);
  take();
  books.doubt(MARKET, error);
  expect(take()).toEqual([]);
  books.apply(snapshot());
  books.doubt(MARKET, error);
  expect(take()).toEqual([`doubt ${MARKET}: ${error.message}`]);
  vi.advanceTimersByTime(0);
  expect(take()).toEqual([renewed]);
});

it("a malformed frame is counted, and the book it was of doubted", () => {
  const { books, take } = holding();
  books.start(MARKET, false);
  books.apply(snapshot());
  take();
  books.frameRefused(MARKET, new O2FrameError("it is not JSON", "{"));
  expect(take()).toEqual([expect.stringContaining("a frame of it was malformed")]);
  expect(books.countersOf(MARKET).refusedFrames).toBe(1);
});

it("a refusal answers a subscription that waits for its snapshot, and none that has it", () => {
  const { books, take } = holding();
  books.start(MARKET, false);
  take();
  expect(books.refused(MARKET, new O2Error("6002"))).toBe(true);
  expect(take()).toEqual([`doubt ${MARKET}: 6002`]);
  vi.advanceTimersByTime(0);
  books.start(MARKET, false);
  books.apply(snapshot());
  take();
  expect(books.refused(MARKET, new O2Error("6002"))).toBe(false);
  expect(take()).toEqual([]);
});
