// Formats the output of both benchmarks: columns, and the figures beside their budgets.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BUDGETS, holds } from "./budgets.ts";

/** `null` if a value that the figure needs was not measured. */
export type Figures = Readonly<Record<string, number | null>>;

/** The figures, and for each whether it keeps its budget. */
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

/** Bytes of each room: before the first paint, until the first row of a book requested by its id, and later. */
export type RoomSizes = Readonly<Record<"first" | "book" | "later", Record<string, number>>>;

/** The heads of the columns of {@link roomLines}. */
export const ROOM_HEAD = ["room", "first load", "until a book by id", "later"] as const;

/** A line for each room, the largest first, and their sums; in bytes. */
export function roomLines({ first, book, later }: RoomSizes): readonly (readonly string[])[] {
  const columns = [first, book, later];
  const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
  const of = (room: string): number[] => columns.map((sizes) => sizes[room] ?? 0);
  const names = [...new Set(columns.flatMap(Object.keys))].sort((a, b) => sum(of(b)) - sum(of(a)));
  const text = (name: string, sizes: readonly number[]): string[] => [
    name,
    ...sizes.map((size) => size.toLocaleString("en-US")),
  ];
  const all = columns.map((sizes) => sum(Object.values(sizes)));
  return [...names.map((room) => text(room, of(room))), text("all", all)];
}

/** A table. Columns from `numbers` on are numbers. */
const markdown = (numbers: number, head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map((_, column) => (column < numbers ? "---" : "---:")), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

/** The bytes that a page loads by room, from the last run of `npm run size:rooms`, as Markdown. */
export function roomsTable({ rooms }: { readonly rooms: RoomSizes }): string {
  return markdown(1, ROOM_HEAD, roomLines(rooms));
}

/** A page of a peer, in bytes. */
interface Peer {
  readonly page: string;
  readonly package: string;
  readonly first: number;
  readonly live: number;
  readonly all: number;
}

/** The heads of the columns of {@link peerLines}. */
export const PEER_HEAD = ["page", "package", "first load, kB", "until live data, kB", "all, kB"] as const;

/** A line for each peer, in kilobytes. */
export function peerLines(peers: readonly Peer[]): readonly (readonly string[])[] {
  return peers.map(({ page, package: name, first, live, all }) => [
    page,
    name,
    ...[first, live, all].map((bytes) => (bytes / 1_000).toFixed(1)),
  ]);
}

/** The weight of the peers, from the last run of `npm run size:peers`, as Markdown. */
export function peersTable({ peers }: { readonly peers: readonly Peer[] }): string {
  return markdown(2, PEER_HEAD, peerLines(peers));
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
  const others = ["transitions.json", "first-row.json", "frozen.json"]
    .filter((file) => existsSync(join(folder, file)))
    .map((file) => read(file).figures);
  const figures: Figures = Object.assign({}, node.figures, browser.figures, ...others);
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
