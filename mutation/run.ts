// `npm run mutation`: mutates the rooms one after the other, or only the files named, and writes down what came of it.
// Only what changed since the last run is tried again; `--force` tries everything.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

type Status =
  | "Killed"
  | "Timeout"
  | "Survived"
  | "NoCoverage"
  | "Ignored"
  | "RuntimeError"
  | "CompileError"
  | "Pending";
interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: Status }[] }>>;
}

const ROOMS = ["client", "store"] as const;
const RESULTS = "mutation/results.json";

/** What is counted of some mutants; the score is what was found of all that could be. */
function count(statuses: readonly Status[]) {
  const of = (...wanted: Status[]) => statuses.filter((status) => wanted.includes(status)).length;
  const found = of("Killed", "Timeout");
  const all = found + of("Survived", "NoCoverage");
  return {
    score: all === 0 ? null : Math.round((1_000 * found) / all) / 10,
    killed: of("Killed"),
    timeout: of("Timeout"),
    survived: of("Survived"),
    noCoverage: of("NoCoverage"),
    ignored: of("Ignored"),
    invalid: of("RuntimeError", "CompileError", "Pending"),
  };
}

function results() {
  const all: Status[] = [];
  const rooms = ROOMS.flatMap((room) => {
    const path = `mutation/.stryker/${room}.json`;
    if (!existsSync(path)) return [];
    const { files } = JSON.parse(readFileSync(path, "utf8")) as Report;
    const each = Object.entries(files).map(
      ([file, { mutants }]) => [file, mutants.map(({ status }) => status)] as const,
    );
    const statuses = each.flatMap(([, one]) => one);
    all.push(...statuses);
    const perFile = Object.fromEntries(each.sort().map(([file, one]) => [file, count(one)]));
    return [[room, { ...count(statuses), files: perFile }] as const];
  });
  return { date: new Date().toISOString().slice(0, 10), total: count(all), ...Object.fromEntries(rooms) };
}

const named = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const options = process.argv.slice(2).filter((argument) => argument.startsWith("-"));
let failed = false;
if (!options.includes("--results")) {
  for (const room of ROOMS) {
    const files = named.filter((path) => path.startsWith(`src/${room}/`));
    if (named.length > 0 && files.length === 0) continue;
    const only = files.length > 0 ? ["--mutate", files.join(",")] : [];
    const env = { ...process.env, MUTATION_ROOM: room };
    const { status } = spawnSync("npx", ["stryker", "run", ...only, ...options], { stdio: "inherit", env });
    failed ||= status !== 0;
  }
}
writeFileSync(RESULTS, `${JSON.stringify(results(), undefined, 2)}\n`);
if (failed) process.exitCode = 1;
