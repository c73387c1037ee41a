// Load from the shell: npm run load -- --only storm --json lab/load/results. Exit 1 says what does not hold, and by how much.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Remote } from "../far/Remote.ts";
import { type Guarantee, spell } from "./Findings.ts";
import type { PlayCommands } from "./play.ts";
import { scenarios } from "./scenarios.ts";

const USAGE = `npm run load -- [options]
  --only  some of ${Object.keys(scenarios).join(", ")}, in a list
  --json  a folder to keep a file for each of them, written as it goes on`;

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

/** A scenario prints what it finds as it finds it. One that dies has not held. */
async function play(name: string): Promise<readonly Guarantee[]> {
  const remote = new Remote<PlayCommands>(new URL("play.ts", import.meta.url));
  try {
    return await remote.call.play(name, values.json && join(values.json, `${name}.json`));
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
