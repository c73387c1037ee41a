// Chaos from the shell: npm run chaos -- --seed 1 --runs 100 --json FILE. A failure prints a script, shrunk, that
// npm run chaos -- --script FILE plays again.

import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { ChaosClientKind } from "./clients/ChaosClient.ts";
import { naive } from "./clients/naive.ts";
import { o2react } from "./clients/o2react.ts";
import { official } from "./clients/official.ts";
import { listeners } from "./clients/page.ts";
import { Lag } from "./Lag.ts";
import { play, scripts, shrink } from "./play.ts";
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

async function worker(): Promise<void> {
  for (let run = next++; run < all.length; run = next++) {
    while (lag.recent > BUSY) await sleep(100);
    const verdict = await play(kind, all[run] ?? [], seed + run);
    results.push({ run, verdict });
    if (verdict.findings.length > 0) {
      console.log(`run ${run} of seed ${seed}:`);
      for (const finding of verdict.findings) console.log(`  ${finding.what}: ${finding.text}`);
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
const healed = results.map(({ verdict }) => verdict.healedAfter).sort((a, b) => a - b);
const runsWith = (what: Finding["what"]) =>
  results.filter(({ verdict }) => verdict.findings.some((finding) => finding.what === what)).length;
const sum = (of: (verdict: Verdict) => number) => results.reduce((total, { verdict }) => total + of(verdict), 0);
const summary = {
  client: kind.name,
  seed,
  runs,
  steps: all.reduce((total, script) => total + script.length, 0),
  seconds: Math.round((Date.now() - began) / 1_000),
  /** Runs in which a reader was not right, was shown a lie as live, or something stayed behind. */
  failed,
  /** How many of them had each. */
  of: { false: runsWith("false"), unhealed: runsWith("unhealed"), slots: runsWith("slots"), left: runsWith("left") },
  /** Live values held against the exchange's past; those excused for changes that the server withheld or doubled. */
  checked: sum(({ checked }) => checked),
  excused: sum(({ excused }) => excused),
  /** Milliseconds from the healing to everything right. */
  healedAfter: { median: healed[healed.length >> 1], worst: healed.at(-1) },
  left: { handles: left(), sockets: sockets(), listeners: listeners() },
};
console.log(summary);
if (values.json) writeFileSync(values.json, `${JSON.stringify(summary, undefined, 2)}\n`);
const [first] = failed;
if (first !== undefined && kind === o2react) {
  const script = await shrink(kind, all[first] ?? [], seed + first);
  const file = `chaos-${seed}-${first}.json`;
  writeFileSync(file, `${JSON.stringify({ seed: seed + first, steps: script }, undefined, 1)}\n`);
  console.log(`Shrunk to ${script.length} steps: npm run chaos -- --script ${file}`);
}
process.exit(failed.length + summary.left.handles.length + summary.left.listeners > 0 ? 1 : 0);
