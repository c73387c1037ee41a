// `npm run mutation`: has Stryker mutate one file after the other and keeps the outcome of each as soon as it is there.
// Knows neither how tests are run nor how outcomes are added up.
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { provenance } from "../../scripts/provenance.ts";
import { type Mutated, type Reasons, type Results, roomOf, summedUp, withFile } from "./results.ts";

const RESULTS = "lab/mutation/results.json";
const REASONS = "lab/mutation/survivors.json";
/** Below this, in percent, the run fails. */
const LEAST = 85;

const read = <T>(path: string) => JSON.parse(readFileSync(path, "utf8")) as T;

/** Mutates a file. Stryker's record of the last time lets it try only what a change concerns. Undefined where Stryker failed. */
function mutate(path: string, options: readonly string[]): Mutated | undefined {
  const room = roomOf(path);
  const record = `lab/mutation/.stryker/${room}-${basename(path, ".ts")}.json`;
  const { status } = spawnSync(
    "npx",
    ["stryker", "run", "lab/mutation/stryker.config.js", "--mutate", path, "--incrementalFile", record, ...options],
    { stdio: "inherit", env: { ...process.env, MUTATION_ROOM: room } },
  );
  if (status !== 0) return undefined;
  const { files } = read<{ readonly files: Readonly<Record<string, Mutated>> }>(record);
  // Stryker leaves out a file of types alone, which has nothing to mutate.
  return files[path] ?? { source: "", mutants: [] };
}

function keep(results: Results, head: object): Results {
  const now = summedUp(results, read<Reasons>(REASONS), existsSync);
  writeFileSync(RESULTS, `${JSON.stringify({ ...now, ...head }, undefined, 2)}\n`);
  return now;
}

const named = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const options = process.argv.slice(2).filter((argument) => argument.startsWith("-"));
const sources = globSync("src/{client,store}/*.ts", { exclude: ["**/*.test.ts"] }).sort();
const paths = named.length > 0 ? named : sources;
const unknown = paths.filter((path) => !sources.includes(path));
if (unknown.length > 0)
  throw new Error(`Not mutated: ${unknown.join(", ")}. Name files directly in src/client or src/store.`);

const { version } = read<{ version: string }>("node_modules/@stryker-mutator/vitest-runner/package.json");
const head = provenance();
const run = { date: head.date, commit: head.commit, runner: `@stryker-mutator/vitest-runner ${version}` };
const failed: string[] = [];
let results = read<Results>(RESULTS);
if (options.includes("--results")) results = keep(results, {});
else
  for (const [index, path] of paths.entries()) {
    console.log(`${path}, file ${index + 1} of ${paths.length}`);
    const mutated = mutate(path, options);
    if (mutated) results = keep(withFile(results, path, mutated, run), head);
    else failed.push(path);
  }
console.log(results.total);
if (failed.length > 0) console.error(`Stryker failed on ${failed.join(", ")}.`);
if (failed.length > 0 || (results.total.score ?? 0) < LEAST) process.exitCode = 1;
