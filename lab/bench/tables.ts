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

interface Results {
  readonly machine: string;
  readonly figures: Figures;
  readonly chromium?: string;
}

/** The figures of the last runs beside their budgets, as Markdown. */
export function readmeTable(folder: string): string {
  const read = (file: string): Results => JSON.parse(readFileSync(join(folder, file), "utf8")) as Results;
  const [node, browser, lent] = [read("node.json"), read("browser.json"), read("browser-lent.json")];
  const others = ["transitions.json", "first-row.json"].map((file) => read(file).figures);
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
