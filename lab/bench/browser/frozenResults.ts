// The results of pages that were stopped or slow: the growth of their workers' heaps, and broken promises. Pure.
import { aligned, type Figures } from "../tables.ts";
import type { Shown, Sums } from "./pages/frozen.tsx";

/** The cases: stopped or slow, without and with the devtools open. */
export const CASES = ["frozen", "frozen_tap", "slow", "slow_tap"] as const;
export type Case = (typeof CASES)[number];

/** Bytes in a megabyte. */
const MB = 1_000_000;

/** The worker's memory after a collection. */
export interface Sample {
  readonly minutes: number;
  /** Bytes of the worker's heap. */
  readonly heap: number;
  /** Bytes outside the heap: the browser's objects, and buffers. */
  readonly beside: number;
}

/** The record of a page after it went on. */
export interface Resumed {
  /** The statuses of its first commit. */
  readonly first: Pick<Shown, "book" | "trades">;
  /** Messages from the worker up to and including the first live commit. */
  readonly messages: number;
  /** Milliseconds from going on to that commit. */
  readonly liveAfter: number;
  /** The age of the newest trade in that commit, in milliseconds. */
  readonly tradeAge: number;
  /** The trades that it was told up to then. */
  readonly told: number;
  /** Live commits whose rows are not the exchange's. Known only if the exchange stood still. */
  readonly wrong: number | undefined;
}

/** The results of one page. */
export interface Measured {
  readonly of: Case;
  readonly minutes: number;
  readonly samples: readonly Sample[];
  /** Updates a second that were sent to the page meanwhile. */
  readonly rate: number;
  /** After a stop of some minutes, during which updates went on. */
  readonly resumed: Resumed | undefined;
  /** After a short stop. The exchange has stood still since before its end. */
  readonly still: Resumed | undefined;
  /** True if the page shows the exchange's book as live in the end. */
  readonly isEqual: boolean;
  /** The ages are those up to the moment when it went on. */
  readonly sums: Sums;
}

/** The largest growth of the heap, in megabytes. */
const growthOf = ({ samples }: Pick<Measured, "samples">): number => {
  const heaps = samples.map(({ heap }) => heap);
  return (Math.max(...heaps) - (heaps[0] ?? Number.NaN)) / MB;
};

/** A stopped page gets the view that was under way, and one that answers it. */
const MOST_MESSAGES = 2;

/** Broken promises, in words. */
export function findingsOf({ of, resumed, still, isEqual, sums }: Measured): readonly string[] {
  const stops = Object.entries({ resumed, still }).flatMap(([name, stop]) => (stop ? [[name, stop] as const] : []));
  return [
    ...stops.flatMap(([name, { first, messages, wrong }]) => [
      // Its lease has ended.
      ...(first.book === "live" || first.trades === "live" ? [`${name}: its first commit was live`] : []),
      ...(messages > MOST_MESSAGES ? [`${name}: ${messages} messages until it was live`] : []),
      ...(wrong ? [`${name}: ${wrong} live commits were not the exchange's book`] : []),
    ]),
    ...(isEqual ? [] : ["its book is not the exchange's in the end"]),
    ...(sums.repeated > 0 ? [`${sums.repeated} trades were told again`] : []),
    ...(sums.disordered > 0 ? [`${sums.disordered} trades were told behind a later one`] : []),
    ...sums.errors,
  ].map((finding) => `${of}: ${finding}`);
}

/** The figures that have budgets. */
export function frozenFigures(all: readonly Measured[]): Figures {
  return Object.fromEntries(
    CASES.map((of) => {
      const measured = all.find((one) => one.of === of);
      return [`heap_mb_${of}`, measured ? growthOf(measured) : null];
    }),
  );
}

/** The kept results of a run. */
export function frozenFindings(all: readonly Measured[]) {
  return { figures: frozenFigures(all), findings: all.flatMap(findingsOf), pages: all };
}

/** A line for each page. */
export function frozenTable(all: readonly Measured[]): string {
  const lines = all.map(({ of, minutes, samples, rate, resumed, sums, ...measured }) => [
    of,
    `${minutes}`,
    rate.toFixed(0),
    ((samples[0]?.heap ?? Number.NaN) / MB).toFixed(2),
    growthOf({ samples }).toFixed(2),
    (((samples.at(-1)?.heap ?? Number.NaN) - (samples[0]?.heap ?? Number.NaN)) / MB).toFixed(2),
    resumed ? `${resumed.first.book}, ${resumed.messages} messages, ${resumed.liveAfter} ms` : "–",
    `${sums.told}`,
    measured.isEqual ? "yes" : "no",
  ]);
  const head = ["", "minutes", "updates/s", "heap, MB", "most growth", "growth", "then", "trades told", "equal"];
  return aligned([head, ...lines]);
}
