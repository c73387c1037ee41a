import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import type { BookSides, DepthLevel } from "../client/entities.ts";
import { topOf } from "./depth.ts";
import { bestPrices, toDepth } from "./toDepth.ts";

const level = (price: bigint, quantity: bigint): DepthLevel => ({ price, quantity });
const book: BookSides = {
  bids: [level(99n, 5n), level(98n, 7n), level(95n, 1n)],
  asks: [level(101n, 2n), level(104n, 3n)],
};

test("rows carry the running total of their side, best price first", () => {
  const depth = toDepth(book, 1);
  expect(depth.bids.map(({ total }) => total)).toEqual([5n, 12n, 13n]);
  expect(depth.asks.map(({ total }) => total)).toEqual([2n, 5n]);
});

test("best prices, spread and mid are whole chain units, the mid rounded down", () => {
  expect(bestPrices({ bids: [level(99n, 1n)], asks: [level(102n, 1n)] })).toEqual({
    bid: 99n,
    ask: 102n,
    spread: 3n,
    mid: 100n,
  });
});

test("an empty side has no price, and without both there is neither spread nor mid", () => {
  expect(bestPrices({ bids: [], asks: [level(102n, 1n)] })).toEqual({
    bid: undefined,
    ask: 102n,
    spread: undefined,
    mid: undefined,
  });
});

test("the same levels make the same depth, whatever objects they came in", () => {
  const depth = toDepth(book, 1);
  const copy = { bids: book.bids.map((row) => ({ ...row })), asks: book.asks.map((row) => ({ ...row })) };
  expect(toDepth(copy, 1, depth)).toBe(depth);
  // With another precision they are other rows, also where these are the same.
  expect(toDepth(copy, 2, depth)).toEqual({ ...depth, precision: 2 });
});

test("a change of one level makes new rows from there on only, and leaves the other side its list", () => {
  const depth = toDepth(book, 1);
  const next = toDepth({ ...book, bids: [level(99n, 5n), level(98n, 8n), level(95n, 1n)] }, 1, depth);
  expect(next.bids[0]).toBe(depth.bids[0]);
  expect(next.bids[1]).not.toBe(depth.bids[1]);
  expect(next.bids[2]).toEqual({ price: 95n, quantity: 1n, total: 14n });
  expect(next.asks).toBe(depth.asks);
});

test("a level that goes takes no row with it but those whose total it changes", () => {
  const depth = toDepth(book, 1);
  const next = toDepth({ ...book, bids: [level(99n, 5n), level(98n, 7n)] }, 1, depth);
  expect(next.bids).toHaveLength(2);
  expect(next.bids[0]).toBe(depth.bids[0]);
  expect(next.bids[1]).toBe(depth.bids[1]);
});

test("the top keeps the whole book's best prices, and is the book itself where it holds no more", () => {
  const depth = toDepth(book, 1);
  expect(topOf(depth, 3)).toBe(depth);
  expect(topOf(depth, Number.POSITIVE_INFINITY)).toBe(depth);
  expect(topOf(depth, 1)).toEqual({ ...depth, bids: [depth.bids[0]], asks: [depth.asks[0]] });
  expect(topOf(depth, 0)).toEqual({ ...depth, bids: [], asks: [] });
});

test("each side is cut to the top by itself, and a book that just fits is the book itself", () => {
  const [two, three] = [book.asks, book.bids];
  const deepBids = toDepth({ bids: three, asks: two }, 1);
  const deepAsks = toDepth({ bids: two, asks: three }, 1);
  const even = toDepth({ bids: two, asks: two }, 1);
  expect(topOf(deepBids, 2).bids).toHaveLength(2);
  expect(topOf(deepAsks, 2).asks).toHaveLength(2);
  expect(topOf(even, 2)).toBe(even);
});

const side = fc
  .uniqueArray(fc.record({ price: fc.bigInt(1n, 60n), quantity: fc.bigInt(1n, 4n) }), { selector: (row) => row.price })
  .map((rows) => rows.sort((a, b) => (a.price < b.price ? -1 : 1)));
const books = fc.record({ asks: side, bids: side.map((rows) => [...rows].reverse()) });

property.prop([books, books])("what was kept of the depth before never shows in what the next one says", (one, two) => {
  const kept = toDepth(two, 1, toDepth(one, 1));
  expect(kept).toEqual(toDepth(two, 1));
  expect(toDepth(two, 1, kept)).toBe(kept);
});
