import { describe, expect, it } from "vitest";
import { type NumberName, toNumber, toNumbers } from "./numbers.ts";

const TIMES: readonly (readonly [NumberName, number, number])[] = [
  ["pingInterval", 30_000, 1],
  ["staleAfter", 9_000, 1],
  ["deadAfter", 30_000, 1],
  ["probeTimeout", 5_000, 1],
  ["connectTimeout", 10_000, 1],
  ["minReconnectDelay", 1_000, 1],
  ["maxReconnectDelay", 60_000, 1],
  ["minUptime", 5_000, 1],
  ["snapshotTimeout", 10_000, 1],
  ["minResyncDelay", 1_000, 1],
  ["maxResyncDelay", 60_000, 1],
  ["linger", 3_000, 0],
  ["lostAfter", 3_000, 0],
  ["auditInterval", 60_000, 1_000],
  ["requestTimeout", 10_000, 1],
];

const COUNTS: readonly (readonly [NumberName, number, number])[] = [
  ["maxReconnectAttempts", Infinity, 0],
  ["maxBufferedUpdates", 1_024, 1],
  ["maxTrades", 500, 1],
  ["maxClosedOrders", 200, 0],
  ["retries", 2, 0],
  ["maxRequests", 6, 1],
];

describe.each([...TIMES, ...COUNTS])("%s", (name, usual, least) => {
  it(`is ${usual} where nothing is given, and ${least} at the least`, () => {
    expect(toNumber(name, undefined)).toBe(usual);
    expect(toNumber(name, least)).toBe(least);
  });

  it.each([least - 1, -Infinity])("is not %d", (value) => {
    expect(() => toNumber(name, value)).toThrow(
      expect.objectContaining({ name: "O2InputError", parameter: name, code: "outOfRange", value }),
    );
  });

  it.each([Number.NaN, "5", true, {}])("is not %o", (value) => {
    expect(() => toNumber(name, value)).toThrow(expect.objectContaining({ parameter: name, code: "malformed" }));
    expect(() => toNumber(name, value)).toThrow(`the default is ${usual}`);
  });
});

it.each(TIMES)("Infinity is a time that a timer can hold, also half as long again: %s", (name) => {
  for (const value of [Infinity, 2 ** 31, 2 ** 40]) {
    expect(toNumber(name, value)).toBeGreaterThan(7 * 86_400_000);
    expect(1.5 * toNumber(name, value)).toBeLessThan(2 ** 31);
  }
  expect(toNumber(name, 1_500.5)).toBe(1_500.5);
});

it.each(COUNTS)("Infinity is a count without end, and half of one is none: %s", (name, _, least) => {
  expect(toNumber(name, Infinity)).toBe(Infinity);
  expect(() => toNumber(name, least + 0.5)).toThrow(/whole number/);
});

it("several are those that were named, and no others", () => {
  expect(toNumbers(["linger", "retries"], { linger: 5 })).toEqual({ linger: 5, retries: 2 });
});
