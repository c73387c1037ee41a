// Soak from the shell: npm run soak -- --minutes 60. Measures the page in Node and in Chromium at once, each with its
// own far end. Exits with 1 when something grew, was left, or did not arrive.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readOptions, stopWith } from "../../scripts/options.ts";
import { openFar } from "../far/remoteFar.ts";
import { Results } from "../results.ts";
import { spread } from "../statistics.ts";
import { growthOf, type Sample } from "./judge.ts";
import type { SoakOptions } from "./soak.ts";

const USAGE = `npm run soak -- [options]
  --minutes  how long                                   (10)
  --in       node, chromium or both                     (both)
  --rate     updates a second                           (2000)
  --seed     the same seed makes the same schedule      (1)
  --json     a folder for node.json and chromium.json, written as the run goes on`;

const { minutes, rate, seed, ...values } = readOptions(USAGE, {
  minutes: 10,
  in: "both",
  rate: 2_000,
  seed: 1,
  json: undefined as string | undefined,
});
if (!["node", "chromium", "both"].includes(values.in) || minutes < 0.5 || rate < 1 || !Number.isSafeInteger(seed))
  stopWith("--in, --minutes (from 0.5), --rate (from 1) or --seed is not possible.", USAGE);

/** A round takes a minute, or less so that there are at least twelve. */
const round = Math.min(60_000, (minutes * 60_000) / 12);
const isLong = round >= 30_000;
const options: SoakOptions = {
  seed,
  rate,
  round,
  rounds: Math.round((minutes * 60_000) / round),
  drops: isLong ? 5 : 1,
  beat: 100,
  // An audit remembers the last six seconds of a book, so the exchange is silent for longer before a sample.
  auditInterval: isLong ? 15_000 : false,
  silence: isLong ? 6_500 : 300,
};

/** Runs this program for one place in its own process. */
function runIn(place: string): Promise<number> {
  const flags = [...process.argv.slice(2), "--in", place];
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...flags], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
}

/** A hundred samples tell as much as a thousand. */
const thinned = (samples: readonly Sample[]): readonly Sample[] => {
  const every = Math.ceil(samples.length / 100);
  return samples.filter((_, index) => index % every === 0);
};

async function run(place: string): Promise<number> {
  // This import comes before any import of React.
  process.env.NODE_ENV = "production";
  const { soak } = await import("./soak.ts");
  const measured =
    place === "node"
      ? (await import("./inNode.ts")).measureInNode()
      : await (await import("./inChromium.ts")).measureInChromium();
  // Six hours, so that charts begin full. No read's connection is kept for a next read, because it would be counted as
  // left.
  const far = openFar({ seed, hours: 6, keepsAlive: false });
  const end = async (): Promise<void> => {
    await far.close();
    await measured.close();
  };
  // No other code closes the browser.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void end().then(() => process.exit(1)));
  const kept = new Results(values.json && join(values.json, `${place}.json`));
  const head = { place, runtime: measured.version, options };
  const soFar: Sample[] = [];
  const onSample = (sample: Sample): void => {
    soFar.push(sample);
    const minute = Number(sample.minutes.toFixed(2));
    const heap = (sample.heap / 1e6).toFixed(3);
    console.log(`${place}, minute ${minute} of ${minutes}: heap ${heap} MB, ${JSON.stringify(sample.held)}`);
    kept.keep({ ...head, minutes: minute, growth: growthOf(soFar), samples: thinned(soFar) });
  };
  try {
    const { samples, settledAfter, ...outcome } = await soak(measured, far, { ...options, onSample });
    const { samples: _, ...shown } = kept.finish({
      ...head,
      minutes: Number((outcome.seconds / 60).toFixed(2)),
      verdict: outcome.findings.length === 0 ? "held" : "failed",
      ...outcome,
      settledAfter: spread(settledAfter),
      samples: thinned(samples),
    });
    console.log(shown);
    return outcome.findings.length > 0 ? 1 : 0;
  } finally {
    await end();
  }
}

const places = values.in === "both" ? ["node", "chromium"] : [values.in];
const codes = await Promise.all(values.in === "both" ? places.map(runIn) : places.map(run));
process.exit(Math.max(...codes));
