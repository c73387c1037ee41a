// npm run docs:figures: puts the results of the last runs, kept as JSON in lab/, into the documents. There each figure
// or table stands between two comments that name it, with the day of its run.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { peersTable, readmeTable, roomsTable } from "../lab/bench/tables.ts";

/** The documents with figures. */
export const PAGES = ["README.md", "docs/reliability.md", "lab/README.md", "lab/bench/README.md"] as const;

// biome-ignore lint/suspicious/noExplicitAny: each run writes its own form; a missing figure fails a test.
type Result = any;

const read = (file: string): Result => JSON.parse(readFileSync(file, "utf8"));
const whole = (count: number): string => count.toLocaleString("en-US");
const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;
const sum = (results: readonly Result[], of: (result: Result) => number): number =>
  results.reduce((total, result) => total + of(result), 0);

/** A figure, and the days on which its results were made. */
const dated = (text: string, ...results: readonly Result[]): string =>
  `${text} (${[...new Set(results.map(({ date }) => date))].sort().join(", ")})`;

/** The percentage of looks at which a value was live. */
function liveShare(looks: readonly { readonly all: number; readonly live: number }[]): string {
  return `${Math.round((100 * sum(looks, ({ live }) => live)) / sum(looks, ({ all }) => all))} %`;
}

const leaks = ({ of, left }: Result): number => of.left + left.handles.length + left.listeners;

function chaos(): Record<string, string> {
  const runs = globSync("lab/chaos/results/seed-*.json").map(read);
  const others = globSync("lab/chaos/results/others/*.json").map(read);
  const atDefaults = ["fake", "sockets"].map((name) => read(`lab/chaos/results/defaults/${name}.json`));
  const worst = (of: (run: Result) => number): string => seconds(Math.max(...runs.map(of)));
  const text = `${whole(sum(runs, (run) => run.runs))} runs, ${sum(runs, (run) => run.failed.length)} failed, ${sum(runs, leaks)} leaks`;
  return {
    chaos: dated(text, ...runs),
    steps: whole(sum(runs, (run) => run.steps)),
    checked: whole(sum(runs, (run) => run.checked)),
    excused: whole(sum(runs, (run) => run.excused)),
    median: worst((run) => run.healedAfter.median),
    worst: worst((run) => run.healedAfter.worst),
    live: Object.keys(runs[0].looks)
      .map((kind) => `${kind} ${liveShare(runs.map(({ looks }) => looks[kind]))}`)
      .join(", "),
    allowed: worst((run) => run.allowed.median),
    widest: worst((run) => run.allowed.worst),
    ...Object.fromEntries(atDefaults.flatMap(atDefaultsFigures)),
    ...Object.fromEntries(
      others.map(({ client, runs, of, looks, date }) => [
        client,
        `${runs} | ${of.false} | ${of.unhealed} | ${of.left} | ${liveShare(Object.values(looks))} | ${date}`,
      ]),
    ),
  };
}

/** The figures of runs at the shipped defaults: in fake time, and over real sockets. */
function atDefaultsFigures(run: Result): [string, string][] {
  const { runs, failed, looks, liveAfter, liveAfterAsking, settings } = run;
  const name = settings.fake > 0 ? "fake" : "sockets";
  const after = (times: Result) => `${seconds(times.median)} in the median, ${seconds(times.p95)} in 95 % of the runs`;
  return [
    [`chaos-${name}`, dated(`${whole(runs)} runs, ${failed.length} failed, ${leaks(run)} leaks`, run)],
    [`chaos-${name}-live`, liveShare(Object.values(looks))],
    [`chaos-${name}-after`, after(liveAfter)],
    [`chaos-${name}-asked`, after(liveAfterAsking)],
  ];
}

/** Length, amounts and growth of a soak. */
function soakText({ minutes, sums, drops, growth, verdict, settledAfter }: Result): string {
  const more = sum(Object.values(growth.held), (count) => Math.max(0, count));
  const heap = `${growth.heap < 0 ? "−" : "+"}${(Math.abs(growth.heap) / 1_000_000).toFixed(2)} MB`;
  const what = `${whole(sums.updates)} updates, ${whole(sums.mounts)} mounts, ${drops} drops`;
  const live = `all live again after ${seconds(settledAfter.worst)} at the worst`;
  return `${Math.round(minutes)} minutes, ${what}: heap ${heap}, ${more} handles more, ${live}; ${verdict}`;
}

function silenceText({ fake, sockets }: Result): string {
  const text = ({ links, longest }: Result): string => `${whole(links)} links, ${seconds(longest)} at the longest`;
  return `in fake time ${text(fake)}; over real sockets ${text(sockets)}`;
}

const SCENARIOS = ["markets", "orders", "book", "page", "storm"] as const;

function loadText({ guarantees }: Result): string {
  return `${guarantees.filter(({ holds }: Result) => holds).length} of ${guarantees.length} guarantees hold`;
}

/** The most of 1,000 clients within 100 ms, by the waits that the library chose for the first three attempts. */
function busiest({ figures }: Result, how: string): string {
  const waves: readonly Result[] = figures[`${how}: waves as the library meant them`];
  return waves
    .slice(0, 3)
    .map(({ busiest }) => busiest)
    .join(", ");
}

/** Every kept result by its file. */
export function keptResults(): ReadonlyMap<string, Result> {
  const files = globSync(["lab/*/results.json", "lab/*/results/*.json", "lab/*/results/*/*.json"]).sort();
  return new Map(files.map((file) => [file, read(file)]));
}

function keptTable(): string {
  const rows = [...keptResults()].map(([file, { date, version, commit, machine }]) => {
    const path = file.replace("lab/", "");
    return `| [${path}](${path}) | ${date} | ${version ?? "–"} | ${commit ?? "–"} | ${machine} |`;
  });
  return ["| kept in | date | version | commit | machine |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

/** Every figure by its name. */
export function figures(): Record<string, string> {
  const [fuzz, mutation] = [read("lab/fuzz/results.json"), read("lab/mutation/results.json")];
  const { frames, answers } = fuzz;
  const findings = frames.findings + answers.findings;
  const load = new Map(SCENARIOS.map((name) => [name, read(`lab/load/results/${name}.json`)]));
  const soak = ["node", "chromium"].map((place) => read(`lab/soak/results/${place}.json`));
  return {
    bench: `\n${readmeTable("lab/bench/results")}\n`,
    peers: `\n${peersTable(read("lab/bench/results/peers.json"))}\n`,
    rooms: `\n${roomsTable(read("lab/bench/results/rooms.json"))}\n`,
    kept: `\n${keptTable()}\n`,
    ...chaos(),
    fuzz: dated(`${whole(frames.tried)} frames, ${whole(answers.tried)} answers, ${findings} findings`, fuzz),
    silence: dated(silenceText(read("lab/silence/results.json")), read("lab/silence/results.json")),
    ...Object.fromEntries(soak.map((result) => [`soak-${result.place}`, dated(soakText(result), result)])),
    ...Object.fromEntries([...load].map(([name, result]) => [`load-${name}`, dated(loadText(result), result)])),
    spread: busiest(load.get("storm"), "restart"),
    unspread: busiest(load.get("storm"), "without jitter"),
    mutation: dated(`client ${mutation.client.score} %, store ${mutation.store.score} %`, mutation),
  };
}

/**
 * A page with its figures filled in.
 * @throws Error when it names an unknown figure.
 */
export function withFigures(page: string, all: Record<string, string>): string {
  return page.replace(/<!-- figure: ([\w-]+) -->[\s\S]*?<!-- \/figure -->/g, (_, name) => {
    if (all[name] === undefined) throw new Error(`There is no figure "${name}". There are: ${Object.keys(all)}.`);
    return `<!-- figure: ${name} -->${all[name]}<!-- /figure -->`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = figures();
  for (const page of PAGES) writeFileSync(page, withFigures(readFileSync(page, "utf8"), all));
}
