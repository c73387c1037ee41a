// Waiting for what must come, and what is left of this process when all is over. Knows nothing of what is waited for.
import { setTimeout as sleep } from "node:timers/promises";

/** Whether a check holds within so many milliseconds. */
export async function until(check: () => boolean | Promise<boolean>, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (!(await check())) {
    if (Date.now() > end) return false;
    await sleep(20);
  }
  return true;
}

/** Timers and sockets of this process, once those that only linger (a kept-alive REST connection: 4 s) had their time. */
export async function handlesLeft(): Promise<string[]> {
  const left = (): string[] =>
    process
      .getActiveResourcesInfo()
      .filter((kind) => !["TTYWrap", "PipeWrap", "ProcessWrap", "FSReqCallback"].includes(kind));
  // The pause is a timer itself, unless it is over.
  for (let waited = 0; waited < 100 && left().length > 0; waited += 1) await sleep(100);
  return left();
}
