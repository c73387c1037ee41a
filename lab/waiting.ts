// Waits until a condition holds, and tells what is left of this process in the end. Knows nothing of the condition.
import type { Lag } from "./Lag.ts";

/** Waits so many milliseconds, in fake time too. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Milliseconds in which a link of short timings opens, is probed and proves its books, if its process is on time
 * throughout.
 */
const CALM = 1_000;

/** Options of a wait. Times in milliseconds. */
export interface WaitOptions {
  /** Milliseconds between two checks. Default 20. */
  readonly every?: number;
  /**
   * With it, time counts only a tenth from when this process is late until it was on time for a second: no link of
   * short timings stays open meanwhile.
   */
  readonly lag?: Pick<Lag, "total"> | undefined;
}

/** Resolves with whether a check holds within so many milliseconds. It is checked at least once. */
export async function until(
  check: () => boolean | Promise<boolean>,
  milliseconds: number,
  { every = 20, lag }: WaitOptions = {},
): Promise<boolean> {
  let left = milliseconds;
  let calm = CALM;
  while (!(await check())) {
    if (left <= 0) return false;
    const [began, late] = [performance.now(), lag?.total];
    await sleep(every);
    const passed = performance.now() - began;
    calm = lag?.total === late ? calm + passed : 0;
    left -= calm >= CALM ? passed : passed / 10;
  }
  return true;
}

/** Not opened by a proof: the channels to other processes, and output. */
const FOREIGN = ["TTYWrap", "PipeWrap", "ProcessWrap", "FSReqCallback"];

/** Timers and sockets of this process now. */
export function handles(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => !FOREIGN.includes(kind));
}

/** Those left after lingering ones (a kept-alive REST connection: 4 s) had time to end. */
export async function handlesLeft(): Promise<string[]> {
  // The pause is a timer itself, unless it is over.
  for (let waited = 0; waited < 100 && handles().length > 0; waited += 1) await sleep(100);
  return handles();
}
