// `npm run mutation`: lets Stryker mutate one file after the other and keeps each outcome at once. Knows neither how
// tests are run nor how outcomes are added up.
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { provenance } from "../../scripts/provenance.ts";
import { Results } from "../results.ts";
import { type Mutated, type Outcome, outcomeOf, type Reasons, summedUp } from "./results.ts";

const RESULTS = "lab/mutation/results.json";
/** Below this, in percent, the run fails. */
const LEAST = 85;

const read = <T>(path: string) => JSON.parse(readFileSync(path, "utf8")) as T;

/** Mutates a file. Stryker reads its record of the last run and tries only changed code. Undefined if it failed. */
function mutate(path: string, options: readonly string[]): Mutated | undefined {
  const record = path.replace("src", "lab/mutation/.stryker").replace(/ts$/, "json");
  const run = ["stryker", "run", "lab/mutation/stryker.config.js", "--mutate", path, "--incrementalFile", record];
  const env = { ...process.env, MUTATION_ROOM: path.split("/")[1] };
  if (spawnSync("npx", [...run, ...options], { stdio: "inherit", env }).status !== 0) return undefined;
  // Stryker omits a file with only types, which has nothing to mutate.
  return read<{ files: Record<string, Mutated> }>(record).files[path] ?? { source: "", mutants: [] };
}

const isOption = (argument: string) => argument.startsWith("-");
const options = process.argv.slice(2).filter(isOption);
const named = process.argv.slice(2).filter((argument) => !isOption(argument));
const sources = globSync("src/{client,store}/*.ts", { exclude: ["**/*.test.ts"] }).sort();
const unknown = named.filter((path) => !sources.includes(path));
if (unknown.length > 0) throw new Error(`Not directly in src/client or src/store: ${unknown.join(", ")}`);
const paths = options.includes("--results") ? [] : named.length > 0 ? named : sources;

const { version } = read<{ version: string }>("node_modules/@stryker-mutator/vitest-runner/package.json");
const run = { ...provenance(), runner: `@stryker-mutator/vitest-runner ${version}` };
let files = Object.fromEntries(
  Object.entries(read<{ files: Record<string, Outcome> }>(RESULTS).files).filter(([path]) => existsSync(path)),
);
const failed: string[] = [];
const kept = new Results(RESULTS);
const results = () => summedUp(files, read<Reasons>("lab/mutation/survivors.json"));

for (const [index, path] of paths.entries()) {
  console.log(`${path}, file ${index + 1} of ${paths.length}`);
  const mutated = mutate(path, options);
  if (mutated) files = { ...files, [path]: outcomeOf(mutated, run) };
  else failed.push(path);
  const found = results();
  kept.keep(found);
  console.log(path, found.total);
}
const { total } = kept.finish(results());
console.log(total);
if (failed.length > 0) console.error(`Stryker failed on ${failed.join(", ")}.`);
if (failed.length > 0 || (total.score ?? 0) < LEAST) process.exitCode = 1;
