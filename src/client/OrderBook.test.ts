// A book takes some updates and refuses others; its unchanged parts stay the same objects.
import { expect, it } from "vitest";
import type { DepthLevel } from "./entities.ts";
import { OrderBook } from "./OrderBook.ts";
import type { DepthUpdate } from "./protocol.ts";

const levels = (...pairs: readonly [number, number][]): DepthLevel[] =>
  pairs.map(([price, quantity]) => ({ price: BigInt(price), quantity: BigInt(quantity) }));
const snapshot = (bids: DepthLevel[], asks: DepthLevel[]): DepthUpdate => ({
  action: "subscribe_depth",
  market_id: "0x1",
  view: { bids, asks },
});
const change = (bids: DepthLevel[], asks: DepthLevel[]): DepthUpdate => ({
  action: "subscribe_depth_update",
  market_id: "0x1",
  changes: { bids, asks },
});
const START = { bids: levels([100, 5], [99, 3]), asks: levels([101, 4], [102, 6]) };
function started(): OrderBook {
  const book = new OrderBook();
  expect(book.apply(snapshot(START.bids, START.asks))).toBeUndefined();
  return book;
}

it("is empty and not ready before its first snapshot, and changes that come before it are not of it", () => {
  const book = new OrderBook();
  expect([book.isReady, book.version, book.view]).toEqual([false, 0, { bids: [], asks: [] }]);
  expect(book.apply(change(levels([100, 5]), []))).toBeUndefined();
  expect([book.isReady, book.version, book.view]).toEqual([false, 0, { bids: [], asks: [] }]);
});

it("after a reset it is shown as it was, takes no change, and begins anew with the next snapshot", () => {
  const book = started();
  book.reset();
  expect([book.isReady, book.view]).toEqual([false, START]);
  book.apply(change(levels([100, -5]), []));
  expect(book.view).toEqual(START);
  book.apply(snapshot(levels([90, 1]), levels([91, 1])));
  expect([book.isReady, book.version, book.view]).toEqual([true, 2, { bids: levels([90, 1]), asks: levels([91, 1]) }]);
});

it("both sides take signed changes, and each is counted", () => {
  const book = started();
  expect(book.apply(change(levels([100, -5], [98, 2]), levels([102, -1], [103, 7])))).toBeUndefined();
  expect(book.view).toEqual({ bids: levels([99, 3], [98, 2]), asks: levels([101, 4], [102, 5], [103, 7]) });
  expect(book.version).toBe(2);
});

it.each([
  ["a bid below zero", change(levels([99, 1], [100, -6]), levels([101, 1])), "bids: 100 would hold -1"],
  [
    "an ask that is not there",
    change(levels([99, 1]), levels([102, 1], [105, -2])),
    "asks: 105 is not in the book but was to lose 2",
  ],
  [
    "a bid above the best ask",
    change(levels([102, 1]), levels([103, 1])),
    "the best bid 102 is above the best ask 101",
  ],
  [
    "a snapshot with a bid below zero",
    snapshot(levels([100, -1]), levels([101, 1])),
    "the snapshot has a level below zero",
  ],
  [
    "a snapshot with an ask below zero",
    snapshot(levels([100, 1]), levels([101, -1])),
    "the snapshot has a level below zero",
  ],
  [
    "a snapshot that crosses",
    snapshot(levels([105, 1]), levels([101, 1])),
    "the best bid 105 is above the best ask 101",
  ],
])("%s is refused with the reason, and leaves both sides as they were", (_, update, reason) => {
  const book = started();
  expect(book.apply(update)).toBe(reason);
  expect(book.view).toEqual(START);
  expect(book.version).toBe(1);
});

it("a bid at the best ask, and a side that is empty, contradict nothing", () => {
  const book = started();
  expect(book.apply(change(levels([101, 1]), []))).toBeUndefined();
  expect(book.apply(snapshot([], levels([1, 1])))).toBeUndefined();
  expect(book.apply(snapshot(levels([1, 1]), []))).toBeUndefined();
  expect(book.view).toEqual({ bids: levels([1, 1]), asks: [] });
});

it("a view is the same object until the book changes, for each precision and number of levels", () => {
  const book = started();
  const two = book.top(2);
  expect(book.top(2)).toBe(two);
  expect(book.top(1)).toEqual({ bids: levels([100, 5]), asks: levels([101, 4]) });
  expect(book.top(2, 1)).toEqual({ bids: levels([100, 5], [90, 3]), asks: levels([110, 10]) });
  book.apply(change(levels([99, 1]), []));
  expect(book.top(2)).toEqual({ bids: levels([100, 5], [99, 4]), asks: levels([101, 4], [102, 6]) });
  const before = book.top(2);
  book.apply(change([], levels([102, 1])));
  const after = book.top(2);
  expect([after.bids === before.bids, after.asks === before.asks, after.asks[0] === before.asks[0]]).toEqual([
    true,
    false,
    true,
  ]);
});

it("equals what has the same quantities at the same prices, on both sides", () => {
  const book = started();
  expect(book.equals({ bids: levels([100, 5], [99, 3]), asks: levels([101, 4], [102, 6]) })).toBe(true);
  expect(book.equals({ bids: levels([100, 5], [99, 4]), asks: levels([101, 4], [102, 6]) })).toBe(false);
  expect(book.equals({ bids: levels([100, 5], [99, 3]), asks: levels([101, 4]) })).toBe(false);
});
