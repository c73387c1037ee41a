// Runs every required step to the end, even after a failure. The summary lists the steps, and below each failed one the
// names of its failed tests or, if it has no tests, the end of its output. Its last line counts every test, and each
// step without tests as one. A step that could not run, or not completely, says "skipped: " and why, and does not
// count.
import { spawn } from "node:child_process";

const STEPS = [
  "build",
  "test",
  "test:stories",
  "test:chaos",
  "test:long",
  "test:dist",
  "lint",
  "typecheck",
  "size",
  "build:stories",
  "test:examples",
  "test:compat",
  "test:browsers",
  "docs:check",
  "docs:pages",
  "audit",
] as const;

interface Outcome {
  readonly step: string;
  readonly passed: number;
  readonly failed: number;
  /** The reason of its failure: its failed tests by name, or else the end of its output. */
  readonly reasons: readonly string[];
  readonly seconds: number;
  /** The reason why it, or a part of it, could not run. */
  readonly skipped: string | undefined;
}

/** True once `dist` is built from the present sources. No later step then builds it again. */
let isBuilt = false;

/** Runs a script of package.json, shows its output, and returns all of it. */
function run(script: string): Promise<{ readonly said: string; readonly isOk: boolean }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", O2_REACT_BUILT: isBuilt ? "1" : "0" };
    const child = spawn("npm", ["run", script], { env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        to.write(text);
      });
    }
    child.on("close", (code) => resolve({ said, isOk: code === 0 }));
  });
}

/** Vitest closes each run with "Tests  3 failed | 120 passed (123)". */
function count(said: string, word: "passed" | "failed"): number {
  const lines = said.match(/^ *Tests .*$/gm) ?? [];
  return lines.reduce((sum, line) => sum + Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0), 0);
}

/** Vitest prints a line "FAIL |project| file > test" for each failed test. */
function reasonsOf(said: string): string[] {
  const names = new Set(said.match(/^ *FAIL .*$/gm));
  return names.size > 0
    ? [...names]
    : said
        .split("\n")
        .filter((line) => line.trim())
        .slice(-30);
}

const outcomes: Outcome[] = [];
for (const step of STEPS) {
  console.log(`── npm run ${step}`);
  const start = performance.now();
  const { said, isOk } = await run(step);
  if (step === "build") isBuilt = isOk;
  const [passed, failed] = [count(said, "passed"), count(said, "failed")];
  const skipped = isOk ? /^skipped: .*$/m.exec(said)?.[0] : undefined;
  outcomes.push({
    step,
    skipped,
    passed: isOk && !skipped ? Math.max(passed, 1) : passed,
    failed: isOk ? failed : Math.max(failed, 1),
    reasons: isOk ? [] : reasonsOf(said),
    seconds: Math.round((performance.now() - start) / 1_000),
  });
}

const sum = (word: "passed" | "failed"): number => outcomes.reduce((total, outcome) => total + outcome[word], 0);
for (const { step, passed, failed, reasons, seconds, skipped } of outcomes) {
  const counts = skipped && passed + failed === 0 ? [] : [`${passed} passed, ${failed} failed`];
  console.log(`${step.padEnd(14)} ${[...counts, skipped].filter(Boolean).join("; ")} in ${seconds} s`);
  for (const reason of reasons) console.log(`  ${reason.trim()}`);
}
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") === 0 ? 0 : 1;
