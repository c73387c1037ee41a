// Each supported Node (the newest, which runs this, and 22) imports every entry and holds a session.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compat, entries } from "./support.ts";

const nodes = [
  { version: "24", binary: process.execPath },
  { version: "22", binary: join(compat, "node_modules/node-22/bin/node") },
];

describe.each(nodes)("Node $version", ({ version, binary }) => {
  test("imports every entry and reads a market, without a warning", () => {
    const names = entries.map(({ name }) => name);
    const { stdout, stderr, status } = spawnSync(binary, [join(compat, "node/session.js"), ...names], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    for (const name of names) expect(stdout).toMatch(new RegExp(`^${name} [1-9]\\d*$`, "m"));
    expect(stdout).toMatch(new RegExp(`^session v${version}\\.\\S+ 20 updates$`, "m"));
  });
});
