import { expect, test } from "vitest";
import { findRows, pathId, preview, rowsOf, toJson, valueAt } from "./tree.ts";

const STATE = {
  best: { bid: 12n, ask: 13n },
  levels: Array.from({ length: 120 }, (_, index) => BigInt(index)),
  no: {},
};

test("only what is unfolded has rows, and bigints are spelled as such", () => {
  expect(rowsOf(STATE, new Set(), new Map()).map(({ name, preview, kind }) => [name, preview, kind])).toEqual([
    ["best", "{ bid: 12n, ask: 13n }", "branch"],
    ["levels", "[120]", "branch"],
    ["no", "{}", "other"],
  ]);
  const open = new Set([pathId(["best"])]);
  expect(rowsOf(STATE, open, new Map()).map(({ name, level }) => [name, level])).toEqual([
    ["best", 1],
    ["bid", 2],
    ["ask", 2],
    ["levels", 1],
    ["no", 1],
  ]);
});

test("a long list is cut, says how much more there is, and shows it on demand", () => {
  const id = pathId(["levels"]);
  const rows = rowsOf(STATE.levels, new Set(), new Map());
  expect(rows).toHaveLength(51);
  expect(rows.at(-1)).toMatchObject({ kind: "more", preview: "70 more" });
  expect(rowsOf(STATE, new Set([id]), new Map([[id, 200]]))).toHaveLength(123);
});

test("finds by key and by value, with the whole path", () => {
  expect(findRows(STATE, "13n").map(({ name }) => name)).toEqual(["best › ask", "levels › 13", "levels › 113"]);
  expect(findRows(STATE, "BID").map(({ name }) => name)).toEqual(["best › bid"]);
});

test("what is copied is JSON, with bigints as strings and errors by what they say", () => {
  expect(toJson(valueAt(STATE, ["best"]))).toBe('{\n  "bid": "12",\n  "ask": "13"\n}');
  expect(JSON.parse(toJson({ error: new TypeError("no") }))).toEqual({ error: { name: "TypeError", message: "no" } });
  expect(preview(new TypeError("no"))).toBe("TypeError: no");
});

test("a long id in a found path is cut short, so that its value has room", () => {
  const state = { depth: { [`0x${"ab".repeat(32)}:1`]: { bestBid: 5n } } };
  const [row] = findRows(state, "bestBid");
  expect(row?.name).toMatch(/^depth › 0x.{4,12}:1 › bestBid$/);
  expect(row?.path[1]).toBe(`0x${"ab".repeat(32)}:1`);
});
