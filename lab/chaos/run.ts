// Chaos from the shell: npm run chaos -- --seed 1 --runs 100 --json FILE. Of each failure the script is written down, and
// that of the first is shrunk; npm run chaos -- --script FILE plays one again.

import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { provenance } from "../../scripts/provenance.ts";
import type { ChaosClientKind } from "./clients/ChaosClient.ts";
import { naive } from "./clients/naive.ts";
import { o2react } from "./clients/o2react.ts";
import { official } from "./clients/official.ts";
import { listeners } from "./clients/page.ts";
import { Lag } from "./Lag.ts";
import { play, scripts, shrink, sumOfLooks } from "./play.ts";
import { sockets } from "./sockets.ts";
import type { Step } from "./steps.ts";
import type { Finding, Verdict } from "./World.ts";

const USAGE = `npm run chaos -- [options]
  --seed     the same seed makes the same scripts          (1)
  --runs     how many scripts                              (100)
  --steps    how many steps each has at least, twice so many at most (50)
  --at-once  how many worlds at a time; they mostly wait   (8)
  --client   o2-react, official or react-use-websocket     (o2-react)
  --json     where to write what came of it
  --script   plays one script out of a file instead`;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "100" },
    steps: { type: "string", default: "50" },
    "at-once": { type: "string", default: "8" },
    client: { type: "string", default: "o2-react" },
    json: { type: "string" },
    script: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});

const kind = [o2react, official, naive].find(({ name }) => name === values.client) as ChaosClientKind;
const [seed, runs, steps, atOnce] = [values.seed, values.runs, values.steps, values["at-once"]].map(Number) as [
  number,
  number,
  number,
  number,
];
if (values.help || !kind || ![seed, runs, steps, atOnce].every(Number.isSafeInteger)) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

if (values.script) {
  const script = JSON.parse(readFileSync(values.script, "utf8")) as { readonly seed: number; readonly steps: Step[] };
  const verdict = await play(kind, script.steps, script.seed);
  console.log(verdict);
  process.exit(verdict.findings.length > 0 ? 1 : 0);
}

const began = Date.now();
const results: { readonly run: number; readonly verdict: Verdict }[] = [];
const all = scripts(seed, runs, steps);
let next = 0;

// A process that cannot keep up with its own timers tries itself, and not the client: then no new world is begun.
const lag = new Lag();
const BUSY = 300;

/** Writes a run's script to where `--script` finds it, and what happened last before it went wrong. */
function save(run: number, steps: readonly Step[], trace: readonly string[] = []): void {
  const file = `chaos-${seed}-${run}.json`;
  writeFileSync(file, `${JSON.stringify({ seed: seed + run, steps, trace }, undefined, 1)}\n`);
  console.log(`  npm run chaos -- --script ${file}`);
}

async function worker(): Promise<void> {
  for (let run = next++; run < all.length; run = next++) {
    while (lag.recent > BUSY) await sleep(100);
    const verdict = await play(kind, all[run] ?? [], seed + run);
    results.push({ run, verdict });
    if (verdict.findings.length > 0) {
      console.log(`run ${run} of seed ${seed}:`);
      for (const finding of verdict.findings) console.log(`  ${finding.what}: ${finding.text}`);
      if (kind === o2react) save(run, all[run] ?? [], verdict.trace);
    }
    if (results.length % 100 === 0)
      console.log(`${results.length} of ${runs}, ${Math.round((Date.now() - began) / 1_000)} s`);
  }
}

await Promise.all(Array.from({ length: atOnce }, worker));
lag.stop();

// What a run leaves behind it leaves in this process: in the end there is nothing.
const left = (): string[] =>
  process.getActiveResourcesInfo().filter((kind) => kind !== "TTYWrap" && kind !== "PipeWrap");
for (let waited = 0; waited < 100 && (left().length > 0 || listeners() > 0); waited += 1) await sleep(100);

const failed = results.filter(({ verdict }) => verdict.findings.length > 0).map(({ run }) => run);
const spreadOf = (figures: readonly number[]) => {
  const sorted = figures.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], worst: sorted.at(-1) };
};
const runsWith = (what: Finding["what"]) =>
  results.filter(({ verdict }) => verdict.findings.some((finding) => finding.what === what)).length;
const sum = (of: (verdict: Verdict) => number) => results.reduce((total, { verdict }) => total + of(verdict), 0);
const verdicts = results.map(({ verdict }) => verdict);
const summary = {
  client: kind.name,
  ...provenance(),
  seed,
  runs,
  atOnce,
  shortest: Math.min(...all.map((script) => script.length)),
  steps: all.reduce((total, script) => total + script.length, 0),
  seconds: Math.round((Date.now() - began) / 1_000),
  /** Runs in which a reader was not right, was shown a lie as live, or something stayed behind. */
  failed,
  /** How many of them had each. */
  of: { false: runsWith("false"), unhealed: runsWith("unhealed"), slots: runsWith("slots"), left: runsWith("left") },
  /** Live values held against the exchange's past; those excused for changes that the server withheld or doubled. */
  checked: sum(({ checked }) => checked),
  excused: sum(({ excused }) => excused),
  /** How often each kind of reader was looked at before the healing, and how often it was live. */
  looks: sumOfLooks(verdicts),
  /** The oldest that a live value was allowed to be in the middle run and in the worst, in milliseconds. */
  allowed: spreadOf(verdicts.map(({ widest }) => widest)),
  /** Milliseconds from the healing to everything right. */
  healedAfter: spreadOf(verdicts.map(({ healedAfter }) => healedAfter)),
  left: { handles: left(), sockets: sockets(), listeners: listeners() },
};
console.log(summary);
if (values.json) writeFileSync(values.json, `${JSON.stringify(summary, undefined, 2)}\n`);
const [first] = failed;
const what = results.find(({ run }) => run === first)?.verdict.findings[0]?.what;
if (first !== undefined && what && kind === o2react) {
  const script = await shrink(kind, all[first] ?? [], seed + first, what);
  console.log(script ? `Run ${first}, shrunk to ${script.length} steps:` : `Run ${first} did not fail again.`);
  if (script) save(first, script, results.find(({ run }) => run === first)?.verdict.trace);
}
process.exit(failed.length + summary.left.handles.length + summary.left.listeners > 0 ? 1 : 0);
