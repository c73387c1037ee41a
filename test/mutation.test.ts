// What the record of mutation runs keeps: see lab/mutation/README.md.
import { expect, test } from "vitest";
import { type Results, summedUp, withFile } from "../lab/mutation/results.ts";

const run = { date: "2026-11-28", commit: "abc", runner: "vitest-runner" };
const source = "one();\ntwo();";
const mutant = (status: "Killed" | "Survived" | "RuntimeError" | "Timeout" | "NoCoverage", line = 1) => ({
  status,
  replacement: "",
  location: { start: { line } },
});

const none = { score: null, killed: 0, timeout: 0, survived: 0, noCoverage: 0, notTried: 0 };
const room = { ...none, files: {}, survivors: {} };
const empty: Results = { total: none, client: room, store: room };
const all = () => true;
const a = { source, mutants: [mutant("Killed"), mutant("Timeout"), mutant("Survived", 2), mutant("NoCoverage", 2)] };
const before = summedUp(withFile(empty, "src/client/a.ts", a, run), {}, all);

test("a run of one file keeps the outcomes of all others", () => {
  const b = { source, mutants: [mutant("Killed")] };
  const path = "src/client/a.ts";
  const inSameRoom = summedUp(withFile(before, "src/client/b.ts", b, run), {}, all);
  expect(inSameRoom.client.files[path]).toEqual(before.client.files[path]);
  expect(inSameRoom.client.survivors[path]).toEqual(before.client.survivors[path]);
  const after = summedUp(withFile(before, "src/store/b.ts", b, run), {}, all);
  expect(after.client).toEqual(before.client);
  expect(after.store).toMatchObject({ score: 100, killed: 1 });
  expect(after.total).toEqual({ score: 60, killed: 2, timeout: 1, survived: 1, noCoverage: 1, notTried: 0 });
});

test("the newest outcome of a file takes the place of its last one", () => {
  const found = { source, mutants: [mutant("Killed")] };
  const after = summedUp(withFile(before, "src/client/a.ts", found, run), {}, all);
  expect(after.client).toMatchObject({ score: 100, killed: 1, survived: 0, survivors: {} });
});

test("what could not be tried counts against the score", () => {
  const stuck = { source, mutants: [mutant("Killed"), mutant("RuntimeError")] };
  const after = summedUp(withFile(empty, "src/client/a.ts", stuck, run), {}, all);
  expect(after.total).toMatchObject({ score: 50, notTried: 1 });
  expect(after.client.survivors["src/client/a.ts"]).toEqual([{ line: "one();", become: [""], why: null }]);
});

test("a line on which changes survive is there once, with its reason", () => {
  const reasons = { "src/client/a.ts": { "two();": "It only saves work." } };
  expect(summedUp(before, reasons, all).client.survivors["src/client/a.ts"]).toEqual([
    { line: "two();", become: ["", ""], why: "It only saves work." },
  ]);
});

test("a file that is gone counts no more", () => {
  const after = summedUp(before, {}, () => false);
  expect(after.client).toEqual(room);
});
