// Says what a script that takes its time is doing, and how long that took. On stderr, for stdout may be a script's result.

/** Says what is done, does it, and says after how many seconds it was done. */
export function step<T>(what: string, run: () => T): T {
  console.error(`${what} …`);
  const began = performance.now();
  const done = (): void => console.error(`${what}: ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  const result = run();
  if (result instanceof Promise) void result.then(done, () => undefined);
  else done();
  return result;
}
