import { expect, test } from "vitest";
import type { Bar } from "../client/entities.ts";
import { candleChanges } from "./candleChanges.ts";

const bar = (timestamp: number, close = 1n): Bar => ({ timestamp, open: 1n, high: 9n, low: 1n, close, volume: 1n });
const [a, b, c, d] = [bar(1), bar(2), bar(3), bar(4)];

test.each([
  ["nothing is new", [a, b], [a, b], []],
  ["others that say the same", [a, b], [bar(1), bar(2)], []],
  ["the newest is another", [a, b], [a, bar(2, 5n)], [bar(2, 5n)]],
  ["others follow", [a, b], [a, b, c, d], [c, d]],
  ["the newest is another, and others follow", [a, b], [a, bar(2, 5n), c], [bar(2, 5n), c]],
  ["the oldest are let go of", [a, b, c], [c, d], [d]],
  ["nothing at all", [], [], []],
])("%s: those are told", (_, drawn, now, changes) => {
  expect(candleChanges(drawn, now)).toEqual(changes);
});

test.each([
  ["an older one comes", [b, c], [a, b, c]],
  ["one before the newest is another", [a, b, c], [a, bar(2, 5n), c]],
  ["one comes between", [a, c], [a, b, c]],
  ["the newest is gone", [a, b], [a]],
  ["the newest is gone, and others follow", [a, b], [a, c]],
  ["nothing of the drawn ones is there", [a, b], [c, d]],
  ["all are gone", [a, b], []],
  ["the first ones", [], [a]],
])("%s: all are to be set anew", (_, drawn, now) => {
  expect(candleChanges(drawn, now)).toBeUndefined();
});
