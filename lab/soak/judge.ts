// Whether what was sampled holds what is promised: nothing grows, and nothing is left. Pure.
import { median } from "../statistics.ts";
import type { Held } from "./Measured.ts";

/** What was seen at one moment, always the same one of the schedule. */
export interface Sample {
  /** Since the page was opened. */
  readonly minutes: number;
  /** Bytes in use, collected. */
  readonly heap: number;
  readonly held: Held;
}

/** What may be. */
export const LIMITS = {
  /** How much of the heap may be more in the end, in bytes. */
  heap: 1_000_000,
  /** Which part of the updates asked for must have arrived. */
  arrived: 0.95,
} as const;

/**
 * The samples by part: the warm-up, in which caches and histories fill, and the windows that are compared; and how many
 * times longer the whole is than the time between their middles.
 */
function windows(samples: readonly Sample[]): {
  readonly first: readonly Sample[];
  readonly last: readonly Sample[];
  readonly whole: number;
} {
  const warm = Math.ceil(samples.length / 10);
  const size = Math.max(2, Math.floor((samples.length - warm) / 5));
  const apart = Math.max(1, samples.length - warm - size);
  // Of a few minutes' soak what was seen is all there is to say: the noise of a sample would be made larger, too.
  const isLong = (samples.at(-1)?.minutes ?? 0) >= 10;
  const whole = isLong ? samples.length / apart : 1;
  return { first: samples.slice(warm, warm + size), last: samples.slice(-size), whole };
}

/** How much more there is in the end than in the beginning: the last window's median less the first's. */
export interface Growth {
  /** In bytes: from that median to that, and as much more as the whole is longer than the time between the two. */
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

/** What grew, in words; empty where nothing did. */
export function whatGrew({ heap, held }: Pick<Growth, "heap" | "held">, limit: number = LIMITS.heap): string[] {
  const more = Object.entries(held).filter(([, count]) => count > 0);
  return [
    ...(heap > limit ? [`the heap grew by ${Math.round(heap / 1_000)} kB`] : []),
    ...more.map(([name, count]) => `there were ${count} ${name} more`),
  ];
}

/** What is there after everything was unmounted that was not before anything was mounted, in words. */
export function whatIsLeft(before: Held, after: Held): string[] {
  return Object.entries(after)
    .filter(([name, count]) => count > (before[name] ?? 0))
    .map(([name, count]) => `${count - (before[name] ?? 0)} ${name} were left after the unmount`);
}
