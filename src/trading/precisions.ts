// The groupings that suit a book: those that leave enough rows to be of use. Pure.
import type { BookSides, Market } from "../client/entities.ts";
import { group } from "./group.ts";
import { tickOf } from "./units.ts";

/** A grouping of a book by a power of ten. */
export interface Precision {
  /** For `useDepth` and `ladder`: prices are multiples of 10^precision chain units. */
  readonly precision: number;
  /** The step from one row to the next, in chain integers of the quote asset: the tick where that is coarser. For the menu's words. */
  readonly step: bigint;
}

/** The number of rows that a grouping must leave on each side. */
const LEAST_ROWS = 5;

/**
 * The precisions for a grouping menu, finest first: the finest always, then each power of ten that groups something and leaves enough
 * rows on both sides. Those that a book of a few levels would leave in two rows are not among them, so give as many levels as there are.
 *
 * @param book ungrouped, best levels first.
 * @param leastRows the number of rows that each side must keep. Default 5. A side without levels does not count.
 * @example
 * const menu = precisionsOf(market, book).map(({ precision, step }) => ({ value: precision, text: formatPrice(market, step) }));
 */
export function precisionsOf(market: Market, book: BookSides, leastRows: number = LEAST_ROWS): readonly Precision[] {
  const tick = tickOf(market);
  const finest = { precision: 1, step: tick > 10n ? tick : 10n };
  const coarser = coarserSteps(book, finest.step, leastRows, [10n]);
  return [finest, ...coarser.map((step) => ({ precision: `${step}`.length - 1, step }))];
}

/**
 * The steps for a grouping menu, finest first: the tick always, then each of 1, 2 and 5 times a power of ten that leaves enough rows
 * on both sides. For `ladder`; in chain integers of the quote asset.
 *
 * @param book ungrouped, best levels first.
 * @param leastRows the number of rows that each side must keep. Default 5. A side without levels does not count.
 * @example
 * const menu = stepsOf(market, book).map((step) => ({ value: step, text: formatPrice(market, step) }));
 */
export function stepsOf(market: Market, book: BookSides, leastRows: number = LEAST_ROWS): readonly bigint[] {
  const tick = tickOf(market);
  return [tick, ...coarserSteps(book, tick, leastRows, [2n, 5n, 10n])];
}

/** The multiples of a power of ten that group a book and leave enough rows, finest first. */
function coarserSteps(
  { bids, asks }: BookSides,
  finest: bigint,
  leastRows: number,
  factors: readonly bigint[],
): bigint[] {
  const sides = [bids, asks].filter(({ length }) => length > 0);
  const leaves = (step: bigint): boolean =>
    sides.every((levels) => group(levels, step, levels === bids).length >= leastRows);
  const steps: bigint[] = [];
  if (sides.length === 0) return steps;
  for (let power = finest; power < 10n ** 18n; power *= 10n) {
    for (const factor of factors) {
      const step = power * factor;
      if (!leaves(step) || step > 10n ** 18n) return steps;
      steps.push(step);
    }
  }
  return steps;
}
