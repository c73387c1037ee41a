// npm run docs:figures: puts what came of the last long runs, kept as JSON beside what ran, into docs/reliability.md. There
// each figure stands between two comments that name it.
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PAGE = "docs/reliability.md";

// biome-ignore lint/suspicious/noExplicitAny: what a run has written is as it is; a figure that is not there fails a test.
const read = (file: string): any => JSON.parse(readFileSync(file, "utf8"));
const whole = (count: number): string => count.toLocaleString("en-US");
const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

function chaos(): Record<string, string> {
  const runs = globSync("lab/chaos/results/seed-*.json").map(read);
  const sum = (of: (run: (typeof runs)[number]) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const left = sum((run) => run.of.left + run.left.handles.length + run.left.listeners);
  const others = globSync("lab/chaos/results/others/*.json").map(read);
  return {
    chaos: `${whole(sum((run) => run.runs))} runs, ${sum((run) => run.failed.length)} failed, ${left} leaks`,
    steps: whole(sum((run) => run.steps)),
    checked: whole(sum((run) => run.checked)),
    excused: whole(sum((run) => run.excused)),
    median: seconds(Math.max(...runs.map((run) => run.healedAfter.median))),
    worst: seconds(Math.max(...runs.map((run) => run.healedAfter.worst))),
    live: Object.keys(runs[0].looks)
      .map((kind) => {
        const of = (what: "all" | "live"): number => sum((run) => run.looks[kind][what]);
        return `${kind} ${Math.round((100 * of("live")) / of("all"))} %`;
      })
      .join(", "),
    allowed: seconds(Math.max(...runs.map((run) => run.allowed.median))),
    widest: seconds(Math.max(...runs.map((run) => run.allowed.worst))),
    ...Object.fromEntries(
      others.map(({ client, runs, of, looks }) => {
        const all = Object.values<{ all: number; live: number }>(looks);
        const total = (what: "all" | "live"): number => all.reduce((sum, one) => sum + one[what], 0);
        const live = Math.round((100 * total("live")) / total("all"));
        return [client, `${runs} | ${of.false} | ${of.unhealed} | ${of.left} | ${live} %`];
      }),
    ),
  };
}

function fuzz(): Record<string, string> {
  const { frames, answers } = read("lab/fuzz/results.json");
  const findings = frames.findings + answers.findings;
  return { fuzz: `${whole(frames.tried)} frames, ${whole(answers.tried)} answers, ${findings} findings` };
}

/** Of each place: how long, how much, and what there was more in the end. */
function soak(): Record<string, string> {
  return Object.fromEntries(
    ["node", "chromium"].map((place) => {
      const { minutes, sums, drops, growth, verdict, settledAfter } = read(`lab/soak/results/${place}.json`);
      const more = Object.values<number>(growth.held).reduce((sum, count) => sum + Math.max(0, count), 0);
      const heap = `${growth.heap < 0 ? "−" : "+"}${(Math.abs(growth.heap) / 1_000_000).toFixed(2)} MB`;
      // Of each minute, from the last unmount until all that stands was live.
      const live = settledAfter ? `, all live again after ${seconds(settledAfter.worst)} at the worst` : "";
      const what = `${whole(sums.updates)} updates, ${whole(sums.mounts)} mounts, ${drops} drops`;
      return [
        `soak-${place}`,
        `${Math.round(minutes)} minutes, ${what}: heap ${heap}, ${more} handles more${live}; ${verdict}`,
      ];
    }),
  );
}

/** Of each scenario: how many of its guarantees hold. */
function load(): Record<string, string> {
  const { scenarios } = read("lab/load/results.json");
  const all = Object.entries<{ guarantees: { what: string; figure: number; holds: boolean }[] }>(scenarios);
  const storm = scenarios.storm.figures;
  // The waits that the library chose for the first three attempts: the most of 1,000 clients within 100 ms.
  const busiest = (how: string): string =>
    storm[`${how}: waves as the library meant them`]
      .slice(0, 3)
      .map(({ busiest }: { busiest: number }) => busiest)
      .join(", ");
  return {
    ...Object.fromEntries(
      all.map(([name, { guarantees }]) => [
        `load-${name}`,
        `${guarantees.filter(({ holds }) => holds).length} of ${guarantees.length} guarantees hold`,
      ]),
    ),
    spread: busiest("restart"),
    unspread: busiest("without jitter"),
  };
}

/** Of each room: how much of what was changed a test noticed. */
function mutation(): Record<string, string> {
  const results = read("lab/mutation/results.json");
  return Object.fromEntries(["client", "store"].map((room) => [`mutation-${room}`, `${results[room].score} %`]));
}

/** Every figure by its name. */
export function figures(): Record<string, string> {
  return { ...chaos(), ...fuzz(), ...soak(), ...load(), ...mutation() };
}

/**
 * A page with its figures in their places.
 * @throws Error when it names a figure that there is none of.
 */
export function withFigures(page: string, all: Record<string, string>): string {
  return page.replace(/<!-- figure: ([\w-]+) -->.*?<!-- \/figure -->/g, (_, name) => {
    if (all[name] === undefined) throw new Error(`There is no figure "${name}". There are: ${Object.keys(all)}.`);
    return `<!-- figure: ${name} -->${all[name]}<!-- /figure -->`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url) && existsSync(PAGE))
  writeFileSync(PAGE, withFigures(readFileSync(PAGE, "utf8"), figures()));
