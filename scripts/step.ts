// Prints the name and the duration of a script's long steps. It prints on stderr, because stdout may be a script's
// result.

/** Prints the step, runs it, and prints how many seconds it took. */
export function step<T>(what: string, run: () => T): T {
  console.error(`${what} …`);
  const began = performance.now();
  const done = (): void => console.error(`${what}: ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  const result = run();
  if (result instanceof Promise) void result.then(done, () => undefined);
  else done();
  return result;
}
