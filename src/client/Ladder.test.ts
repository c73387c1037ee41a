import { fc, test as property } from "@fast-check/vitest";
import { expect, it, vi } from "vitest";
import type { DepthLevel } from "./entities.ts";
import { type FlatLevels, Ladder } from "./Ladder.ts";
import { toWhole } from "./wholes.ts";

const level = (price: number, quantity: number): DepthLevel => ({ price: BigInt(price), quantity: BigInt(quantity) });
const flat = (levels: readonly DepthLevel[]): FlatLevels =>
  levels.flatMap(({ price, quantity }) => [toWhole(price), toWhole(quantity)]);
const ALL = Number.POSITIVE_INFINITY;

/** The simplest thing that is right: a map, sorted when asked. */
class Naive {
  readonly #isBid: boolean;
  #levels = new Map<bigint, bigint>();

  constructor(isBid: boolean) {
    this.#isBid = isBid;
  }

  addAll(changes: readonly DepthLevel[]): boolean {
    const next = new Map(this.#levels);
    for (const { price, quantity } of changes) {
      const sum = (next.get(price) ?? 0n) + quantity;
      if (sum < 0n) return false;
      if (sum === 0n) next.delete(price);
      else next.set(price, sum);
    }
    this.#levels = next;
    return true;
  }

  top(): DepthLevel[] {
    const levels = [...this.#levels].map(([price, quantity]) => ({ price, quantity }));
    return levels.sort((a, b) => (a.price < b.price === this.#isBid ? 1 : -1));
  }
}

const changes = fc.array(
  fc.record({ price: fc.bigInt(1n, 40n), quantity: fc.oneof(fc.bigInt(-3n, 5n), fc.constant(-(2n ** 60n))) }),
  { maxLength: 8 },
);

property.prop([fc.boolean(), fc.array(changes, { maxLength: 60 }), fc.nat(50)], { numRuns: 300 })(
  "through any changes, refused ones among them, it holds what a map would hold, best first",
  (isBid, frames, count) => {
    const ladder = new Ladder(isBid);
    const naive = new Naive(isBid);
    for (const frame of frames) {
      expect(ladder.addAll(flat(frame)) === undefined).toBe(naive.addAll(frame));
      expect(ladder.top(ALL)).toEqual(naive.top());
      const [best] = naive.top();
      expect(ladder.best).toBe(best && toWhole(best.price));
    }
    expect(ladder.top(count)).toEqual(naive.top().slice(0, count));
    // The levels it was made of make it again, also out of order and in parts.
    const parts = naive.top().flatMap(({ price, quantity }) => [
      { price, quantity: quantity - 1n },
      { price, quantity: 1n },
    ]);
    expect(Ladder.of(isBid, flat([...parts].reverse()))?.top(ALL)).toEqual(naive.top());
    expect(Ladder.of(isBid, flat(parts))?.top(ALL)).toEqual(naive.top());
  },
);

property.prop([fc.boolean(), changes, changes])(
  "taking changes back leaves what was before",
  (isBid, before, frame) => {
    const ladder = new Ladder(isBid);
    ladder.addAll(flat(before));
    const levels = ladder.top(ALL);
    if (ladder.addAll(flat(frame)) === undefined) ladder.takeBack(flat(frame));
    expect(ladder.top(ALL)).toEqual(levels);
  },
);

it("says which level cannot be, and a snapshot below zero is none", () => {
  const ladder = Ladder.of(true, flat([level(100, 5)]));
  expect(ladder?.addAll(flat([level(99, 1), level(100, -6)]))).toBe("100 would hold -1");
  expect(ladder?.addAll(flat([level(98, -1)]))).toBe("98 is not in the book but was to lose 1");
  expect(ladder?.top(ALL)).toEqual([level(100, 5)]);
  expect(Ladder.of(false, flat([level(1, -1)]))).toBeUndefined();
});

it("what was shown is never changed later", () => {
  const ladder = Ladder.of(false, flat([level(100, 5), level(101, 7)]));
  const shown = ladder?.top(2);
  ladder?.addAll(flat([level(100, 1), level(101, -7)]));
  expect(shown).toEqual([level(100, 5), level(101, 7)]);
});

it("shows no more groups than are asked for, each whole", () => {
  const ladder = Ladder.of(true, flat(Array.from({ length: 1_000 }, (_, index) => level(100_000 - index, 1))));
  expect(ladder?.top(3, 10n)).toEqual([level(100_000, 1), level(99_990, 10), level(99_980, 10)]);
});

/** The number of array items that are moved or looked through by a thousand updates of a book with so many levels a side. */
function moved(levels: number): number {
  const side = Array.from({ length: levels }, (_, index) => level(1_000_000 - index, 10));
  const ladder = Ladder.of(true, flat(side)) as Ladder;
  let items = 0;
  const { splice, filter } = Array.prototype;
  const splices = vi.spyOn(Array.prototype, "splice").mockImplementation(function (this: unknown[], ...args) {
    items += this.length - (args[0] as number);
    return splice.apply(this, args);
  });
  const filters = vi.spyOn(Array.prototype, "filter").mockImplementation(function (this: unknown[], ...args) {
    items += this.length;
    return filter.apply(this, args as [() => boolean]);
  });
  try {
    for (let update = 0; update < 1_000; update += 1) {
      // Each time another level goes, and comes back two updates later.
      const gone = (update * 7_919) % levels;
      const back = ((update - 2) * 7_919) % levels;
      ladder.addAll(flat([level(1_000_000 - gone, -10), ...(update < 2 ? [] : [level(1_000_000 - back, 10)])]));
      items += ladder.top(20).length;
    }
  } finally {
    splices.mockRestore();
    filters.mockRestore();
  }
  return items;
}

it("an update moves no more at 5,000 levels a side than at 50", () => {
  expect(moved(5_000) / moved(50)).toBeLessThanOrEqual(2);
});

it("prices that the market has left behind do not pile up", () => {
  const ladder = Ladder.of(true, flat([level(1, 1)])) as Ladder;
  for (let price = 2; price < 10_000; price += 1) ladder.addAll(flat([level(price, 1), level(price - 1, -1)]));
  ladder.addAll(flat([level(20_000, 1)]));
  let held = 0;
  const { splice } = Array.prototype;
  const splices = vi.spyOn(Array.prototype, "splice").mockImplementation(function (this: unknown[], ...args) {
    held = this.length;
    return splice.apply(this, args);
  });
  // The worst of all: it is put before everything that is held.
  ladder.addAll(flat([level(1, 1)]));
  splices.mockRestore();
  expect(ladder.top(ALL)).toEqual([level(20_000, 1), level(9_999, 1), level(1, 1)]);
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(10);
});
