import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { equal, share } from "./equal.ts";

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(undefined, null, true, 0, 1, Number.NaN, 1n, 2n, "", "a"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

test.each([
  [1n, 1n, true],
  [1n, 1, false],
  [Number.NaN, Number.NaN, true],
  [{ a: 1n, b: [2n] }, { b: [2n], a: 1n }, true],
  [{ a: undefined }, {}, false],
  [{ a: undefined }, { b: undefined }, false],
  [[1, 2], [1], false],
  [[], {}, false],
  [null, undefined, false],
  [null, {}, false],
  [new Date(1), new Date(1), false],
  [new Map(), new Map(), false],
  [Object.assign(Object.create(null), { a: 1 }), { a: 1 }, true],
])("%o and %o hold the same: %s", (a, b, expected) => {
  expect(equal(a, b)).toBe(expected);
  expect(equal(b, a)).toBe(expected);
});

property.prop([plain, plain])("whatever is shared, the content is the new value's", (previous, next) => {
  expect(share(previous, next)).toEqual(next);
});

property.prop([plain])("the same content is the same reference", (value) => {
  expect(share(value, structuredClone(value))).toBe(value);
});

test("parts that did not change keep their reference, down to an item of a list", () => {
  const previous = { rows: [{ price: 1n }, { price: 2n }], best: { bid: 1n }, count: 2 };
  const next = share(previous, { rows: [{ price: 1n }, { price: 3n }], best: { bid: 1n }, count: 2 });
  expect(next).toEqual({ rows: [{ price: 1n }, { price: 3n }], best: { bid: 1n }, count: 2 });
  expect(next.rows[0]).toBe(previous.rows[0]);
  expect(next.best).toBe(previous.best);
});

test("an item that merely moved keeps its own reference", () => {
  const [one, two] = [{ id: 1 }, { id: 2 }];
  const next = share([one], [two, one]);
  expect(next[0]).toBe(two);
  expect(next[1]).toBe(one);
});

test("what is no plain data is taken as it is", () => {
  const next = new Map([[1, 1]]);
  expect(share(new Map([[1, 1]]), next)).toBe(next);
});

test("what is gone from the new value is gone", () => {
  expect(share({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
});
