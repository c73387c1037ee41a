// The folders of the packed library and of its test dependencies. Entries are read from its package.json, so that a new
// one is tested.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

declare module "vitest" {
  export interface ProvidedContext {
    /** The React that the hooks' suites are run with, as "18.3". */
    readonly react: string;
  }
}

/** The folder of the library's test dependencies. */
export const compat: string = join(process.cwd(), "lab/compat");
/** The packed library, installed there. */
export const library: string = join(compat, "node_modules/o2-react");
/** Resolves a module like a file in that folder. */
export const requireThere: NodeJS.Require = createRequire(join(compat, "index.js"));

/** Its package.json. */
export const manifest = JSON.parse(readFileSync(join(library, "package.json"), "utf8"));

export interface PackageEntry {
  /** The name by which it is imported. */
  readonly name: string;
  /** The file by condition. */
  readonly conditions: Readonly<Record<string, string>> & { readonly default: string };
}

/** All entries, without package.json and a worker's script. */
export const entries: readonly PackageEntry[] = Object.entries<PackageEntry["conditions"] | string>(manifest.exports)
  .filter((pair): pair is [string, PackageEntry["conditions"]] => typeof pair[1] === "object" && !/\.js$/.test(pair[0]))
  .map(([path, conditions]) => ({ name: `o2-react${path.slice(1)}`, conditions }));

/** The names of the library's hooks. */
export async function hooks(): Promise<string[]> {
  const names = Object.keys(await import(join(library, "dist/index.js"))).filter((name) => /^use[A-Z]/.test(name));
  if (names.length < 10) throw new Error("the hooks are not found");
  return names;
}
