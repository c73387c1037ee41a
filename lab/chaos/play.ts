// Makes scripts, plays one, and shrinks one that fails. Import lab/page.ts before it.
import fc from "fast-check";
import type { ChaosClientKind } from "./clients/ChaosClient.ts";
import { inFakeTime } from "./fakeTime.ts";
import { SHORT } from "./settings.ts";
import { OPENING, STEPS, type Step, type StepsOf } from "./steps.ts";
import type { Finding, Verdict } from "./Verdict.ts";
import { World, type WorldOptions } from "./World.ts";

/** Scripts of at least so many steps. The same seed and the same choice of steps give the same scripts. */
export function scripts(seed: number, runs: number, steps: number, of: StepsOf = "all"): Step[][] {
  const all = fc.sample(fc.array(STEPS[of], { minLength: steps, maxLength: 2 * steps, size: "max" }), {
    seed,
    numRuns: runs,
  });
  return of === "all" ? all.map((script) => [...OPENING, ...script]) : all;
}

/** Plays a script to its end, and leaves nothing behind. In fake time a run is the same each time. */
export async function play(
  kind: ChaosClientKind,
  script: readonly Step[],
  seed: number,
  options: WorldOptions = {},
): Promise<Verdict> {
  const played = async (): Promise<Verdict> => (await World.open(kind, seed, options)).run(script);
  const { isFake } = options.setting ?? SHORT;
  if (!isFake) return played();
  const { value, timers } = await inFakeTime(seed, played);
  if (timers === 0) return value;
  return { ...value, findings: [...value.findings, { what: "left", text: `${timers} timers are left` }] };
}

/**
 * Shortens a failing script: leaves out halves, then quarters, and so on, as long as it fails the same way. Each part
 * is tried twice, because real networks vary. Gives `undefined` if the whole script does not fail again.
 */
export async function shrink(
  kind: ChaosClientKind,
  script: readonly Step[],
  seed: number,
  found: Finding,
  options: WorldOptions = {},
): Promise<readonly Step[] | undefined> {
  const same = kindOf(found);
  const fails = async (steps: readonly Step[]): Promise<boolean> => {
    const attempts = options.setting?.isFake ? 1 : 2;
    for (let attempt = 0; attempt < attempts; attempt += 1)
      if ((await play(kind, steps, seed, options)).findings.some((finding) => kindOf(finding) === same)) return true;
    return false;
  };
  if (!(await fails(script))) return undefined;
  let least = script;
  for (let size = Math.ceil(script.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < least.length; ) {
      const without = [...least.slice(0, from), ...least.slice(from + size)];
      if (await fails(without)) least = without;
      else from += size;
    }
  }
  return least;
}

/** A fault, with the kind of reader or iterator that has it. */
function kindOf({ what, text }: Finding): string {
  return `${what} ${/"(?:kind|channel)":"\w+"/.exec(text)?.[0]}`;
}
