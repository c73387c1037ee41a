// Load from the shell: npm run load -- --only storm --json lab/load/results.json. Exit 1 says what does not hold, and by how much.
import { fork } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { machine } from "../bench/tables.ts";
import { spell } from "./Findings.ts";
import { scenarios } from "./scenarios.ts";
import { type Outcome, type Results, withResults } from "./text.ts";

const USAGE = `npm run load -- [options]
  --only  some of ${Object.keys(scenarios).join(", ")}, in a list; the results of the others are kept
  --json  where to write what came of it; it goes into lab/load/README.md, too`;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    json: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const names = values.only?.split(",") ?? Object.keys(scenarios);
if (values.help || names.some((name) => !scenarios[name])) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

function play(name: string): Promise<Pick<Outcome, "guarantees" | "figures">> {
  return new Promise((resolve) => {
    // The scenario writes what it finds as it finds it.
    const child = fork(new URL("play.ts", import.meta.url), [name], { serialization: "advanced" });
    let told: Pick<Outcome, "guarantees" | "figures"> | undefined;
    child.on("message", (message) => {
      told = message as typeof told;
    });
    child.on("exit", (code) => {
      const broken = { what: "the scenario came to its end", figure: code ?? -1, limit: 0, kind: "exactly" } as const;
      resolve(told ?? { guarantees: [{ ...broken, holds: false }], figures: {} });
    });
  });
}

const kept: Partial<Results> =
  values.json && existsSync(values.json) ? (JSON.parse(readFileSync(values.json, "utf8")) as Results) : {};
const outcomes: Record<string, Outcome> = { ...(values.only ? kept.scenarios : {}) };
for (const name of names) {
  console.log(`${name}:`);
  const [began, busy] = [Date.now(), loadavg()[0] ?? 0];
  const told = await play(name);
  const seconds = Math.round((Date.now() - began) / 1_000);
  outcomes[name] = { date: new Date(began).toISOString(), seconds, busy: Number(busy.toFixed(1)), ...told };
}
const all = Object.keys(scenarios).flatMap((name) => outcomes[name]?.guarantees.map((one) => ({ name, one })) ?? []);
const failed = all.filter(({ one }) => !one.holds).map(({ name, one }) => `${name}: ${spell(one)}`);
const sorted = Object.fromEntries(
  Object.keys(scenarios).flatMap((name) => (outcomes[name] ? [[name, outcomes[name]]] : [])),
);
const results: Results = { machine: machine(), guarantees: all.length, failed, scenarios: sorted };
if (values.json) {
  writeFileSync(values.json, `${JSON.stringify(results, undefined, 2)}\n`);
  const readme = new URL("README.md", import.meta.url);
  writeFileSync(readme, withResults(readFileSync(readme, "utf8"), results));
}
console.log(`\n${all.length} guarantees, ${failed.length} failed`);
for (const line of failed) console.log(line);
process.exit(failed.length > 0 ? 1 : 0);
