// Any value as a tree to walk through: rows of what is unfolded, previews, and JSON with the bigints kept. Pure.
import { shortId } from "./names.ts";

/** One line of the tree. */
export interface TreeRow {
  /** The place in the value: keys from the root on. */
  readonly path: readonly string[];
  readonly id: string;
  readonly level: number;
  readonly name: string;
  readonly preview: string;
  readonly kind: "branch" | "bigint" | "number" | "string" | "other" | "more";
  readonly isOpen: boolean;
}

/** The number of a branch's entries that are shown at first, and of those that are added each time. */
export const STEP = 50;
const MOST_FOUND = 200;
const MOST_VISITED = 50_000;

/** The name of a path. */
export function pathId(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** The rows of what is unfolded. `limits` says of how many entries of a branch, by its id. */
export function rowsOf(root: unknown, open: ReadonlySet<string>, limits: ReadonlyMap<string, number>): TreeRow[] {
  const rows: TreeRow[] = [];
  const walk = (value: unknown, path: readonly string[]): void => {
    const entries = entriesOf(value);
    const limit = limits.get(pathId(path)) ?? STEP;
    for (const [key, child] of entries.slice(0, limit)) {
      const row = toRow([...path, key], child, open.has(pathId([...path, key])));
      rows.push(row);
      if (row.isOpen) walk(child, row.path);
    }
    if (entries.length > limit) {
      const more = [...path, "…"];
      const preview = `${entries.length - limit} more`;
      rows.push({ path: more, id: pathId(more), level: more.length, name: "…", preview, kind: "more", isOpen: false });
    }
  };
  walk(root, []);
  return rows;
}

/** The first few rows that have a text in their path or their value. */
export function findRows(root: unknown, text: string): TreeRow[] {
  const rows: TreeRow[] = [];
  const wanted = text.toLowerCase();
  let visited = 0;
  const walk = (value: unknown, path: readonly string[]): void => {
    for (const [key, child] of entriesOf(value)) {
      visited += 1;
      if (rows.length >= MOST_FOUND || visited > MOST_VISITED) return;
      const row = toRow([...path, key], child, false);
      const isLeaf = row.kind !== "branch";
      if (key.toLowerCase().includes(wanted) || (isLeaf && row.preview.toLowerCase().includes(wanted)))
        // Ids cut short, so that a narrow screen has room for the value; the path itself is copied whole.
        rows.push({ ...row, name: shortId(row.path.join(" › ")), level: 1 });
      walk(child, row.path);
    }
  };
  walk(root, []);
  return rows;
}

/** The value at a path. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) value = entriesOf(value).find(([name]) => name === key)?.[1];
  return value;
}

/** A value as JSON: bigints as strings of digits, errors by name and message. */
export function toJson(value: unknown): string {
  const replace = (_key: string, part: unknown): unknown =>
    typeof part === "bigint" ? part.toString() : part instanceof Error ? Object.fromEntries(entriesOf(part)) : part;
  return JSON.stringify(value, replace, 2) ?? "undefined";
}

/** A value in a few words; a bigint as `123n`. */
export function preview(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    const parts = entries.slice(0, 4).map(([key, child]) => `${key}: ${isBranch(child) ? "…" : preview(child)}`);
    if (entries.length > 4) parts.push("…");
    return entries.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
  }
  return String(value);
}

function toRow(path: readonly string[], value: unknown, isUnfolded: boolean): TreeRow {
  const isNode = isBranch(value) && entriesOf(value).length > 0;
  const type = typeof value;
  return {
    path,
    id: pathId(path),
    level: path.length,
    name: path.at(-1) ?? "",
    preview: preview(value),
    kind: isNode ? "branch" : type === "bigint" || type === "number" || type === "string" ? type : "other",
    isOpen: isNode && isUnfolded,
  };
}

function isBranch(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (!isBranch(value)) return [];
  // The message of an error is not among its own enumerable fields.
  const said: [string, unknown][] =
    value instanceof Error
      ? [
          ["name", value.name],
          ["message", value.message],
        ]
      : [];
  const rest = Object.entries(value).filter(([key]) => !said.some(([name]) => name === key));
  return [...said, ...rest];
}
