// Tries one input after another and keeps what went wrong: a throw, too long a time, a changed prototype.

/** What came of the inputs of one action, or read. */
interface Tally {
  tried: number;
  accepted: number;
  refused: number;
  /** An input for each kind of outcome. */
  readonly outcomes: Map<string, string>;
}

/** What came of many inputs. */
export interface Finding {
  readonly name: string;
  readonly count: number;
  readonly findings: readonly string[];
  /** By action, or read. */
  readonly tallies: ReadonlyMap<string, Readonly<Tally>>;
  /** The longest that one took, in milliseconds. */
  readonly slowest: number;
}

/** What is allowed: so much for any input, and so much more per thousand bytes, in milliseconds. A collection of garbage costs some. */
const PATIENCE = { any: 20, perThousand: 1 };

const allowedFor = (input: string): number => PATIENCE.any + (PATIENCE.perThousand * input.length) / 1_000;

/** So many kinds of outcome are told apart, of each action. */
const KINDS = 500;

function ignoring(run: () => unknown): void {
  try {
    run();
  } catch {
    // Noted the first time.
  }
}

/** What this thread has worked so far, in milliseconds: while another process has the processor it does not. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

const GLOBALS: readonly object[] = [
  ...[Object, Array, String, Number, Boolean, Symbol, BigInt, Function, RegExp, Date, Error, TypeError, RangeError],
  ...[Map, Set, WeakMap, WeakSet, Promise, ArrayBuffer, Uint8Array],
]
  .flatMap((each): object[] => [each, each.prototype])
  .concat(
    JSON,
    Math,
    Reflect,
    Object.getPrototypeOf([].values()),
    Object.getPrototypeOf(async () => undefined),
  );

/** Every property of theirs, by name or symbol: its value and its flags. */
function shapeOf(): readonly unknown[] {
  return GLOBALS.flatMap((global) => [
    Object.getPrototypeOf(global),
    ...Reflect.ownKeys(global).flatMap((key) => [
      key,
      ...Object.values(Object.getOwnPropertyDescriptor(global, key) ?? {}),
    ]),
  ]);
}

/** So many inputs are tried between two looks at them. */
const LOOK = 1_000;

/** Whether a value is, all the way down, of no other prototypes than JSON's. Without recursion: it may be deep. */
export function isPlain(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    if (Object.getPrototypeOf(next) !== (Array.isArray(next) ? Array : Object).prototype) return false;
    for (const part of Object.values(next)) open.push(part);
  }
  return true;
}

const THREW = "threw";

export class Findings {
  readonly #name: string;
  #shape = shapeOf();
  readonly #findings: string[] = [];
  readonly #tallies = new Map<string, Tally>();
  #count = 0;
  #slowest = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get all(): Finding {
    this.#look("");
    return {
      name: this.#name,
      count: this.#count,
      findings: this.#findings,
      tallies: this.#tallies,
      slowest: this.#slowest,
    };
  }

  /** @param run gives what came of it in words; "refused" is the first of them where it was. */
  try(action: string, input: string, run: () => string): void {
    const began = worked();
    let outcome: string;
    try {
      outcome = run();
    } catch (error) {
      outcome = THREW;
      this.#found(`threw ${error}`, input);
    }
    let took = worked() - began;
    // What is slow is slow each time.
    for (let again = 0; again < 3 && took > allowedFor(input); again += 1) {
      const start = worked();
      ignoring(run);
      took = Math.min(took, worked() - start);
    }
    this.#took(took, action, input, outcome);
  }

  /** The same for what takes its time by design. */
  async tryLater(action: string, input: string, run: () => Promise<string>): Promise<void> {
    const began = worked();
    let outcome: string;
    try {
      outcome = await run();
    } catch (error) {
      outcome = THREW;
      this.#found(`threw ${error}`, input);
    }
    let took = worked() - began;
    for (let again = 0; again < 3 && took > allowedFor(input); again += 1) {
      const start = worked();
      await run().catch(() => undefined);
      took = Math.min(took, worked() - start);
    }
    this.#took(took, action, input, outcome);
  }

  #took(milliseconds: number, action: string, input: string, outcome: string): void {
    this.#count += 1;
    this.#slowest = Math.max(this.#slowest, milliseconds);
    if (milliseconds > allowedFor(input))
      this.#found(`took ${milliseconds.toFixed(0)} ms for ${input.length} characters`, input);
    const tally = this.#tallies.get(action) ?? { tried: 0, accepted: 0, refused: 0, outcomes: new Map() };
    this.#tallies.set(action, tally);
    tally.tried += 1;
    if (outcome.startsWith("refused")) tally.refused += 1;
    else if (outcome !== THREW) tally.accepted += 1;
    // Without what differs from input to input: one example of each kind is enough.
    const kind = outcome
      .replace(/-?\d+/g, "0")
      .replace(/(its action|: ).*/s, "$1")
      .slice(0, 80);
    const known = tally.outcomes.get(kind);
    const isWanted = known === undefined ? tally.outcomes.size < KINDS : input.length < known.length;
    if (isWanted) tally.outcomes.set(kind, input);
    if (this.#count % LOOK === 0) this.#look(input);
  }

  #look(input: string): void {
    const now = shapeOf();
    const isSame = now.length === this.#shape.length && now.every((part, index) => Object.is(part, this.#shape[index]));
    if (!isSame) this.#found("a prototype was changed", input);
    this.#shape = now;
  }

  #found(what: string, input: string): void {
    if (this.#findings.length < 50) this.#findings.push(`${what}: ${input.slice(0, 400)}`);
  }
}
