// The levels of a book grouped to multiples of a step: bids down, asks up. Pure.
import type { DepthLevel } from "../client/entities.ts";
import { toMultiple } from "./units.ts";

/** Levels that stand for one row. */
export interface Group {
  readonly price: bigint;
  readonly quantity: bigint;
  /** The sum of price × quantity, undivided, so that totals are rounded once. */
  readonly product: bigint;
}

/** The levels of one side, best first, as groups in the same order. */
export function group(levels: readonly DepthLevel[], step: bigint, isBid: boolean): readonly Group[] {
  const groups: Group[] = [];
  for (const level of levels) {
    const price = toMultiple(level.price, step, isBid ? "down" : "up");
    const last = groups.at(-1);
    const own = { price, quantity: level.quantity, product: level.price * level.quantity };
    if (last?.price === price)
      groups[groups.length - 1] = {
        price,
        quantity: last.quantity + own.quantity,
        product: last.product + own.product,
      };
    else groups.push(own);
  }
  return groups;
}
