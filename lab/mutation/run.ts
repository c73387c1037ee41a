// `npm run mutation`: mutates the rooms one after the other, or only the files named, and writes down what came of it.
// Only what changed since the last run is tried again; `--force` tries everything.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { provenance } from "../../scripts/provenance.ts";

type Status =
  | "Killed"
  | "Timeout"
  | "Survived"
  | "NoCoverage"
  | "Ignored"
  | "RuntimeError"
  | "CompileError"
  | "Pending";
interface Mutant {
  readonly status: Status;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number } };
}
interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

const ROOMS = ["client", "store"] as const;
const RESULTS = "lab/mutation/results.json";
/** Why it does no harm: by file, and by the line on which the change begins, as it is written. */
const REASONS = "lab/mutation/survivors.json";
/** Below this, in percent, the run fails. */
const LEAST = 85;

/** What is counted of some mutants. Whatever no test was seen to find counts against the score, also what could not be tried. */
function count(statuses: readonly Status[]) {
  const of = (...wanted: Status[]) => statuses.filter((status) => wanted.includes(status)).length;
  const all = statuses.length - of("Ignored", "CompileError");
  return {
    score: all === 0 ? null : Math.floor((1_000 * of("Killed", "Timeout")) / all) / 10,
    killed: of("Killed"),
    timeout: of("Timeout"),
    survived: of("Survived"),
    noCoverage: of("NoCoverage"),
    notTried: of("RuntimeError", "Pending"),
  };
}

/** The lines of a file in which something may be changed and no test notices, what it may become, and why that does no harm. */
function survivors(source: string, mutants: readonly Mutant[], reasons: Readonly<Record<string, string>>) {
  const lines = source.split("\n");
  const found = new Map<string, { readonly line: string; readonly become: string[]; readonly why: string | null }>();
  for (const { status, replacement = "", location } of mutants) {
    if (status === "Killed" || status === "Timeout" || status === "Ignored" || status === "CompileError") continue;
    const line = lines[location.start.line - 1]?.trim() ?? "";
    const one = found.get(line) ?? { line, become: [], why: reasons[line] ?? null };
    one.become.push(replacement);
    found.set(line, one);
  }
  return [...found.values()];
}

function results() {
  const all: Status[] = [];
  const reasons = JSON.parse(readFileSync(REASONS, "utf8")) as Readonly<
    Record<string, Readonly<Record<string, string>>>
  >;
  const rooms = ROOMS.flatMap((room) => {
    const path = `lab/mutation/.stryker/${room}.json`;
    if (!existsSync(path)) return [];
    const { files } = JSON.parse(readFileSync(path, "utf8")) as Report;
    const each = Object.entries(files).map(
      ([file, { mutants }]) => [file, mutants.map(({ status }) => status)] as const,
    );
    const statuses = each.flatMap(([, one]) => one);
    all.push(...statuses);
    const perFile = Object.fromEntries(each.sort().map(([file, one]) => [file, count(one)]));
    const left = Object.entries(files)
      .sort()
      .map(([file, { source, mutants }]) => [file, survivors(source, mutants, reasons[file] ?? {})] as const)
      .filter(([, lines]) => lines.length > 0);
    return [[room, { ...count(statuses), files: perFile, survivors: Object.fromEntries(left) }] as const];
  });
  return { ...provenance(), total: count(all), ...Object.fromEntries(rooms) };
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
const found = results();
writeFileSync(RESULTS, `${JSON.stringify(found, undefined, 2)}\n`);
console.log(found.total);
if (failed || (found.total.score ?? 0) < LEAST) process.exitCode = 1;
