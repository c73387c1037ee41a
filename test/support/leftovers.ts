// No file of a worker leaves a timer of the library behind: it would go off in the middle of another file, whose fake clock it would
// then never leave. Timers of the runner, and those by which a socket closes, are not the library's.
import { afterAll, expect, vi } from "vitest";

/** Where each timer that runs was made: an error, whose stack costs little until it is read. Another file of this worker may have set this up before. */
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

/** A timer that was cleared, or has gone off for the last time. */
const isOver = (timer: NodeJS.Timeout): boolean => (timer as unknown as { readonly _destroyed: boolean })._destroyed;

/** The line of the library that made a timer; none where a socket or somebody else did. */
function lineOf({ stack = "" }: Error): string | undefined {
  const [, , by = "", ...callers] = stack.split("\n");
  if (/node:internal|\/node_modules\/ws\//.test(by)) return undefined;
  return [by, ...callers].find((each) => /\/(?:src|dist)\/(?:client|store|shell|port|react)\//.test(each))?.trim();
}

/** The places where the library's timers that still run were made. */
function left(): string[] {
  for (const [timer] of made) if (isOver(timer)) made.delete(timer);
  return [...made.values()].flatMap((error) => lineOf(error) ?? []);
}

afterAll(async () => {
  // A page that has just gone commits once more, and the timers of that take a moment: they are over before the next file begins.
  await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 1_000 }).finally(() => made.clear());
});
