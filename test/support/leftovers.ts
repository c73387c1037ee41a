// No file of a worker leaves a timer of the library behind: it would go off in the middle of another file, whose fake clock it would
// then never leave. Timers of the runner, and those by which a socket closes, are not the library's.
import { afterAll, expect, vi } from "vitest";

/** Where each timer that runs was made. Another file of this worker may have set this up before. */
const worker = globalThis as { madeTimers?: Map<NodeJS.Timeout, string> };
const made = worker.madeTimers ?? watch();
worker.madeTimers = made;

function watch(): Map<NodeJS.Timeout, string> {
  const timers = new Map<NodeJS.Timeout, string>();
  for (const name of ["setTimeout", "setInterval"] as const) {
    const make = globalThis[name] as (...args: unknown[]) => NodeJS.Timeout;
    const noted = (...args: unknown[]): NodeJS.Timeout => {
      const timer = make(...args);
      const [, , by = "", ...callers] = (new Error().stack ?? "").split("\n");
      const isSockets = /node:internal|\/node_modules\/ws\//.test(by);
      const line = isSockets
        ? undefined
        : [by, ...callers].find((each) => /\/(?:src|dist)\/(?:client|store|shell|port|react)\//.test(each));
      if (line) timers.set(timer, line.trim());
      return timer;
    };
    Object.defineProperty(globalThis, name, { value: Object.assign(noted, make), configurable: true, writable: true });
  }
  return timers;
}

/** A timer that was cleared, or has gone off for the last time. */
const isOver = (timer: NodeJS.Timeout): boolean => (timer as unknown as { readonly _destroyed: boolean })._destroyed;

/** The places where the timers that still run were made. */
const left = (): string[] => [...made].filter(([timer]) => !isOver(timer)).map(([, line]) => line);

afterAll(async () => {
  // A page that has just gone commits once more, and the timers of that take a moment: they are over before the next file begins.
  await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 1_000 }).finally(() => made.clear());
});
