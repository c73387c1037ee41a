// Checks that samples keep the promise: nothing grows, and nothing is left. Pure.
import { median } from "../statistics.ts";
import type { Held } from "./Measured.ts";

/** The measurements of one moment, always at the same point of the schedule. */
export interface Sample {
  /** Time since the page was opened. */
  readonly minutes: number;
  /** Bytes in use after a collection. */
  readonly heap: number;
  readonly held: Held;
}

/** The limits. */
export const LIMITS = {
  /** Bytes by which the heap may be larger in the end. */
  heap: 1_000_000,
  /** The share of the requested updates that must have arrived. */
  arrived: 0.95,
} as const;

/**
 * The samples by part: the warm-up, in which caches and histories fill, and the two windows that are compared. Also the
 * ratio of the whole time to the time between their middles.
 */
function windows(samples: readonly Sample[]): {
  readonly first: readonly Sample[];
  readonly last: readonly Sample[];
  readonly whole: number;
} {
  const warm = Math.ceil(samples.length / 10);
  const size = Math.max(2, Math.floor((samples.length - warm) / 5));
  const apart = Math.max(1, samples.length - warm - size);
  // The growth of a soak of a few minutes is not extrapolated, because that would multiply the noise of a sample.
  const isLong = (samples.at(-1)?.minutes ?? 0) >= 10;
  const whole = isLong ? samples.length / apart : 1;
  return { first: samples.slice(warm, warm + size), last: samples.slice(-size), whole };
}

/** The growth from beginning to end: the last window's median minus the first's. */
export interface Growth {
  /** In bytes: the difference of the medians, extrapolated from the time between them to the whole. */
  readonly heap: number;
  readonly from: number;
  readonly to: number;
  readonly held: Held;
}

export function growthOf(samples: readonly Sample[]): Growth {
  const { first, last, whole } = windows(samples);
  const heapOf = ({ heap }: Sample): number => heap;
  const [from, to] = [median(first.map(heapOf)), median(last.map(heapOf))];
  const more = (name: string): number => {
    const of = ({ held }: Sample): number => held[name] ?? 0;
    return median(last.map(of)) - median(first.map(of));
  };
  const names = Object.keys(samples[0]?.held ?? {});
  return {
    heap: Math.round((to - from) * whole),
    from,
    to,
    held: Object.fromEntries(names.map((name) => [name, more(name)])),
  };
}

/** Everything that grew, in words; empty if nothing did. */
export function whatGrew({ heap, held }: Pick<Growth, "heap" | "held">): string[] {
  const more = Object.entries(held).filter(([, count]) => count > 0);
  return [
    ...(heap > LIMITS.heap ? [`the heap grew by ${Math.round(heap / 1_000)} kB`] : []),
    ...more.map(([name, count]) => `there were ${count} ${name} more`),
  ];
}

/** Everything held after all was unmounted that was not held before anything was mounted, in words. */
export function whatIsLeft(before: Held, after: Held): string[] {
  return Object.entries(after)
    .filter(([name, count]) => count > (before[name] ?? 0))
    .map(([name, count]) => `${count - (before[name] ?? 0)} ${name} were left after the unmount`);
}
