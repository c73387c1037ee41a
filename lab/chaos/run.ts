// Chaos from the shell: npm run chaos -- --seed 1 --runs 100 --json FILE.
// It writes down the script of each failure and shrinks the first one; npm run chaos -- --script FILE plays one again.

import { readFileSync, writeFileSync } from "node:fs";
import { readOptions, stopWith } from "../../scripts/options.ts";
import { Lag } from "../Lag.ts";
import { listeners } from "../page.ts";
import { Results } from "../results.ts";
import { median, quantile, spread } from "../statistics.ts";
import { handles, sleep, until } from "../waiting.ts";
import { naive } from "./clients/naive.ts";
import { o2react } from "./clients/o2react.ts";
import { official } from "./clients/official.ts";
import { sumOfLooks } from "./looks.ts";
import { play, scripts, shrink } from "./play.ts";
import { DEFAULTS, FAKE, SETTINGS, type Setting, SHORT } from "./settings.ts";
import { sockets } from "./sockets.ts";
import type { Step } from "./steps.ts";
import type { Finding, LiveAfter, Verdict } from "./Verdict.ts";

const USAGE = `npm run chaos -- [options]
  --seed     the same seed makes the same scripts          (1)
  --runs     how many scripts                              (100)
  --steps    how many steps each has at least, twice so many at most (50)
  --at-once  how many worlds over real sockets at a time; they mostly wait (8)
  --time     fake: on the exchange in this page, in fake time, at the shipped defaults, one script after the other;
             real: over real sockets; both: every second script so, the fake ones first. Other clients: real (both)
  --defaults over real sockets at the shipped defaults too, in real time: minutes a script, so many at a time
  --former   only the steps of before 2026-11-30, with five channels of spot: the same seed makes the same scripts as then
  --usual    only the steps of before 2026-11-28, the same way
  --client   o2-react, official or react-use-websocket     (o2-react)
  --json     a file to keep what came of it, written as the run goes on
  --script   plays one script out of a file instead`;

const {
  "at-once": atOnce,
  seed,
  runs,
  steps,
  ...values
} = readOptions(
  USAGE,
  {
    seed: 1,
    runs: 100,
    steps: 50,
    "at-once": 8,
    time: "both",
    defaults: false,
    former: false,
    usual: false,
    client: "o2-react",
    json: undefined as string | undefined,
    script: undefined as string | undefined,
  },
  { seed: Number.MAX_SAFE_INTEGER, runs: 1_000_000, steps: 100_000, "at-once": 1_000 },
);
const kind =
  [o2react, official, naive].find(({ name }) => name === values.client) ??
  stopWith(`There is no client "${values.client}".`, USAGE);

const times = ["fake", "real", "both"];
if (!times.includes(values.time)) stopWith(`--time must be ${times.join(", ")}, not "${values.time}".`, USAGE);

interface Script {
  readonly seed: number;
  readonly setting?: Setting["name"];
  readonly steps: Step[];
}

if (values.script) {
  const script = JSON.parse(readFileSync(values.script, "utf8")) as Script;
  const setting = SETTINGS.find(({ name }) => name === script.setting) ?? SHORT;
  const verdict = await play(kind, script.steps, script.seed, { setting });
  console.log(verdict);
  process.exit(verdict.findings.length > 0 ? 1 : 0);
}

// Date and performance stand still in fake time.
const { now } = Date;
const began = now();
const kept = new Results(values.json);
const results: { readonly run: number; readonly verdict: Verdict }[] = [];
const stepsOf = values.usual ? "usual" : values.former ? "former" : "all";
const all = scripts(seed, runs, steps, stepsOf);
const hasFake = kind === o2react && values.time !== "real";

/** The setting of a run. */
function settingOf(run: number): Setting {
  if (hasFake && (values.time === "fake" || run % 2 === 1)) return FAKE;
  return values.defaults ? DEFAULTS : SHORT;
}

// Milliseconds late from which no new world is begun: a process that cannot keep up with its own timers would test
// itself and not the client.
const BUSY = 300;
/**
 * Milliseconds between the beginnings of two worlds. Otherwise all waiting worlds begin at once and overload the
 * process again.
 */
const APART = 300;
/** Milliseconds between two reports of progress. */
const REPORT = 10_000;

const secondsSoFar = (): number => Math.round((now() - began) / 1_000);
const failedRuns = (): number[] => results.filter(({ verdict }) => verdict.findings.length > 0).map(({ run }) => run);

/** The results of all runs so far. */
function summary() {
  const verdicts = results.map(({ verdict }) => verdict);
  const runsWith = (what: Finding["what"]): number =>
    verdicts.filter(({ findings }) => findings.some((finding) => finding.what === what)).length;
  const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((total, one) => total + of(one), 0);
  const played = results.map(({ run }) => all[run]?.length ?? 0);
  const liveAfter = (of: keyof LiveAfter) => {
    const all = verdicts.map((verdict) => verdict.liveAfter[of]);
    return { median: median(all), p95: quantile(all, 0.95), worst: quantile(all, 1) };
  };
  return {
    client: kind.name,
    seed,
    runs: results.length,
    /** Number of runs in each setting. */
    settings: Object.fromEntries(
      SETTINGS.map((one) => [one.name, results.filter(({ run }) => settingOf(run) === one).length] as const),
    ),
    stepsOf,
    atOnce,
    shortest: Math.min(...played),
    steps: played.reduce((total, length) => total + length, 0),
    seconds: secondsSoFar(),
    /**
     * Runs in which a reader was not right or showed something false as live, an iterator missed something, or
     * something stayed behind.
     */
    failed: failedRuns(),
    /** Number of runs with each kind of fault. */
    of: {
      false: runsWith("false"),
      unhealed: runsWith("unhealed"),
      slots: runsWith("slots"),
      left: runsWith("left"),
      told: runsWith("told"),
    },
    /** Live values compared with the exchange's past, and those excused because the server withheld or doubled a change. */
    checked: sum(({ checked }) => checked),
    excused: sum(({ excused }) => excused["spoiled book"]),
    /** Values excused because the server ended a subscription without a word. */
    excusedEnds: sum(({ excused }) => excused["subscription ended in silence"]),
    /** Values excused because of a PONG that nobody asked for. */
    excusedPongs: sum(({ excused }) => excused["unasked PONG"]),
    /** Values excused because the clock jumped by some seconds. */
    excusedClocks: sum(({ excused }) => excused["clock off by seconds"]),
    /** For each kind of reader, the number of looks before the healing, and of those that found it live. */
    looks: sumOfLooks(verdicts),
    /** The greatest age allowed to a live value, in milliseconds: the median of the runs, and the worst. */
    allowed: spread(verdicts.map(({ widest }) => widest)),
    /** Milliseconds from the healing until everything was right. */
    healedAfter: spread(verdicts.map(({ healedAfter }) => healedAfter)),
    /** Milliseconds from the end of network faults, with the newest connection open, until everything was live. */
    liveAfter: liveAfter("opened"),
    /** The same from when the client last asked for anything, without its waits before that. */
    liveAfterAsking: liveAfter("asked"),
  };
}

/** Writes a run's script to a file for `--script`, with the last frames and acts before the fault. */
function save(run: number, steps: readonly Step[], trace: readonly string[] = []): void {
  const file = `chaos-${seed}-${run}.json`;
  const setting = settingOf(run).name;
  writeFileSync(file, `${JSON.stringify({ seed: seed + run, setting, steps, trace }, undefined, 1)}\n`);
  console.log(`  npm run chaos -- --script ${file}`);
}

async function playOne(run: number): Promise<void> {
  const verdict = await play(kind, all[run] ?? [], seed + run, { setting: settingOf(run) });
  results.push({ run, verdict });
  kept.keep(summary());
  if (verdict.findings.length === 0) return;
  console.log(`run ${run} of seed ${seed} (${settingOf(run).name}):`);
  for (const finding of verdict.findings) console.log(`  ${finding.what}: ${finding.text}`);
  if (kind === o2react) save(run, all[run] ?? [], verdict.trace);
}

const report = (): void =>
  console.log(`${results.length} of ${runs} scripts, ${secondsSoFar()} s, ${failedRuns().length} failed`);
const reporting = setInterval(report, REPORT);

const order = all.map((_, run) => run);
for (const run of order.filter((each) => settingOf(each).isFake)) await playOne(run);

const lag = new Lag();
const waiting = order.filter((each) => !settingOf(each).isFake);
let newest = 0;
async function worker(): Promise<void> {
  for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
    while (lag.recent > BUSY || now() - newest < APART) await sleep(100);
    newest = now();
    await playOne(run);
  }
}
await Promise.all(Array.from({ length: atOnce }, worker));
clearInterval(reporting);
lag.stop();
report();

// All runs were in this process. Nothing of them may be left in the end.
await until(() => handles().length === 0 && listeners() === 0, 10_000);
const left = { handles: handles(), sockets: sockets(), listeners: listeners() };
const { failed, ...found } = kept.finish({ ...summary(), left });
console.log({ ...found, failed });
const [first] = failed;
const verdict = results.find(({ run }) => run === first)?.verdict;
const worst = verdict?.findings[0];
if (first !== undefined && worst && kind === o2react) {
  const script = await shrink(kind, all[first] ?? [], seed + first, worst, { setting: settingOf(first) });
  console.log(script ? `Run ${first}, shrunk to ${script.length} steps:` : `Run ${first} did not fail again.`);
  if (script) save(first, script, verdict?.trace);
}
process.exit(failed.length + left.handles.length + left.listeners > 0 ? 1 : 0);
