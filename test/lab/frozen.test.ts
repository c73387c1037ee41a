// The judgement of pages that take nothing: it finds broken promises, and the growth is that of the samples.
import { expect, test } from "vitest";
import { findingsOf, frozenFigures, type Measured } from "../../lab/bench/browser/frozenResults.ts";

const MEASURED: Measured = {
  of: "frozen",
  minutes: 2,
  samples: [2, 4.5, 3].map((heap, minutes) => ({ minutes, heap: heap * 1_000_000, beside: 0 })),
  rate: 2_000,
  resumed: {
    first: { book: "stale", trades: "stale" },
    messages: 2,
    liveAfter: 9,
    tradeAge: 5,
    told: 1,
    wrong: undefined,
  },
  still: undefined,
  isEqual: true,
  sums: { commits: 1, messages: 1, told: 1, repeated: 0, disordered: 0, oldestLive: 1, errors: [] },
};

test("the growth is the largest sample less the first one, and is missing where a page was not measured", () => {
  expect(findingsOf(MEASURED)).toEqual([]);
  expect(frozenFigures([MEASURED])).toEqual({
    heap_mb_frozen: 2.5,
    heap_mb_frozen_tap: null,
    heap_mb_slow: null,
    heap_mb_slow_tap: null,
  });
});

test.each<[string, Partial<Measured>]>([
  ["its first commit was live", { resumed: { ...MEASURED.resumed!, first: { book: "live", trades: "stale" } } }],
  ["7 messages until it was live", { resumed: { ...MEASURED.resumed!, messages: 7 } }],
  ["3 live commits were not the exchange's book", { resumed: { ...MEASURED.resumed!, wrong: 3 } }],
  ["its book is not the exchange's in the end", { isEqual: false }],
  ["2 trades were told again", { sums: { ...MEASURED.sums, repeated: 2 } }],
  ["1 trades were told behind a later one", { sums: { ...MEASURED.sums, disordered: 1 } }],
])("a page of which this is true is found out: %s", (finding, change) => {
  expect(findingsOf({ ...MEASURED, ...change })).toEqual([expect.stringContaining(finding)]);
});
