// Fuzzing from the shell: npm run fuzz -- --frames 10000000 --answers 200000 --seed 1 [--keep] [--json FILE]
// Never a throw, never slower than a bound per byte, never half a frame, never a changed prototype.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { seeded } from "../bench/seeded.ts";
import { fuzzAnswers } from "./answers.ts";
import { honest, keep, kept } from "./corpus.ts";
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
const [first, old] = [honest(), kept()];
const frames = fuzzFrames([...first.frames, ...old.frames], Number(values.frames), seeded(seed));
const answers = await fuzzAnswers([...first.answers, ...old.answers], Number(values.answers), seeded(seed + 1));
for (const { name, count, findings, outcomes, slowest } of [frames, answers]) {
  console.log(
    `${name}: ${count.toLocaleString("en")} tried, ${outcomes.size} outcomes, slowest ${slowest.toFixed(1)} ms, ${findings.length} findings`,
  );
  for (const finding of findings) console.log(`  ${finding}`);
}
if (values.json) {
  const told = [frames, answers].map(({ name, count, findings, slowest }) => [
    name,
    { tried: count, findings: findings.length, slowest: Math.round(slowest) },
  ]);
  writeFileSync(values.json, `${JSON.stringify({ seed, ...Object.fromEntries(told) }, undefined, 2)}\n`);
}
if (values.keep) {
  // One example of each outcome that the honest ones do not have, as short as they came.
  const examples = (outcomes: ReadonlyMap<string, string>) =>
    [...outcomes.values()].filter((text) => text.length < 250).slice(0, 100);
  keep({ frames: examples(frames.outcomes), answers: examples(answers.outcomes) });
}
process.exit(frames.findings.length + answers.findings.length > 0 ? 1 : 0);
