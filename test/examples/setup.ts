// Packs the library once, copies each example into its own folder, installs it there with the library, and makes the
// builds that suit every exchange. Runs before all test files.
import { cpSync, mkdtempSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { install } from "../../scripts/install.ts";
import { pack } from "../../scripts/pack.ts";
import { run } from "./run.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of the installed examples, each under its own name. */
    readonly examples: string;
  }
}

const EXAMPLES = "examples";
const MADE = new Set(["node_modules", ".next", "dist", "o2-react.tgz", "next-env.d.ts", "tsconfig.tsbuildinfo"]);

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const where = mkdtempSync(join(tmpdir(), "o2-react-examples-"));
  const tarball = pack();
  for (const name of readdirSync(EXAMPLES)) {
    const folder = join(where, name);
    for (const entry of readdirSync(join(EXAMPLES, name)))
      if (!MADE.has(entry)) cpSync(join(EXAMPLES, name, entry), join(folder, entry), { recursive: true });
    install(folder, tarball);
  }
  await run(join(where, "next-dashboard"), ["node_modules/.bin/next", "build"]);
  project.provide("examples", where);
  // In steps, because vitest waits for its worker's last message meanwhile.
  return () => rm(where, { recursive: true, force: true });
}
