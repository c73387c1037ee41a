// Writes the version of package.json into the source, whose error names it when two copies of the library meet.
import { readFileSync, writeFileSync } from "node:fs";

const FILE = "src/client/brand.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
const source = readFileSync(FILE, "utf8");
writeFileSync(FILE, source.replace(/^(export const VERSION = )"[^"]*"/m, `$1"${version}"`));
