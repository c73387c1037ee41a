// The recipe for Jest in lab/compat/jest passes unchanged.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { compat, requireThere } from "./support.ts";

test("Jest 30 tests a component with the simulated exchange", () => {
  const bin = join(dirname(requireThere.resolve("jest/package.json")), "bin/jest.js");
  const { stderr, status } = spawnSync(process.execPath, [bin, "--ci", "--colors=false"], {
    cwd: join(compat, "jest"),
    encoding: "utf8",
  });
  expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringMatching(/^Tests: +[2-9] passed/m) });
  expect(stderr).not.toMatch(/console\.(error|warn)/);
});
