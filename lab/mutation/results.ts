// Sums up what mutation runs found, file by file: results.json. Knows the form of Stryker's report, not how it is made.

type Status =
  | "Killed"
  | "Timeout"
  | "Survived"
  | "NoCoverage"
  | "Ignored"
  | "RuntimeError"
  | "CompileError"
  | "Pending";

/** A file in Stryker's report. */
export interface Mutated {
  readonly source: string;
  readonly mutants: readonly {
    readonly status: Status;
    readonly replacement?: string;
    readonly location: { readonly start: { readonly line: number } };
  }[];
}

const COUNTS = ["killed", "timeout", "survived", "noCoverage", "notTried"] as const;
type Counts = Readonly<Record<(typeof COUNTS)[number], number>>;
type Scored = Counts & { readonly score: number | null };

/** Which run a file's figures are of. */
interface Run {
  readonly date: string;
  readonly commit?: string | undefined;
  readonly runner: string;
}

/** A line on which a change goes unnoticed, the changes, and why they do no harm. */
interface Survivor {
  readonly line: string;
  readonly become: readonly string[];
  readonly why: string | null;
}

type PerFile<T> = Readonly<Record<string, T>>;
type Room = Scored & {
  readonly files: PerFile<Scored & { readonly run: Run }>;
  readonly survivors: PerFile<readonly Survivor[]>;
};
export type Results = Readonly<Record<"client" | "store", Room>> & { readonly total: Scored };
/** Reasons by file, and by the line on which the change begins, as it is written: survivors.json. */
export type Reasons = PerFile<PerFile<string>>;

/** The room of a source file, or undefined where it is in none that is mutated. */
export function roomOf(path: string): "client" | "store" | undefined {
  return /^src\/(client|store)\/[^/]+\.ts$/.exec(path)?.[1] as "client" | "store" | undefined;
}

/** Puts a file's newest outcome in the place of its last one. The outcomes of other files stay. */
export function withFile(results: Results, path: string, { source, mutants }: Mutated, run: Run): Results {
  const room = roomOf(path);
  if (!room) throw new Error(`${path} is in no room that is mutated.`);
  const { files, survivors } = results[room];
  const outcome = { ...scored([countsOf(mutants)]), run };
  const now: Room = {
    ...results[room],
    files: { ...files, [path]: outcome },
    survivors: { ...survivors, [path]: survivorsOf(source, mutants) },
  };
  return { ...results, [room]: now };
}

/** Adds up rooms and total, gives each surviving line its reason, and drops files that are gone. */
export function summedUp(results: Results, reasons: Reasons, isThere: (path: string) => boolean): Results {
  const room = ({ files, survivors }: Room): Room => {
    const kept = entriesOf(files).filter(([path]) => isThere(path));
    const left = entriesOf(survivors)
      .filter(([path, lines]) => isThere(path) && lines.length > 0)
      .map(([path, lines]) => [path, lines.map((one) => ({ ...one, why: reasons[path]?.[one.line] ?? null }))]);
    return {
      ...scored(kept.map(([, counts]) => counts)),
      files: Object.fromEntries(kept),
      survivors: Object.fromEntries(left),
    };
  };
  const client = room(results.client);
  const store = room(results.store);
  return { ...results, total: scored([client, store]), client, store };
}

const entriesOf = <T>(perFile: PerFile<T>) => Object.entries(perFile).sort(([a], [b]) => (a < b ? -1 : 1));

/** Adds up. What no test was seen to find counts against the score, also what could not be tried. */
function scored(parts: readonly Counts[]): Scored {
  const sum = Object.fromEntries(
    COUNTS.map((name) => [name, parts.reduce((all, part) => all + part[name], 0)]),
  ) as Counts;
  const all = COUNTS.reduce((total, name) => total + sum[name], 0);
  return { score: all === 0 ? null : Math.floor((1_000 * (sum.killed + sum.timeout)) / all) / 10, ...sum };
}

function countsOf(mutants: Mutated["mutants"]): Counts {
  const of = (...wanted: Status[]) => mutants.filter(({ status }) => wanted.includes(status)).length;
  return {
    killed: of("Killed"),
    timeout: of("Timeout"),
    survived: of("Survived"),
    noCoverage: of("NoCoverage"),
    notTried: of("RuntimeError", "Pending"),
  };
}

function survivorsOf(source: string, mutants: Mutated["mutants"]): readonly Survivor[] {
  const lines = source.split("\n");
  const found = new Map<string, Survivor>();
  for (const { status, replacement = "", location } of mutants) {
    if (status === "Killed" || status === "Timeout" || status === "Ignored" || status === "CompileError") continue;
    const line = lines[location.start.line - 1]?.trim() ?? "";
    found.set(line, { line, become: [...(found.get(line)?.become ?? []), replacement], why: null });
  }
  return [...found.values()];
}
