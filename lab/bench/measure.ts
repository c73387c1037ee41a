// Ratios on a noisy machine: the compared works run in turn, in batches of some milliseconds, and the median batch
// counts. A preempted batch is an outlier, and a longer slowdown slows both sides.

import { median } from "../statistics.ts";

/** Does one batch of work; returns the number of operations. */
export type Batch = () => number;

/** Microseconds per operation by name: the medians of `rounds` rounds, in which each work has its turn. */
export function compare<Name extends string>(
  batches: Readonly<Record<Name, Batch>>,
  { rounds = 60, warmUps = 15 }: { readonly rounds?: number; readonly warmUps?: number } = {},
): Record<Name, number> {
  const names = Object.keys(batches) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const name of names) {
      const start = performance.now();
      const operations = batches[name]();
      const microseconds = ((performance.now() - start) * 1_000) / operations;
      if (round >= 0) times.get(name)?.push(microseconds);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<Name, number>;
}

/** Megabytes in use after collection. Needs `--expose-gc`. */
export function heapMegabytes(): number {
  if (!globalThis.gc) throw new Error("The heap can only be measured with node --expose-gc: use `npm run bench`.");
  for (let times = 0; times < 3; times += 1) globalThis.gc();
  return process.memoryUsage().heapUsed / 1_048_576;
}
