// Chaos from the shell: npm run chaos -- --seed 1 --runs 100 --steps 50 --at-once 8 --json FILE
import "./clients/page.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { o2react } from "./clients/o2react.ts";
import { type Step, step } from "./steps.ts";
import { type Verdict, World } from "./World.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "100" },
    steps: { type: "string", default: "50" },
    "at-once": { type: "string", default: "8" },
    json: { type: "string" },
    script: { type: "string" },
  },
});

async function play(steps: readonly Step[], seed: number): Promise<Verdict> {
  const world = await World.open(o2react, seed);
  try {
    return await world.run(steps);
  } finally {
    await world.close();
  }
}

const seed = Number(values.seed);
const [runs, least, atOnce] = [Number(values.runs), Number(values.steps), Number(values["at-once"])];

if (values.script) {
  const script = JSON.parse(readFileSync(values.script, "utf8")) as { readonly seed: number; readonly steps: Step[] };
  console.log(await play(script.steps, script.seed));
  process.exit(0);
}

const scripts = fc.sample(fc.array(step, { minLength: least, maxLength: least * 2, size: "max" }), {
  seed,
  numRuns: runs,
});
const results: { readonly run: number; readonly verdict: Verdict }[] = [];
let next = 0;

async function worker(): Promise<void> {
  for (let run = next++; run < scripts.length; run = next++) {
    const steps = scripts[run] ?? [];
    const verdict = await play(steps, seed + run);
    results.push({ run, verdict });
    if (verdict.findings.length > 0) {
      console.log(`run ${run} (seed ${seed}):`);
      for (const finding of verdict.findings) console.log(`  ${finding}`);
      writeFileSync(`/tmp/chaos-${seed}-${run}.json`, JSON.stringify({ seed: seed + run, steps }, undefined, 1));
    }
    if (results.length % 50 === 0) console.log(`${results.length} of ${runs}`);
  }
}

const began = Date.now();
await Promise.all(Array.from({ length: atOnce }, worker));
const healed = results.map(({ verdict }) => verdict.healedAfter).sort((a, b) => a - b);
const summary = {
  seed,
  runs,
  steps: scripts.reduce((sum, steps) => sum + steps.length, 0),
  seconds: Math.round((Date.now() - began) / 1_000),
  failed: results.filter(({ verdict }) => verdict.findings.length > 0).map(({ run }) => run),
  checked: results.reduce((sum, { verdict }) => sum + verdict.checked, 0),
  excused: results.reduce((sum, { verdict }) => sum + verdict.excused, 0),
  healedAfter: { median: healed[healed.length >> 1], worst: healed.at(-1) },
};
console.log(summary);
if (values.json) writeFileSync(values.json, `${JSON.stringify(summary, undefined, 2)}\n`);
process.exit(summary.failed.length > 0 ? 1 : 0);
