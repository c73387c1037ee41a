// Fuzzing from the shell: npm run fuzz -- --frames 10000000 --answers 200000 --seed 1 [--keep] [--json FILE]
// Never a throw, never slower than a bound per byte, never half a frame, never a changed prototype.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { provenance } from "../../scripts/provenance.ts";
import { seeded } from "../bench/seeded.ts";
import { fuzzAnswers } from "./answers.ts";
import { bases, keep } from "./corpus.ts";
import { fuzzFrames } from "./frames.ts";

const { values } = parseArgs({
  options: {
    frames: { type: "string", default: "200000" },
    answers: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
    json: { type: "string" },
  },
});

const seed = Number(values.seed);
const head = provenance();
const first = bases();
const frames = fuzzFrames(first.frames, Number(values.frames), seeded(seed));
const answers = await fuzzAnswers(first.answers, Number(values.answers), seeded(seed + 1));
for (const { name, count, findings, tallies, slowest } of [frames, answers]) {
  console.log(
    `${name}: ${count.toLocaleString("en")} tried, slowest ${slowest.toFixed(1)} ms, ${findings.length} findings`,
  );
  for (const [action, { tried, accepted, refused, outcomes }] of tallies)
    console.log(`  ${action}: ${tried} tried, ${accepted} accepted, ${refused} refused, ${outcomes.size} outcomes`);
  for (const finding of findings) console.log(`  ${finding}`);
}
if (values.json) {
  const told = [frames, answers].map(({ name, count, findings, tallies, slowest }) => [
    name,
    {
      tried: count,
      findings: findings.length,
      slowest: Math.round(slowest),
      by: Object.fromEntries([...tallies].map(([action, { outcomes: _, ...tally }]) => [action, tally])),
    },
  ]);
  const { json: _, ...options } = values;
  const results = { ...head, options, ...Object.fromEntries(told) };
  writeFileSync(values.json, `${JSON.stringify(results, undefined, 2)}\n`);
}
if (values.keep) keep({ frames, answers });
process.exit(frames.findings.length + answers.findings.length > 0 ? 1 : 0);
