// Finds the rows that a drawing of a book has to draw again, place by place. Pure.
import type { Depth, DepthRow } from "./depth.ts";

/** A place of a book that is to be drawn again. */
export interface DepthChange {
  readonly side: "bids" | "asks";
  /** The place in its side, from 0 at the best price. */
  readonly index: number;
  /** The row that is there now, in chain integers; `undefined` where the side has become shorter: to be cleared. */
  readonly row: DepthRow | undefined;
  /**
   * The row that had the same price in the call before, at whatever place; `undefined` if no row had it. The same quantity means that
   * the row moved, or that only its total changed.
   */
  readonly before: DepthRow | undefined;
}

/** The sides of a book that are drawn. */
export type DrawnSides = Pick<Depth, "bids" | "asks">;

/** Nothing is drawn. */
export const NOTHING_DRAWN: DrawnSides = { bids: [], asks: [] };

/**
 * The places at which two books differ, asks first, each side from its best price. `isWhole`: every place that either of them has,
 * as if nothing of `drawn` were known but how long it is.
 */
export function depthChanges(drawn: DrawnSides, next: DrawnSides, isWhole: boolean): DepthChange[] {
  const changes: DepthChange[] = [];
  for (const side of ["asks", "bids"] as const) {
    const from = drawn[side];
    const to = next[side];
    // Rows that did not change are the same objects, and a side of them is the same list.
    if (from === to && !isWhole) continue;
    // Both sides go from the best price on, so that one pass finds what had which price.
    let place = isWhole ? from.length : 0;
    for (let index = 0; index < Math.max(from.length, to.length); index += 1) {
      const row = to[index];
      if (row === from[index] && !isWhole) continue;
      while (isBetter(side, from[place], row)) place += 1;
      const known = from[place];
      changes.push({ side, index, row, before: known?.price === row?.price ? known : undefined });
    }
  }
  return changes;
}

function isBetter(side: DepthChange["side"], a: DepthRow | undefined, b: DepthRow | undefined): boolean {
  if (!a || !b) return false;
  return side === "bids" ? a.price > b.price : a.price < b.price;
}

/** Sides as long as the longer of two: a drawing of either has no more places. */
export function longer(a: DrawnSides, b: DrawnSides): DrawnSides {
  const of = (side: keyof DrawnSides): readonly DepthRow[] => (a[side].length > b[side].length ? a : b)[side];
  return { bids: of("bids"), asks: of("asks") };
}
