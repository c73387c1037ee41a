// The examples' lockfiles hold nothing of one machine or of one build of the library.
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly resolved?: string; readonly integrity?: string }>>;
}

test.each(globSync("examples/*/package-lock.json"))("%s names no host and no build of the library", (file) => {
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as Lockfile;
  const resolved = Object.values(packages).flatMap((each) => each.resolved ?? []);
  expect(resolved).toEqual(["file:o2-react.tgz"]);
  expect(packages["node_modules/o2-react"]?.integrity).toBeUndefined();
});
