import { fc, test as property } from "@fast-check/vitest";
import { expect, it } from "vitest";
import { floorTo, plus, toWhole } from "./wholes.ts";

/** Numbers of every size, and those around the largest that a number holds exactly. */
const big = fc.oneof(
  fc.bigInt(-(10n ** 20n), 10n ** 20n),
  fc.bigInt(-20n, 20n),
  fc.tuple(fc.bigInt(-3n, 3n), fc.constantFrom(-1n, 1n)).map(([near, sign]) => sign * 2n ** 53n + near),
);

property.prop([big])("a whole number keeps its value, and is a number exactly while that is safe", (value) => {
  const whole = toWhole(value);
  expect(BigInt(whole)).toBe(value);
  expect(typeof whole).toBe(Number.isSafeInteger(Number(value)) ? "number" : "bigint");
});

property.prop([big, big])("sums are exact, and each in its one form", (one, other) => {
  expect(plus(toWhole(one), toWhole(other))).toBe(toWhole(one + other));
});

property.prop([big, big])("two of them compare as their values do", (one, other) => {
  expect([toWhole(one) < toWhole(other), toWhole(one) === toWhole(other)]).toEqual([one < other, one === other]);
});

property.prop([big, fc.nat({ max: 18 })])("it is floored to the multiple below it, also below zero", (value, power) => {
  const step = 10n ** BigInt(power);
  const floor = floorTo(toWhole(value), step);
  expect(BigInt(floor) % step).toBe(0n);
  expect(BigInt(floor) <= value && value < BigInt(floor) + step).toBe(true);
  expect(floor).toBe(toWhole(BigInt(floor)));
});

it("a step of one leaves it as it is", () => {
  expect([floorTo(7, 1n), floorTo(2n ** 60n, 1n)]).toEqual([7, 2n ** 60n]);
});
