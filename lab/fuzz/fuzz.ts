// Plays cases (lists of hostile inputs that fast-check draws) and counts the outcomes. A throw, a slow input and a
// changed prototype are findings. fast-check shrinks the case and gives the seed and path that play it again.
import fc from "fast-check";
import { watchBuiltIns } from "./prototypes.ts";

/** A frame with its action, or an answer with its read and status. */
export interface Input {
  readonly name: string;
  readonly text: string;
  readonly status?: number;
}

/** The code under fuzz. */
export interface Target {
  readonly name: "frames" | "answers" | "scans";
  /** Each case draws all its inputs from one of these. */
  readonly inputs: readonly fc.Arbitrary<Input>[];
  /** Inputs that failed once. Each is played first, as a case. */
  readonly examples: readonly Input[];
  /**
   * Begins a case.
   * @returns a function that plays one input: it throws a finding, or gives the outcome.
   */
  begin(): (input: Input) => string | Promise<string>;
}

/** The outcomes of the inputs with one name. */
interface Tally {
  tried: number;
  accepted: number;
  refused: number;
  /** Each kind of outcome, without the parts that differ from input to input. */
  readonly outcomes: Set<string>;
}

/** The result of the cases so far. */
export interface Finding {
  tried: number;
  /** The slowest input's time, in milliseconds of this thread. */
  slowest: number;
  readonly tallies: Map<string, Tally>;
  /** The first case that failed, shrunk. */
  found?: { readonly why: string; readonly inputs: readonly Input[]; readonly seed: number; readonly path: string };
}

/** Milliseconds allowed for any input, and for each thousand characters in addition. Garbage collection costs some. */
const PATIENCE = { any: 20, perThousand: 1 };

/** The longest case, the number of cases that share a seed, and the number of outcomes that are told apart. */
const MOST = { inputs: 16, cases: 500, kinds: 500 };

/** Distance between the seeds of two blocks, so that runs with seeds 1, 2 and 3 share no case. */
const STRIDE = 1_000_003;

/** CPU milliseconds of this thread so far. Time of other processes does not count. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/**
 * Plays cases until so many inputs were tried, or one case fails.
 * @param options.path plays only the case of `seed` with this path.
 * @param options.onProgress is called after every few hundred cases.
 */
export async function fuzz(
  target: Target,
  count: number,
  options: { readonly seed: number; readonly path?: string; readonly onProgress?: (finding: Finding) => void },
): Promise<Finding> {
  const finding: Finding = { tried: 0, slowest: 0, tallies: new Map() };
  const property = caseOf(target, finding);
  const examples = target.examples.map((input): [Input[]] => [[input]]);
  const { path, onProgress } = options;
  for (let { seed } = options; finding.tried < count && !finding.found; seed += STRIDE) {
    const numRuns = MOST.cases + examples.length;
    const run = await fc.check(property, { seed, numRuns, examples, ...(path === undefined ? {} : { path }) });
    const [inputs] = run.counterexample ?? [];
    if (inputs) finding.found = { why: `${run.errorInstance}`, inputs, seed, path: run.counterexamplePath ?? "" };
    onProgress?.(finding);
    if (path !== undefined) break;
  }
  return finding;
}

function caseOf(target: Target, finding: Finding): fc.IAsyncProperty<[Input[]]> {
  const restore = watchBuiltIns();
  let isShrinking = false;
  // A case may be empty: with a minimum length fast-check would not drop the last inputs when it shrinks.
  const lists = target.inputs.map((input) => fc.array(input, { maxLength: MOST.inputs }));
  return fc.asyncProperty(fc.oneof(...lists), async (inputs) => {
    let failure: unknown;
    const played = await playCalmly(target, inputs).catch((error: unknown) => {
      failure = error;
      return [];
    });
    const changed = restore();
    if (changed.length > 0) failure = new Error(`a prototype was changed: ${changed}`);
    const slow = played.find(isLate);
    if (slow) failure ??= new Error(`took ${slow.took.toFixed(0)} ms for ${slow.text.length} characters`);
    isShrinking ||= failure !== undefined;
    if (failure !== undefined) throw failure;
    if (!isShrinking) for (const each of played) count(finding, each);
  });
}

/** An input with its outcome. */
type Played = Input & { readonly outcome: string; readonly took: number };

const isLate = ({ took, text }: Played): boolean => took > PATIENCE.any + (PATIENCE.perThousand * text.length) / 1_000;

/** Plays a case, and again if it took too long: slow code is slow each time, garbage collection is not. */
async function playCalmly(target: Target, inputs: readonly Input[]): Promise<readonly Played[]> {
  let played: Played[] = [];
  for (let tries = 0; tries < 4 && (tries === 0 || played.some(isLate)); tries += 1) {
    played = [];
    const step = target.begin();
    for (const input of inputs) {
      const began = worked();
      const outcome = await step(input);
      played.push({ ...input, outcome, took: worked() - began });
    }
  }
  return played;
}

function count(finding: Finding, { name, outcome, took }: Played): void {
  finding.tried += 1;
  finding.slowest = Math.max(finding.slowest, took);
  const tally = finding.tallies.get(name) ?? { tried: 0, accepted: 0, refused: 0, outcomes: new Set() };
  finding.tallies.set(name, tally);
  tally.tried += 1;
  tally[outcome.startsWith("refused") ? "refused" : "accepted"] += 1;
  const kind = outcome.replace(/-?\d+/g, "0").replace(/(its action|: ).*/s, "$1");
  if (tally.outcomes.size < MOST.kinds) tally.outcomes.add(kind.slice(0, 80));
}
