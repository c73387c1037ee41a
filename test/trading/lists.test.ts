// What a list or a chart of markets is drawn with: the order of rows, the tone of a change, the length of a bar, a sparkline.
import { fc, test as property } from "@fast-check/vitest";
import { nextSort, shareOf, sortBy, sparkline, toneOf } from "o2-react/trading";
import { describe, expect, test } from "vitest";

test("a change has a tone unless it is zero or not known", () => {
  expect([1n, -(10n ** 30n), 0n, undefined].map(toneOf)).toEqual(["up", "down", undefined, undefined]);
});

describe("a share", () => {
  property.prop([fc.bigInt(0n, 10n ** 30n), fc.bigInt(1n, 10n ** 30n)])(
    "is the part of the whole, to a millionth",
    (a, b) => {
      const [part, whole] = a < b ? [a, b] : [b, a];
      const share = shareOf(part, whole || 1n);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
      const millionths = BigInt(Math.round(share * 1e6));
      expect(millionths * whole <= part * 1_000_000n).toBe(true);
      expect((millionths + 1n) * whole > part * 1_000_000n).toBe(true);
    },
  );

  test("of nothing is nothing", () => {
    expect([shareOf(0n, 0n), shareOf(5n, 0n), shareOf(1n, 4n)]).toEqual([0, 0, 0.25]);
  });
});

describe("rows", () => {
  const rows = [
    { name: "b", last: 2n },
    { name: "A", last: undefined },
    { name: "c", last: 10n ** 20n + 1n },
    { name: "d", last: 10n ** 20n },
    { name: "e", last: 2n },
  ];
  const names = (list: typeof rows) => list.map(({ name }) => name).join("");

  test("are sorted by amounts exactly, equal ones as they were given, unknown ones last either way", () => {
    expect(names(sortBy(rows, ({ last }) => last))).toBe("bedcA");
    expect(names(sortBy(rows, ({ last }) => last, "descending"))).toBe("cdbeA");
    expect(names(rows)).toBe("bAcde");
  });

  test("are sorted by text whatever its case, and by numbers", () => {
    expect(names(sortBy(rows, ({ name }) => name, "ascending"))).toBe("Abcde");
    expect(sortBy([10, 9, -1], (each) => each, "descending")).toEqual([10, 9, -1]);
  });

  test("turn round at a second click on a column, and begin at the greatest of another one", () => {
    const first = nextSort({ by: "pair", order: "ascending" }, "last");
    expect(first).toEqual({ by: "last", order: "descending" });
    const second = nextSort(first, "last");
    expect(second).toEqual({ by: "last", order: "ascending" });
    expect(nextSort(second, "last").order).toBe("descending");
  });
});

describe("a sparkline", () => {
  const bar = (timestamp: number, close: bigint) => ({ timestamp, close });

  test("places candles by their time and their price, the highest on top", () => {
    expect(sparkline([bar(0, 10n), bar(60, 30n), bar(120, 20n)])).toBe("0,100 50,0 100,50");
    expect(sparkline([bar(0, 10n), bar(60, 30n)], { width: 40, height: 20 })).toBe("0,20 40,0");
  });

  test("holds the price over a stretch without candles, and up to the end that is given", () => {
    expect(sparkline([bar(0, 1n), bar(10, 2n), bar(40, 1n)])).toBe("0,100 25,0 75,0 100,100");
    expect(sparkline([bar(0, 1n), bar(10, 2n)], { to: 20 })).toBe("0,100 50,0 100,0");
  });

  test("leaves out what is older than its beginning, and begins where that is", () => {
    expect(sparkline([bar(0, 1_000n), bar(50, 2n), bar(100, 4n)], { from: 50 })).toBe("0,100 100,0");
    expect(sparkline([bar(50, 2n), bar(100, 4n)], { from: 0 })).toBe("50,100 100,0");
  });

  test("of one price is a line across the middle, of none there is none", () => {
    expect(sparkline([bar(5, 7n)])).toBe("0,50 100,50");
    expect(sparkline([bar(5, 7n), bar(6, 7n)], { height: 30 })).toBe("0,15 100,15");
    expect([sparkline([]), sparkline([bar(5, 7n)], { from: 6 })]).toEqual(["", ""]);
  });

  property.prop([fc.array(fc.bigInt(1n, 10n ** 30n), { minLength: 2, maxLength: 300 })])(
    "never leaves its box, and touches its top and its bottom",
    (closes) => {
      const points = sparkline(closes.map((close, index) => bar(index * 60_000, close)))
        .split(" ")
        .map((point) => point.split(",").map(Number));
      for (const [x = -1, y = -1] of points) {
        expect(x >= 0 && x <= 100 && y >= 0 && y <= 100).toBe(true);
      }
      if (new Set(closes).size > 1) expect(points.map(([, y]) => y)).toEqual(expect.arrayContaining([0, 100]));
    },
  );
});
