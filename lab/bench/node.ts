// npm run bench: measures what the library costs in Node, as ratios within one run. README.md here says how to read it.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { machine } from "../../scripts/provenance.ts";
import { Results } from "../results.ts";
import { fanOut, iterators, memory, snapshot, trades } from "./other.ts";
import { growth, pipeline } from "./pipeline.ts";
import { aligned, figureTable } from "./tables.ts";

const { values } = parseArgs({ options: { json: { type: "string" } } });
const LEVELS = [50, 200, 1_000, 5_000];
const READERS = [1, 10, 100, 1_000];
const ratio = (figure: number): string => figure.toFixed(2);

console.log(`${machine()}\n`);
const costs = new Map<number, Awaited<ReturnType<typeof pipeline>>>();
const rows: Record<string, number> = {};
const kept = new Results(values.json);
const keep = (): void => kept.keep({ pipelines: Object.fromEntries(costs), rows });
for (const levels of LEVELS) {
  costs.set(levels, await pipeline(levels));
  keep();
}
const overParse = (levels: number, of: "per80" | "per320" | "regrouped"): number => {
  const cost = costs.get(levels);
  return cost ? cost[of] / cost.parse : Number.NaN;
};
console.log("A depth update, from the socket to the store, ÷ JSON.parse of its text");
console.log(
  aligned([
    ["levels a side", "JSON.parse µs", "a frame per 80", "a frame per 320", "and regrouped"],
    ...LEVELS.map((levels) => [
      `${levels}`,
      ratio(costs.get(levels)?.parse ?? Number.NaN),
      ratio(overParse(levels, "per80")),
      ratio(overParse(levels, "per320")),
      ratio(overParse(levels, "regrouped")),
    ]),
  ]),
);

const readers = await fanOut(READERS);
const one = readers.get(1) ?? Number.NaN;
const others: Readonly<Record<string, () => number | Promise<number>>> = {
  "a snapshot of 5,000 levels a side ÷ JSON.parse": snapshot,
  "a frame of two trades ÷ JSON.parse": trades,
  "an update at 5,000 levels ÷ at 50": growth,
  ...Object.fromEntries(
    READERS.slice(1).map((count) => [
      `an update with ${count} readers ÷ with one, commits excluded`,
      () => (readers.get(count) ?? Number.NaN) / one,
    ]),
  ),
  "an update read by one iterator, µs": () => iterators(1),
  "an update read by ten iterators, µs": () => iterators(10),
  "MB that a million updates leave behind": memory,
};
for (const [what, measure] of Object.entries(others)) {
  rows[what] = await measure();
  keep();
}
console.log(`\n${aligned(Object.entries(rows).map(([what, figure]) => [what, ratio(figure)]))}`);

const { stdout } = spawnSync("npx", ["size-limit", "--json"], { encoding: "utf8" });
const weighed = JSON.parse(stdout) as readonly { readonly name: string; readonly size: number }[];
const kilobytes = (entry: string): number | null => {
  const bytes = weighed.find(({ name }) => name === entry)?.size;
  return bytes === undefined ? null : bytes / 1_000;
};
const figures = {
  pipeline_200: overParse(200, "per80"),
  pipeline_5000: overParse(5_000, "per80"),
  snapshot_5000: rows["a snapshot of 5,000 levels a side ÷ JSON.parse"] ?? null,
  growth: rows["an update at 5,000 levels ÷ at 50"] ?? null,
  fanout_1000: rows["an update with 1000 readers ÷ with one, commits excluded"] ?? null,
  heap_mb_per_million: rows["MB that a million updates leave behind"] ?? null,
  size_first_kb: kilobytes("first load of one hook and the provider"),
  size_first_all_kb: kilobytes("first load of all of o2-react"),
  size_id_kb: kilobytes("until the first live row, by id"),
  size_pair_kb: kilobytes("until the first live row, by pair"),
  size_client_kb: kilobytes("o2-react/client"),
};
console.log(`\n${figureTable(figures)}`);
kept.finish({ pipelines: Object.fromEntries(costs), rows, figures });
// The feeds never close their links, so the process is ended here.
process.exit();
