// The content of the record of mutation runs: see lab/mutation/README.md.
import { expect, test } from "vitest";
import { outcomeOf, summedUp } from "../lab/mutation/results.ts";

const run = { date: "2026-11-28", commit: "abc", runner: "vitest-runner" };
const none = { score: null, killed: 0, timeout: 0, survived: 0, noCoverage: 0, notTried: 0 };

type Status = Parameters<typeof outcomeOf>[0]["mutants"][number]["status"];
/** Each change begins on its own line, which is named after its status. */
const outcome = (...statuses: readonly Status[]) =>
  outcomeOf(
    {
      source: statuses.map((status) => `  ${status}();`).join("\n"),
      mutants: statuses.map((status, index) => ({ status, replacement: "", location: { start: { line: index + 1 } } })),
    },
    run,
  );

test("a change that no test was seen to find counts against the score, and is among the survivors", () => {
  const found = outcome("Killed", "Timeout", "Survived", "NoCoverage", "RuntimeError", "Pending");
  expect(found).toMatchObject({ score: 33.3, killed: 1, timeout: 1, survived: 1, noCoverage: 1, notTried: 2 });
  expect(found.survivors.map(({ line }) => line)).toEqual([
    "Survived();",
    "NoCoverage();",
    "RuntimeError();",
    "Pending();",
  ]);
});

test("a change that never runs is not counted", () => {
  expect(outcome("Ignored", "CompileError")).toEqual({ ...none, run, survivors: [] });
});

test("a line on which several changes survive is there once, with all of them and its reason", () => {
  const at = (line: number, replacement: string) => ({
    status: "Survived" as const,
    replacement,
    location: { start: { line } },
  });
  const files = {
    "src/store/a.ts": outcomeOf({ source: "one();\ntwo();", mutants: [at(2, "x"), at(2, "y"), at(1, "z")] }, run),
  };
  const reasons = { "src/store/a.ts": { "two();": "It only saves work." } };
  expect(summedUp(files, reasons).files["src/store/a.ts"]?.survivors).toEqual([
    { line: "two();", become: ["x", "y"], why: "It only saves work." },
    { line: "one();", become: ["z"], why: null },
  ]);
});

test("rooms and total are the sums of their files, and a file that was run anew leaves the others as they are", () => {
  const before = {
    "src/client/a.ts": outcome("Killed", "Survived"),
    "src/store/b.ts": outcome("Killed", "NoCoverage"),
  };
  const after = summedUp({ ...summedUp(before, {}).files, "src/store/b.ts": outcome("Timeout") }, {});
  expect(after.files["src/client/a.ts"]).toEqual(before["src/client/a.ts"]);
  expect(after.client).toEqual({ ...none, score: 50, killed: 1, survived: 1 });
  expect(after.store).toEqual({ ...none, score: 100, timeout: 1 });
  expect(after.total).toEqual({ ...none, score: 66.6, killed: 1, timeout: 1, survived: 1 });
});
