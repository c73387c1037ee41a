// What our users install with us: listed, and under licences that ask nothing of them.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ALLOWED, packages, THIRD_PARTY, thirdParty } from "../scripts/licences.ts";

test("every package that comes with ours is in the list that we ship", () => {
  expect(readFileSync(THIRD_PARTY, "utf8"), "run `npm run licences`").toBe(thirdParty(packages()));
});

test("all have a licence that may be used anywhere", () => {
  expect(packages().length).toBeGreaterThanOrEqual(6);
  expect(packages().filter(({ licence }) => !ALLOWED.includes(licence))).toEqual([]);
});

test("the peers' licences are what the list says", () => {
  const { peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const licences = Object.keys(peerDependencies).map((name) => [
    name,
    JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).license,
  ]);
  expect(licences).toEqual(licences.map(([name]) => [name, "MIT"]));
  for (const [name] of licences) expect(readFileSync(THIRD_PARTY, "utf8")).toContain(`\`${name}\``);
});
