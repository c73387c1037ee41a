// Prints the table of one rate.
import { median } from "../../statistics.ts";
import { aligned } from "../tables.ts";
import type { Row } from "./figures.ts";
import { PARTICIPANTS } from "./site.ts";

const COLUMNS: Readonly<Record<string, (rows: readonly Row[]) => string>> = {
  "script µs/upd": (rows) => of(rows, ({ scriptPerUpdate }) => scriptPerUpdate, 1),
  "gc µs/upd": (rows) => of(rows, ({ spent, updates }) => (spent.gc * 1_000) / updates, 1),
  "task µs/upd": (rows) => of(rows, ({ spent, updates }) => (spent.task * 1_000) / updates, 1),
  "commits/s": (rows) => of(rows, ({ commitsPerSecond }) => commitsPerSecond, 0),
  "commits/frame": (rows) => of(rows, ({ commitsPerFrame }) => commitsPerFrame, 2),
  "frames/s": (rows) => of(rows, ({ framesPerSecond }) => framesPerSecond, 1),
  "age p50 ms": (rows) => of(rows, ({ ageP50 }) => ageP50, 1),
  "age p95 ms": (rows) => of(rows, ({ ageP95 }) => ageP95, 1),
  unshown: (rows) => `${Math.max(...rows.map(({ unshown }) => unshown))}`,
  book: (rows) => {
    if (rows.every(({ isEqual }) => isEqual === undefined)) return "–";
    return rows.every(({ isEqual }) => isEqual) ? "equal" : "WRONG";
  },
  "heap kB": (rows) => of(rows, ({ heapGrowth }) => heapGrowth / 1_000, 0),
  errors: (rows) => `${rows.reduce((sum, { errors }) => sum + errors.length, 0)}`,
};

function of(rows: readonly Row[], read: (row: Row) => number, digits: number): string {
  return median(rows.map(read)).toFixed(digits);
}

/** One rate's participants, medians of their rounds. */
export function rateTable(rate: number, rows: readonly Row[]): string {
  const lines = [["", ...Object.keys(COLUMNS)]];
  for (const participant of PARTICIPANTS) {
    const own = rows.filter((row) => row.rate === rate && row.participant === participant);
    if (own.length > 0) lines.push([participant, ...Object.values(COLUMNS).map((cell) => cell(own))]);
  }
  return `${rate.toLocaleString("en-US")} updates/s\n${aligned(lines)}`;
}
