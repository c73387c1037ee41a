// One side of a book: its levels, changed in place. Pure; knows nothing of the other side, of snapshots or updates.
import type { DepthLevel } from "./entities.ts";

/** The quantity that rests at a price; none where a level was emptied. */
interface Resting {
  readonly price: bigint;
  quantity: bigint;
}

/**
 * Levels found by price and kept in order, the best **last**: most of what happens, happens there, and moves few others.
 * An emptied level keeps its place, for it often comes back, until they are half of all.
 */
export class Ladder {
  readonly #isBid: boolean;
  #inOrder: Resting[] = [];
  /** Those of them that were looked for before. */
  readonly #byPrice = new Map<bigint, Resting>();
  #emptied = 0;

  constructor(isBid: boolean) {
    this.#isBid = isBid;
  }

  /** Levels, best first, as a ladder of their own; `undefined` when one is below zero. */
  static of(isBid: boolean, levels: readonly DepthLevel[]): Ladder | undefined {
    const ladder = new Ladder(isBid);
    const inOrder = ladder.#inOrder;
    for (let index = levels.length - 1; index >= 0; index -= 1) {
      const level = levels[index] as DepthLevel;
      const { best } = ladder;
      // From the worst on, as a rule each is the new best.
      if (level.quantity > 0n && (best === undefined || ladder.#isWorse(best, level.price))) inOrder.push({ ...level });
      else if (ladder.#add(level) !== undefined) return undefined;
    }
    return ladder;
  }

  /** The best price. */
  get best(): bigint | undefined {
    return this.#inOrder.at(-1)?.price;
  }

  /** Adds signed changes, all or none of them. @returns what is wrong with the first that cannot be. */
  addAll(changes: readonly DepthLevel[]): string | undefined {
    for (let index = 0; index < changes.length; index += 1) {
      const fault = this.#add(changes[index] as DepthLevel);
      if (fault === undefined) continue;
      this.takeBack(changes.slice(0, index));
      return fault;
    }
    return undefined;
  }

  /** Undoes an `addAll` of these changes. */
  takeBack(changes: readonly DepthLevel[]): void {
    for (const { price, quantity } of [...changes].reverse()) this.#add({ price, quantity: -quantity });
  }

  /** The best `count` levels, best first; with a `step`, of prices grouped to its multiples. */
  top(count: number, step: bigint = 1n): readonly DepthLevel[] {
    return gather(this.#inOrder, this.#inOrder.length - 1, -1, { count, step, isBid: this.#isBid });
  }

  #add({ price, quantity }: DepthLevel): string | undefined {
    const level = this.#byPrice.get(price) ?? this.#find(price);
    const before = level.quantity;
    const after = before + quantity;
    if (after >= 0n) {
      level.quantity = after;
      if (before === 0n) this.#emptied -= 1;
      if (after === 0n) this.#emptied += 1;
    }
    if (level.quantity === 0n) this.#tidy();
    if (after >= 0n) return undefined;
    return before > 0n ? `${price} would hold ${after}` : `${price} is not in the book but was to lose ${-quantity}`;
  }

  /** The level of a price that was not looked for before; an empty one takes its place when there is none. */
  #find(price: bigint): Resting {
    const levels = this.#inOrder;
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isWorse((levels[middle] as Resting).price, price)) low = middle + 1;
      else high = middle;
    }
    let level = levels[low];
    if (level?.price !== price) {
      level = { price, quantity: 0n };
      this.#emptied += 1;
      if (low === levels.length) levels.push(level);
      else levels.splice(low, 0, level);
    }
    this.#byPrice.set(price, level);
    return level;
  }

  #isWorse(one: bigint, other: bigint): boolean {
    return this.#isBid ? one < other : one > other;
  }

  /** The best is never an empty one, and at most half of all are. */
  #tidy(): void {
    const levels = this.#inOrder;
    for (let last = levels.at(-1); last?.quantity === 0n; last = levels.at(-1)) {
      levels.pop();
      this.#byPrice.delete(last.price);
      this.#emptied -= 1;
    }
    if (this.#emptied <= levels.length / 2) return;
    for (const { price, quantity } of levels) if (quantity === 0n) this.#byPrice.delete(price);
    this.#inOrder = levels.filter(({ quantity }) => quantity !== 0n);
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

/** Groups of levels read from `start` on, best to worst, as new objects. Exact; groups that sum to zero are left out. */
export function gather(
  levels: readonly DepthLevel[],
  start: number,
  direction: 1 | -1,
  { count, step, isBid }: Grouping,
): readonly DepthLevel[] {
  const groups: DepthLevel[] = [];
  let index = start;
  while (index >= 0 && index < levels.length && groups.length < count) {
    const first = levels[index] as DepthLevel;
    const beyond = first.price % step;
    const price = isBid || beyond === 0n ? first.price - beyond : first.price - beyond + step;
    let quantity = 0n;
    // The levels are sorted: the members of a group are neighbours.
    for (; index >= 0 && index < levels.length; index += direction) {
      const next = levels[index] as DepthLevel;
      if (isBid ? next.price < price : next.price > price) break;
      quantity += next.quantity;
    }
    if (quantity !== 0n) groups.push({ price, quantity });
  }
  return groups;
}
