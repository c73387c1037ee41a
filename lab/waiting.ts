// Waiting until something holds, and what is left of this process when all is over. Knows nothing of what is waited for.
import type { Lag } from "./Lag.ts";

/** Waits so many milliseconds, in fake time too. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A link of short timings comes up, is probed and proves its books within so long, if its process is on time throughout. */
const CALM = 1_000;

/** How to wait. Times in milliseconds. */
export interface WaitOptions {
  /** From one look to the next. Default 20. */
  readonly every?: number;
  /** If given, time counts a tenth from when this process is late until it was on time for a second: no link of short timings stays up there. */
  readonly lag?: Pick<Lag, "total"> | undefined;
}

/** Whether a check holds within so many milliseconds. It is looked at once at least. */
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

/** Not a proof's: the way to other processes, and output. */
const FOREIGN = ["TTYWrap", "PipeWrap", "ProcessWrap", "FSReqCallback"];

/** Timers and sockets of this process now. */
export function handles(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => !FOREIGN.includes(kind));
}

/** Those left once what only lingers (a kept-alive REST connection: 4 s) had its time. */
export async function handlesLeft(): Promise<string[]> {
  // The pause is a timer itself, unless it is over.
  for (let waited = 0; waited < 100 && handles().length > 0; waited += 1) await sleep(100);
  return handles();
}
