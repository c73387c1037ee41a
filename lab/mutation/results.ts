// Adds up the results of mutation runs, file by file, for results.json. Knows the form of Stryker's report, not how it
// is made.

/** By Stryker's status, the name under which a change is counted, if it is. */
const COUNTED = {
  Killed: "killed",
  Timeout: "timeout",
  Survived: "survived",
  NoCoverage: "noCoverage",
  RuntimeError: "notTried",
  Pending: "notTried",
  Ignored: undefined,
  CompileError: undefined,
} as const;
type Status = keyof typeof COUNTED;
type Counts = Readonly<Record<NonNullable<(typeof COUNTED)[Status]>, number>>;
type Scored = Counts & { readonly score: number | null };

/** A file in Stryker's report. */
export interface Mutated {
  readonly source: string;
  readonly mutants: readonly {
    readonly status: Status;
    readonly replacement?: string;
    readonly location: { readonly start: { readonly line: number } };
  }[];
}

/** A file's figures, their run, and each line with a surviving change, with the reason why it does no harm. */
export interface Outcome extends Scored {
  readonly run: { readonly date: string; readonly commit?: string | undefined; readonly runner: string };
  readonly survivors: readonly {
    readonly line: string;
    readonly become: readonly string[];
    readonly why: string | null;
  }[];
}
type Outcomes = Readonly<Record<string, Outcome>>;

/** Reasons by file, and by the text of the line on which the change begins: survivors.json. */
export type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The outcome of a file. */
export function outcomeOf({ source, mutants }: Mutated, run: Outcome["run"]): Outcome {
  const lines = source.split("\n");
  const survivors = new Map<string, string[]>();
  const counts = mutants.map(({ status, replacement = "", location }) => {
    const name = COUNTED[status];
    if (name === undefined) return {};
    const line = lines[location.start.line - 1]?.trim() ?? "";
    if (name !== "killed" && name !== "timeout") survivors.set(line, [...(survivors.get(line) ?? []), replacement]);
    return { [name]: 1 };
  });
  return { ...sum(counts), run, survivors: [...survivors].map(([line, become]) => ({ line, become, why: null })) };
}

/** Adds up the rooms and the total, and gives each surviving line its reason. */
export function summedUp(outcomes: Outcomes, reasons: Reasons) {
  const withReasons = ([path, outcome]: [string, Outcome]) => {
    const survivors = outcome.survivors.map((one) => ({ ...one, why: reasons[path]?.[one.line] ?? null }));
    return [path, { ...outcome, survivors }] as const;
  };
  const entries = Object.entries(outcomes).sort().map(withReasons);
  const of = (folder: string) => sum(entries.filter(([path]) => path.startsWith(folder)).map(([, outcome]) => outcome));
  const files: Outcomes = Object.fromEntries(entries);
  return { total: of(""), client: of("src/client/"), store: of("src/store/"), files };
}

/** A change counts against the score unless a test was seen to find it, even if it could not be tried. */
function sum(parts: readonly Partial<Counts>[]): Scored {
  const of = (name: keyof Counts) => parts.reduce((all, { [name]: count = 0 }) => all + count, 0);
  const [killed, timeout] = [of("killed"), of("timeout")];
  const [survived, noCoverage, notTried] = [of("survived"), of("noCoverage"), of("notTried")];
  const all = killed + timeout + survived + noCoverage + notTried;
  const score = all === 0 ? null : Math.floor((1_000 * (killed + timeout)) / all) / 10;
  return { score, killed, timeout, survived, noCoverage, notTried };
}
