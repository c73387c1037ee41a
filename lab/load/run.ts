// Load from the shell: npm run load -- --only storm --json lab/load/results. Exits with 1 when a guarantee does not
// hold, and prints by how much.
import { join } from "node:path";
import { readOptions, stopWith } from "../../scripts/options.ts";
import { Remote } from "../far/Remote.ts";
import { type Guarantee, spell } from "./Findings.ts";
import type { PlayCommands } from "./play.ts";
import { scenarios } from "./scenarios.ts";

const USAGE = `npm run load -- [options]
  --only  some of ${Object.keys(scenarios).join(", ")}, in a list
  --json  a folder to keep a file for each of them, written as it goes on`;

const { only, json } = readOptions(USAGE, {
  only: Object.keys(scenarios).join(","),
  json: undefined as string | undefined,
});
const names = only.split(",");
for (const name of names) if (!scenarios[name]) stopWith(`There is no scenario "${name}".`, USAGE);

/** A scenario prints each finding at once. A scenario that dies has not held. */
async function play(name: string): Promise<readonly Guarantee[]> {
  const remote = new Remote<PlayCommands>(new URL("play.ts", import.meta.url));
  try {
    return await remote.call.play(name, json && join(json, `${name}.json`));
  } catch (error) {
    console.log(error);
    return [{ what: "the scenario came to its end", figure: 0, limit: 1, kind: "exactly", holds: false }];
  } finally {
    await remote.close();
  }
}

const failed: string[] = [];
let count = 0;
for (const [place, name] of names.entries()) {
  console.log(`${name} (${place + 1} of ${names.length}):`);
  const began = Date.now();
  const guarantees = await play(name);
  count += guarantees.length;
  failed.push(...guarantees.filter(({ holds }) => !holds).map((one) => `${name}: ${spell(one)}`));
  console.log(`  ${Math.round((Date.now() - began) / 1_000)} s`);
}
console.log(`\n${count} guarantees, ${failed.length} failed`);
for (const line of failed) console.log(line);
process.exit(failed.length > 0 ? 1 : 0);
