// Plays cases, lists of hostile inputs that fast-check draws, and counts what came of them. A throw, too long a time and a
// changed prototype are findings: fast-check shrinks the case and gives the seed and path that play it again.
import fc from "fast-check";
import { watchBuiltIns } from "./prototypes.ts";

/** A frame with its action, or an answer with its read and status. */
export interface Input {
  readonly name: string;
  readonly text: string;
  readonly status?: number;
}

/** Code that is fuzzed. */
export interface Target {
  readonly name: "frames" | "answers" | "scans";
  /** Each case draws all its inputs from one of these. */
  readonly inputs: readonly fc.Arbitrary<Input>[];
  /** Inputs that failed once: each is played first, as a case. */
  readonly examples: readonly Input[];
  /** Begins a case. @returns a function that plays one input: it throws a finding, or says what came of the input. */
  begin(): (input: Input) => string | Promise<string>;
}

/** What came of the inputs of one name. */
interface Tally {
  tried: number;
  accepted: number;
  refused: number;
  /** Each kind of outcome, without what differs from input to input. */
  readonly outcomes: Set<string>;
}

/** What came of the cases so far. */
export interface Finding {
  tried: number;
  /** The longest that one input took, in milliseconds of this thread. */
  slowest: number;
  readonly tallies: Map<string, Tally>;
  /** The first case that failed, shrunk. */
  found?: { readonly why: string; readonly inputs: readonly Input[]; readonly seed: number; readonly path: string };
}

/** Allowed milliseconds: for any input, and more for each thousand characters. A collection of garbage costs some. */
const PATIENCE = { any: 20, perThousand: 1 };

/** The longest case, how many cases share a seed, and how many kinds of outcome are told apart. */
const MOST = { inputs: 16, cases: 500, kinds: 500 };

/** From seed to seed, so that runs with seeds of 1, 2 and 3 share no case. */
const STRIDE = 1_000_003;

/** What this thread has worked so far, in milliseconds. It does not count while another process has the processor. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/**
 * Plays cases until so many inputs were tried, or one case fails.
 * @param options.path plays only the case of `seed` that has this path.
 * @param options.onProgress is told after every few hundred cases.
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
  // A case may be empty: with a least length fast-check does not drop the last inputs when it shrinks.
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

/** An input with what came of it. */
type Played = Input & { readonly outcome: string; readonly took: number };

const isLate = ({ took, text }: Played): boolean => took > PATIENCE.any + (PATIENCE.perThousand * text.length) / 1_000;

/** Plays a case, and again where it took too long: slow code is slow each time, a collection of garbage is not. */
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
