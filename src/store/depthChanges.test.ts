import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { DepthRow } from "./depth.ts";
import { type DepthChange, type DrawnSides, depthChanges, longer, NOTHING_DRAWN } from "./depthChanges.ts";

const row = (price: number, quantity = 1, total = quantity): DepthRow => ({
  price: BigInt(price),
  quantity: BigInt(quantity),
  total: BigInt(total),
});

/** The places of a drawing after some changes. */
function draw(drawn: DrawnSides, changes: readonly DepthChange[]) {
  const places = {
    bids: [...drawn.bids] as (DepthRow | undefined)[],
    asks: [...drawn.asks] as (DepthRow | undefined)[],
  };
  for (const { side, index, row } of changes) places[side][index] = row;
  return { bids: places.bids.filter(Boolean), asks: places.asks.filter(Boolean) };
}

describe("the changes of a book", () => {
  const [a, b, c] = [row(5), row(3), row(1)] as const;

  it("are none where the sides are the same", () => {
    expect(depthChanges({ bids: [a], asks: [b] }, { bids: [a], asks: [b] }, false)).toEqual([]);
  });

  it("name the places whose row is another, asks first, each with the row that had its price", () => {
    const [more, added] = [row(5, 7), row(4)] as const;
    const from = { bids: [a, b], asks: [c] };
    expect(depthChanges(from, { bids: [more, added, b], asks: [] }, false)).toEqual([
      { side: "asks", index: 0, row: undefined, before: undefined },
      { side: "bids", index: 0, row: more, before: a },
      { side: "bids", index: 1, row: added, before: undefined },
      { side: "bids", index: 2, row: b, before: b },
    ]);
  });

  it("of a whole book name every place that either has, and no row of the one before", () => {
    expect(depthChanges({ bids: [a, b], asks: [] }, { bids: [a], asks: [c] }, true)).toEqual([
      { side: "asks", index: 0, row: c, before: undefined },
      { side: "bids", index: 0, row: a, before: undefined },
      { side: "bids", index: 1, row: undefined, before: undefined },
    ]);
  });

  const rows = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 2 })), {
    selector: ([price]) => price,
  });
  const known = new Map<string, DepthRow>();
  /** Equal rows are the same object, as in the store. */
  const toRow = ([price, quantity]: readonly [number, number]): DepthRow => {
    const key = `${price} ${quantity}`;
    const made = known.get(key) ?? row(price, quantity);
    known.set(key, made);
    return made;
  };
  const books = fc.record({ bids: rows, asks: rows }).map(
    ({ bids, asks }): DrawnSides => ({
      bids: bids.toSorted(([one], [other]) => other - one).map(toRow),
      asks: asks.toSorted(([one], [other]) => one - other).map(toRow),
    }),
  );

  property.prop([books, books, fc.boolean()])("lead from any book to any other", (from, to, isWhole) => {
    expect(draw(from, depthChanges(from, to, isWhole))).toEqual(to);
  });

  property.prop([books, books])("have the row of the same price, wherever it was", (from, to) => {
    for (const { side, row, before } of depthChanges(from, to, false))
      expect(before).toBe(from[side].find(({ price }) => price === row?.price));
  });

  property.prop([books, books, books])("of a whole book clear what was drawn of either of two", (first, second, to) => {
    const drawn = longer(first, second);
    for (const from of [first, second]) expect(draw(from, depthChanges(drawn, to, true))).toEqual(to);
    expect(draw(NOTHING_DRAWN, depthChanges(drawn, to, true))).toEqual(to);
  });
});
