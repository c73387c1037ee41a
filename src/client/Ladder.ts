// One side of a book: its levels, changed in place. Pure; knows nothing of the other side, of snapshots or updates.
import type { DepthLevel } from "./entities.ts";
import { floorTo, plus, toWhole, type Whole } from "./wholes.ts";

/** Levels one after the other: price, quantity, price, quantity, … */
export type FlatLevels = readonly Whole[];

/**
 * Levels kept in order, the best **last**: most of what happens, happens there, and moves few others.
 * An emptied level keeps its place, for it often comes back, until they are half of all.
 */
export class Ladder {
  readonly #isBid: boolean;
  /** The prices of bids, and those of asks below zero: the larger, the better. */
  #ranks: Whole[] = [];
  /** The quantity at each of them; none where a level was emptied. */
  #quantities: Whole[] = [];
  #emptied = 0;

  constructor(isBid: boolean) {
    this.#isBid = isBid;
  }

  /** Levels, as a rule best first, as a ladder of their own; `undefined` when one is below zero. */
  static of(isBid: boolean, levels: FlatLevels, from = 0, to: number = levels.length): Ladder | undefined {
    const ladder = new Ladder(isBid);
    for (let index = to - 2; index >= from; index -= 2) {
      const rank = ladder.#rank(levels[index] as Whole);
      const quantity = levels[index + 1] as Whole;
      // From the worst on, as a rule each is the new best.
      if (quantity > 0 && rank > (ladder.#ranks.at(-1) ?? Number.NEGATIVE_INFINITY)) {
        ladder.#ranks.push(rank);
        ladder.#quantities.push(quantity);
      } else if (ladder.#add(rank, quantity) !== undefined) return undefined;
    }
    return ladder;
  }

  /** The best price. */
  get best(): Whole | undefined {
    const best = this.#ranks.at(-1);
    return best === undefined ? undefined : this.#rank(best);
  }

  /** Adds signed changes, all or none of them. @returns what is wrong with the first that cannot be. */
  addAll(changes: FlatLevels, from = 0, to: number = changes.length): string | undefined {
    for (let index = from; index < to; index += 2) {
      const fault = this.#add(this.#rank(changes[index] as Whole), changes[index + 1] as Whole);
      if (fault === undefined) continue;
      this.takeBack(changes, from, index);
      return fault;
    }
    return undefined;
  }

  /** Undoes an `addAll` of these changes. */
  takeBack(changes: FlatLevels, from = 0, to: number = changes.length): void {
    for (let index = to - 2; index >= from; index -= 2)
      this.#add(this.#rank(changes[index] as Whole), -(changes[index + 1] as Whole));
  }

  /** The best `count` levels, best first; with a `step`, of prices grouped to its multiples. */
  top(count: number, step: bigint = 1n): readonly DepthLevel[] {
    return gather(this.#ranks, this.#quantities, { count, step, isBid: this.#isBid });
  }

  /** A price's rank, and a rank's price. */
  #rank(price: Whole): Whole {
    return this.#isBid ? price : -price;
  }

  #add(rank: Whole, quantity: Whole): string | undefined {
    const place = this.#place(rank);
    const before = this.#quantities[place] as Whole;
    const after = plus(before, quantity);
    if (after < 0) return this.#fault(rank, before, quantity);
    this.#quantities[place] = after;
    if (before === 0) this.#emptied -= 1;
    if (after === 0) {
      this.#emptied += 1;
      this.#tidy();
    }
    return undefined;
  }

  #fault(rank: Whole, before: Whole, quantity: Whole): string {
    const price = this.#rank(rank);
    // An empty level may have been made for it.
    this.#tidy();
    if (before > 0) return `${price} would hold ${plus(before, quantity)}`;
    return `${price} is not in the book but was to lose ${-quantity}`;
  }

  /** The place of a level; an empty one is made when there is none. Looks from the best on, in steps that double. */
  #place(rank: Whole): number {
    const ranks = this.#ranks;
    let high = ranks.length;
    let low = high - 1;
    for (let step = 1; low >= 0 && (ranks[low] as Whole) >= rank; step *= 2) {
      high = low;
      low -= step;
    }
    low = Math.max(low + 1, 0);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ranks[middle] as Whole) < rank) low = middle + 1;
      else high = middle;
    }
    if (ranks[low] !== rank) {
      ranks.splice(low, 0, rank);
      this.#quantities.splice(low, 0, 0);
      this.#emptied += 1;
    }
    return low;
  }

  /** The best is never an empty one, and at most half of all are. */
  #tidy(): void {
    const quantities = this.#quantities;
    while (quantities.at(-1) === 0) {
      quantities.pop();
      this.#ranks.pop();
      this.#emptied -= 1;
    }
    if (this.#emptied <= quantities.length / 2) return;
    this.#ranks = this.#ranks.filter((_, index) => quantities[index] !== 0);
    this.#quantities = quantities.filter((quantity) => quantity !== 0);
    this.#emptied = 0;
  }
}

/** The rule by which levels are grouped. */
interface Grouping {
  /** The largest number of groups. */
  readonly count: number;
  /** The chain units whose multiples prices are grouped to. */
  readonly step: bigint;
  /** Bids are grouped down, asks up. */
  readonly isBid: boolean;
}

/** Groups of levels, best first, out of their ranks, best last. Exact; groups that sum to zero are left out. */
function gather(ranks: readonly Whole[], quantities: readonly Whole[], grouping: Grouping): readonly DepthLevel[] {
  const { count, step, isBid } = grouping;
  const groups: DepthLevel[] = [];
  let index = ranks.length - 1;
  while (index >= 0 && groups.length < count) {
    const group = floorTo(ranks[index] as Whole, step);
    let quantity: Whole = 0;
    // The levels are sorted: the members of a group are neighbours.
    for (; index >= 0 && (ranks[index] as Whole) >= group; index -= 1)
      quantity = plus(quantity, quantities[index] as Whole);
    if (quantity !== 0) groups.push({ price: BigInt(isBid ? group : -group), quantity: BigInt(quantity) });
  }
  return groups;
}

/** Groups levels, best first, of one side or signed changes of it. */
export function grouped(levels: readonly DepthLevel[], step: bigint, isBid: boolean): readonly DepthLevel[] {
  const ranks = levels.map(({ price }) => toWhole(isBid ? price : -price)).reverse();
  const quantities = levels.map(({ quantity }) => toWhole(quantity)).reverse();
  return gather(ranks, quantities, { count: Number.POSITIVE_INFINITY, step, isBid });
}
