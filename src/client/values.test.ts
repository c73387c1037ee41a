// Single values as a server may spell them, and what is said of those that are none.
import { describe, expect, it } from "vitest";
import { count, hasLongNumbers, id, integer, isId, nonce, parseExactJson, Rounded, time } from "./values.ts";

describe("JSON with its amounts intact", () => {
  it("a bare number that would be rounded comes out as text, one with a fraction as the number it is", () => {
    expect(parseExactJson("[12345678901234567890,-12345678901234567890]")).toEqual([
      "12345678901234567890",
      "-12345678901234567890",
    ]);
    expect(parseExactJson("[0.5000000000000000]")).toEqual([0.5]);
  });

  it.each(["a\nbc 12345678901234567890 d", 'a"b, 12345678901234567890, ', "\\", "\\\\ 12345678901234567890"])(
    "a text stays what it is, whatever is escaped in it: %j",
    (text) => {
      expect(parseExactJson(`[${JSON.stringify(text)},12345678901234567890]`)).toEqual([text, "12345678901234567890"]);
    },
  );

  it("only a long bare number is one", () => {
    expect(hasLongNumbers("[12345678901234567890]")).toBe(true);
    for (const json of ["[1]", '["12345678901234567890"]', '{"a name that is long":1}'])
      expect(hasLongNumbers(json)).toBe(false);
  });
});

describe("numbers", () => {
  it("one that JSON has rounded is told apart from what is none", () => {
    expect(() => integer(1e30, "price")).toThrow(Rounded);
    expect(() => integer(1e30, "price")).toThrow("price is too long for a bare number");
    expect(() => integer("1e30", "price")).toThrow("price is not a whole number: 1e30");
  });

  it("a time is one that a Date can hold", () => {
    expect(time(8.64e15, "at")).toBe(8.64e15);
    expect(() => time("8640000000000001", "at")).toThrow("at is too late");
  });

  it("a small number is one that fits a byte", () => {
    expect(count("255", "decimals")).toBe(255);
    expect(() => count(256, "decimals")).toThrow("decimals is too large: 256");
  });

  it.each([["0x1"], "z0x1", "0x1z", "0x", `0x${"1".repeat(65)}`])("a nonce is no %j", (value) => {
    expect(() => nonce(value)).toThrow(/^nonce is not a whole number/);
  });

  it("a nonce in hex is read in either case", () => {
    expect([nonce("0xAb"), nonce("0xab"), nonce("12"), nonce(12)]).toEqual([171n, 171n, 12n, 12n]);
  });
});

describe("ids", () => {
  it.each([["ab"], ["0xab"], "zab", "abz", "z0xab", "0xabz", "", "0x", 5, "a".repeat(65)])("no id is %j", (value) => {
    expect(isId(value)).toBe(false);
    expect(() => id(value, "market_id")).toThrow("market_id is not a hex id");
  });

  it.each(["ab", "AB", "0xab", "0xAB"])("%s comes out in one spelling", (value) => {
    expect([isId(value), id(value, "at")]).toEqual([true, "0xab"]);
  });
});
