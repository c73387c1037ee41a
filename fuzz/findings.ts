// Tries one input after another and keeps what went wrong: a throw, too long a time, a changed prototype.

/** What came of many inputs. */
export interface Finding {
  readonly name: string;
  readonly count: number;
  readonly findings: readonly string[];
  /** An input for each kind of outcome. */
  readonly outcomes: ReadonlyMap<string, string>;
  /** The longest that one took, in milliseconds. */
  readonly slowest: number;
}

/** What is allowed: so much for any input, and so much more per thousand bytes, in milliseconds. A collection of garbage costs some. */
const PATIENCE = { any: 20, perThousand: 1 };

const allowedFor = (input: string): number => PATIENCE.any + (PATIENCE.perThousand * input.length) / 1_000;

/** So many kinds of outcome are told apart. */
const KINDS = 5_000;

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

const GLOBALS = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  BigInt.prototype,
  Function.prototype,
  Error.prototype,
];
const shapeOf = (): string => GLOBALS.map((global) => Object.getOwnPropertyNames(global).join()).join(";");

export class Findings {
  readonly #name: string;
  readonly #shape = shapeOf();
  readonly #findings: string[] = [];
  readonly #outcomes = new Map<string, string>();
  #count = 0;
  #slowest = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get all(): Finding {
    if (shapeOf() !== this.#shape) this.#found("a prototype was changed", "");
    return {
      name: this.#name,
      count: this.#count,
      findings: this.#findings,
      outcomes: this.#outcomes,
      slowest: this.#slowest,
    };
  }

  /** @param run gives what came of it in words. */
  try(input: string, run: () => string): void {
    const began = worked();
    let outcome: string;
    try {
      outcome = run();
    } catch (error) {
      outcome = "threw";
      this.#found(`threw ${error}`, input);
    }
    let took = worked() - began;
    // What is slow is slow each time.
    for (let again = 0; again < 3 && took > allowedFor(input); again += 1) {
      const start = worked();
      ignoring(run);
      took = Math.min(took, worked() - start);
    }
    this.#took(took, input, outcome);
  }

  /** The same for what takes its time by design. */
  async tryLater(input: string, run: () => Promise<string>): Promise<void> {
    const began = worked();
    let outcome: string;
    try {
      outcome = await run();
    } catch (error) {
      outcome = "threw";
      this.#found(`threw ${error}`, input);
    }
    let took = worked() - began;
    for (let again = 0; again < 3 && took > allowedFor(input); again += 1) {
      const start = worked();
      await run().catch(() => undefined);
      took = Math.min(took, worked() - start);
    }
    this.#took(took, input, outcome);
  }

  #took(milliseconds: number, input: string, outcome: string): void {
    this.#count += 1;
    this.#slowest = Math.max(this.#slowest, milliseconds);
    if (milliseconds > allowedFor(input))
      this.#found(`took ${milliseconds.toFixed(0)} ms for ${input.length} characters`, input);
    // Without what differs from input to input: one example of each kind is enough.
    const kind = outcome.replace(/-?\d+/g, "0").replace(/: .*/, "").slice(0, 80);
    const known = this.#outcomes.get(kind);
    const isWanted = known === undefined ? this.#outcomes.size < KINDS : input.length < known.length;
    if (isWanted) this.#outcomes.set(kind, input);
    if (this.#count % 10_000 === 0 && Object.keys({}).length + Object.keys(Object.prototype).length > 0)
      this.#found("Object.prototype has a key of its own", input);
  }

  #found(what: string, input: string): void {
    if (this.#findings.length < 50) this.#findings.push(`${what}: ${input.slice(0, 400)}`);
  }
}
