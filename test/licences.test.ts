// What our users install with us: listed, and under licences that ask nothing of them.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ALLOWED, packages, peers, THIRD_PARTY, thirdParty } from "../scripts/licences.ts";

test("every package that comes with ours is in the list that we ship", () => {
  expect(readFileSync(THIRD_PARTY, "utf8"), "run `npm run licences`").toBe(thirdParty());
});

test("all have a licence that may be used anywhere", () => {
  expect(packages().length).toBeGreaterThanOrEqual(6);
  expect([...packages(), ...peers()].filter(({ licence }) => !ALLOWED.includes(licence))).toEqual([]);
});
