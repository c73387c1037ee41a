// Turns measurements into reported figures: medians per participant and rate, and the figures that have budgets.
import { median } from "../../statistics.ts";
import type { Figures } from "../tables.ts";
import type { Measurement } from "./measure.ts";
import type { Participant } from "./site.ts";

/** A measurement and its round. Only measurements of the same round are compared. */
export interface Row extends Measurement {
  readonly round: number;
}

/**
 * The figures of `ours`, and of `drawn` and `worker` in their own entries: the median of the rounds' figures, and the
 * worst round for counts of faults.
 */
export function toFigures(rows: readonly Row[]): Figures {
  const of = (participant: Participant, rate: number): readonly Row[] =>
    rows.filter((row) => row.rate === rate && row.participant === participant);
  const ours = (rate: number): readonly Row[] => of("ours", rate);

  const beside = (
    rate: number,
    peer: Participant,
    read: (row: Row) => number,
    compare: (own: number, other: number) => number,
    participant: Participant = "ours",
  ): number | null =>
    known(
      median(
        of(participant, rate).flatMap((own) => {
          const other = rows.find((row) => row.rate === rate && row.participant === peer && row.round === own.round);
          return other ? [compare(read(own), read(other))] : [];
        }),
      ),
    );

  const over = (own: number, other: number): number => own / other;
  const less = (own: number, other: number): number => own - other;
  const script = ({ spent }: Row): number => spent.script;
  const frames = ({ framesPerSecond }: Row): number => framesPerSecond;
  return {
    commits_per_frame: known(median(ours(10_000).map(({ commitsPerFrame }) => commitsPerFrame))),
    script_vs_ruw_2000: beside(2_000, "ruw", script, over),
    script_vs_ruw_callback_2000: beside(2_000, "ruw_callback", script, over),
    script_vs_swr_2000: beside(2_000, "swr", script, over),
    script_vs_zustand_2000: beside(2_000, "zustand", script, over),
    script_over_floor_2000: beside(2_000, "floor", ({ scriptPerUpdate }) => scriptPerUpdate, over),
    script_drawn_over_floor_2000: beside(2_000, "floor", ({ scriptPerUpdate }) => scriptPerUpdate, over, "drawn"),
    script_over_floor_10000: beside(10_000, "floor", ({ scriptPerUpdate }) => scriptPerUpdate, over),
    script_worker_over_floor_2000: beside(2_000, "floor", ({ scriptPerUpdate }) => scriptPerUpdate, over, "worker"),
    script_worker_over_floor_10000: beside(10_000, "floor", ({ scriptPerUpdate }) => scriptPerUpdate, over, "worker"),
    fps_worker_vs_floor_10000: beside(10_000, "floor", frames, over, "worker"),
    age_p95_worker_over_floor_ms_2000: beside(2_000, "floor", ({ ageP95 }) => ageP95, less, "worker"),
    fps_vs_floor_2000: beside(2_000, "floor", frames, over),
    fps_vs_floor_10000: beside(10_000, "floor", frames, over),
    age_p95_over_floor_ms_2000: beside(2_000, "floor", ({ ageP95 }) => ageP95, less),
    unshown_10000: worst(ours(10_000).map(({ unshown }) => unshown)),
    other_market_renders: worst(
      rows.filter(({ participant }) => participant === "ours").map(({ otherRenders }) => otherRenders),
    ),
    heap_mb_per_million_browser: known(median(ours(10_000).map(({ heapGrowth, updates }) => heapGrowth / updates))),
  };
}

function worst(values: readonly number[]): number | null {
  return values.length > 0 ? Math.max(...values) : null;
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
