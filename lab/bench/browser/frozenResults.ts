// What came of pages that were stopped or slow: how much their workers' heaps grew, and what is not as promised. Pure.
import { aligned, type Figures } from "../tables.ts";
import type { Shown, Sums } from "./pages/frozen.tsx";

/** The pages: stopped or slow, without and with the devtools open. */
export const CASES = ["frozen", "frozen_tap", "slow", "slow_tap"] as const;
export type Case = (typeof CASES)[number];

/** Bytes a megabyte. */
const MB = 1_000_000;

/** The worker's memory, collected. */
export interface Sample {
  readonly minutes: number;
  /** Bytes of the worker's heap. */
  readonly heap: number;
  /** Bytes beside it: of the browser's objects, and of buffers. */
  readonly beside: number;
}

/** What a page did once it went on. */
export interface Resumed {
  /** The statuses of its first commit. */
  readonly first: Pick<Shown, "book" | "trades">;
  /** Messages from the worker until the first live commit, that one's included. */
  readonly messages: number;
  /** From its going on to that commit, in milliseconds. */
  readonly liveAfter: number;
  /** The age of the newest trade in that commit, in milliseconds. */
  readonly tradeAge: number;
  /** The trades that it was told of until then. */
  readonly told: number;
  /** Live commits whose rows are not the exchange's; known where that stood still. */
  readonly wrong: number | undefined;
}

/** What came of one page. */
export interface Measured {
  readonly of: Case;
  readonly minutes: number;
  readonly samples: readonly Sample[];
  /** Updates a second that the page was sent meanwhile. */
  readonly rate: number;
  /** After the stop of some minutes, with the updates going on. */
  readonly resumed: Resumed | undefined;
  /** After a short stop, the exchange standing still since before its end. */
  readonly still: Resumed | undefined;
  /** Whether the page shows the exchange's book as live in the end. */
  readonly isEqual: boolean;
  /** Ages are those until it went on. */
  readonly sums: Sums;
}

/** Megabytes that the heap grew by, at its largest. */
const growthOf = ({ samples }: Pick<Measured, "samples">): number => {
  const heaps = samples.map(({ heap }) => heap);
  return (Math.max(...heaps) - (heaps[0] ?? Number.NaN)) / MB;
};

/** A stopped page is sent the view that was under way, and one that answers it. */
const MOST_MESSAGES = 2;

/** What is not as promised, in words. */
export function findingsOf({ of, resumed, still, isEqual, sums }: Measured): readonly string[] {
  const stops = Object.entries({ resumed, still }).flatMap(([name, stop]) => (stop ? [[name, stop] as const] : []));
  return [
    ...stops.flatMap(([name, { first, messages, wrong }]) => [
      // Its lease is over.
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

/** What is kept of a run. */
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
