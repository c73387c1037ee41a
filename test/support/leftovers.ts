// No test file may leave a timer of the library behind: it would fire in the middle of another file, or stay in that
// file's fake clock for ever. Timers of the runner, and those that close a socket, are not the library's.
import { afterAll, expect, vi } from "vitest";

/**
 * By timer, an error with the stack of its creation, which costs little until it is read. Another file of this worker
 * may have set this up before.
 */
const worker = globalThis as { madeTimers?: Map<NodeJS.Timeout, Error> };
const made = worker.madeTimers ?? watch();
worker.madeTimers = made;

function watch(): Map<NodeJS.Timeout, Error> {
  const timers = new Map<NodeJS.Timeout, Error>();
  for (const name of ["setTimeout", "setInterval"] as const) {
    const make = globalThis[name] as (...args: unknown[]) => NodeJS.Timeout;
    const noted = (...args: unknown[]): NodeJS.Timeout => {
      const timer = make(...args);
      timers.set(timer, new Error());
      return timer;
    };
    Object.defineProperty(globalThis, name, { value: Object.assign(noted, make), configurable: true, writable: true });
  }
  return timers;
}

/** The timer was cleared, or has fired for the last time. */
const isOver = (timer: NodeJS.Timeout): boolean => (timer as unknown as { readonly _destroyed: boolean })._destroyed;

/** The line of the library that made a timer; none if a socket or another library made it. */
function lineOf({ stack = "" }: Error): string | undefined {
  const [, , by = "", ...callers] = stack.split("\n");
  if (/node:internal|\/node_modules\/ws\//.test(by)) return undefined;
  return [by, ...callers].find((each) => /\/(?:src|dist)\/(?:client|store|shell|port|react)\//.test(each))?.trim();
}

/** The places where the library's running timers were made. */
function left(): string[] {
  for (const [timer] of made) if (isOver(timer)) made.delete(timer);
  return [...made.values()].flatMap((error) => lineOf(error) ?? []);
}

afterAll(async () => {
  // A page that has just gone commits once more. The timers of that commit must end before the next file begins.
  await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 1_000 }).finally(() => made.clear());
});
