// Fuzzing from the shell: npm run fuzz -- --frames 10000000 --answers 200000 --scans 10000000 --seed 1 [--json FILE]
// A finding prints the seed and path that play it again: npm run fuzz -- --frames 1 --answers 0 --scans 0 --seed SEED --path PATH
import { parseArgs } from "node:util";
import { Results } from "../results.ts";
import { answers } from "./answers.ts";
import { frames } from "./frames.ts";
import { type Finding, fuzz, type Target } from "./fuzz.ts";
import { scans } from "./scans.ts";

const { values } = parseArgs({
  options: {
    frames: { type: "string", default: "200000" },
    answers: { type: "string", default: "5000" },
    scans: { type: "string", default: "200000" },
    seed: { type: "string", default: "1" },
    path: { type: "string" },
    json: { type: "string" },
  },
});

/** Seconds between two reports of progress. */
const REPORT = 10;

const { json, ...options } = values;
const kept = new Results(json);
const results: Record<string, unknown> = { options };

/** Keeps the results so far. */
function save(name: string, { tried, slowest, found, tallies }: Finding): void {
  const by = Object.fromEntries([...tallies].map(([action, { outcomes: _, ...tally }]) => [action, tally]));
  results[name] = { tried, findings: found ? 1 : 0, slowest: Math.round(slowest), by };
  kept.keep(results);
}

async function run(target: Target, count: number): Promise<Finding> {
  const { name } = target;
  const began = performance.now();
  const path = values.path === undefined ? {} : { path: values.path };
  let reported = 0;
  const onProgress = (finding: Finding): void => {
    const seconds = Math.round((performance.now() - began) / 1_000);
    if (seconds < reported + REPORT && finding.tried < count) return;
    reported = seconds;
    const left = Math.max(0, Math.round(seconds * (count / finding.tried - 1)));
    console.log(`${name}: ${finding.tried} of ${count} tried in ${seconds} s, about ${left} s to go`);
    save(name, finding);
  };
  const finding = await fuzz(target, count, { seed: Number(values.seed), ...path, onProgress });
  save(name, finding);
  return finding;
}

for (const target of [frames(), answers(), scans()]) {
  const { name } = target;
  const { tried, slowest, tallies, found } = await run(target, Number(values[name]));
  console.log(`${name}: ${tried} tried, slowest ${slowest.toFixed(1)} ms, ${found ? "1 finding" : "no finding"}`);
  for (const [action, { tried, accepted, refused, outcomes }] of tallies)
    console.log(`  ${action}: ${tried} tried, ${accepted} accepted, ${refused} refused, ${outcomes.size} outcomes`);
  if (!found) continue;
  process.exitCode = 1;
  console.log(`  found: ${found.why}; play it again with --${name} 1 --seed ${found.seed} --path ${found.path}`);
  for (const { name, text, status = "" } of found.inputs)
    console.log(`    ${name} ${status} (${text.length} characters) ${text.slice(0, 1_000)}`);
}
kept.finish(results);
