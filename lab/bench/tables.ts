// What both benchmarks print: columns, and the figures beside their budgets.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BUDGETS, holds } from "./budgets.ts";

/** `null` where what a figure needs was not measured. */
export type Figures = Readonly<Record<string, number | null>>;

/** The figures and whether each holds its budget. */
export function figureTable(figures: Figures): string {
  const lines = Object.entries(figures).map(([name, figure]) => {
    const budget = BUDGETS[name];
    const sign = budget?.kind === "least" ? "≥" : "≤";
    const verdict = figure === null ? "not measured" : holds(name, figure) ? "holds" : "MISSED";
    return [name, figure?.toFixed(3) ?? "–", budget ? `${sign} ${budget.limit}` : "", budget ? verdict : ""];
  });
  return aligned(lines);
}

/** Columns of equal width: the first to the left, the others to the right. */
export function aligned(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const cell = (text: string, column: number): string =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return lines.map((line) => line.map(cell).join("  ")).join("\n");
}

/** Bytes of each room, before the first paint and later. */
export interface RoomSizes {
  readonly first: Record<string, number>;
  readonly later: Record<string, number>;
}

/** A line for each room, the largest first, and their sums; in bytes. */
export function roomLines({ first, later }: RoomSizes): readonly (readonly string[])[] {
  const both = (room: string): number => (first[room] ?? 0) + (later[room] ?? 0);
  const names = [...new Set([...Object.keys(first), ...Object.keys(later)])].sort((a, b) => both(b) - both(a));
  const sum = (sizes: Record<string, number>): number => Object.values(sizes).reduce((total, size) => total + size, 0);
  const whole = (bytes: number): string => bytes.toLocaleString("en-US");
  const lines = names.map((room) => [room, whole(first[room] ?? 0), whole(later[room] ?? 0)]);
  return [...lines, ["all", whole(sum(first)), whole(sum(later))]];
}

/** Bytes as kilobytes, with one digit behind the point. */
export const kilobytes = (bytes: number): string => (bytes / 1_000).toFixed(1);

/** A table whose last two columns are numbers. */
const markdown = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map((_, column) => (column < head.length - 2 ? "---" : "---:")), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

/** Whose bytes a page loads, by the last run of `npm run size:rooms`, as Markdown. */
export function roomsTable({ rooms }: { readonly rooms: RoomSizes }): string {
  return markdown(["room", "first load", "later"], roomLines(rooms));
}

interface Peer {
  readonly page: string;
  readonly package: string;
  readonly first: number;
  readonly all: number;
}

/** What the peers weigh, by the last run of `npm run size:peers`, as Markdown. */
export function peersTable({ peers }: { readonly peers: readonly Peer[] }): string {
  const lines = peers.map(({ page, package: name, first, all }) => [page, name, kilobytes(first), kilobytes(all)]);
  return markdown(["page", "package", "first load, kB", "all, kB"], lines);
}

interface Results {
  readonly machine: string;
  readonly figures: Figures;
  readonly chromium?: string;
}

/** The figures of the last runs beside their budgets, as Markdown. */
export function readmeTable(folder: string): string {
  const read = (file: string): Results => JSON.parse(readFileSync(join(folder, file), "utf8")) as Results;
  const [node, browser, lent] = [read("node.json"), read("browser.json"), read("browser-lent.json")];
  const figures: Figures = { ...node.figures, ...browser.figures, ...read("transitions.json").figures };
  const shown = (figure: number | null | undefined): string =>
    figure == null ? "not measured" : `${Number(figure.toFixed(2))}`;
  const lines = Object.entries(BUDGETS).map(([name, { limit, kind, what }]) => {
    const figure = figures[name] ?? null;
    const isHeld = figure !== null && holds(name, figure);
    return `| ${what} | ${isHeld ? shown(figure) : `**${shown(figure)}**`} | ${kind === "most" ? "≤" : "≥"} ${limit} |`;
  });
  const peers = ["ruw", "ruw_callback", "swr", "zustand"].map((peer) => shown(lent.figures[`script_vs_${peer}_2000`]));
  return [
    "| what | measured | budget |",
    "| --- | --- | --- |",
    ...lines,
    "",
    `In bold what misses its budget. The others keep a book such as one writes by hand; with ours lent to them the four ratios are ${peers.join(", ")}. Measured on ${node.machine} and ${browser.chromium}.`,
  ].join("\n");
}
