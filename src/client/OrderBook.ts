// One market's book: a snapshot, then signed changes, as immutable views whose unchanged rows stay the same objects.
// Regroups exactly to coarser precisions. Pure: knows nothing of sockets, subscriptions or time.
import type { BookSides, DepthLevel, DepthUpdate } from "./protocol.ts";

const EMPTY: BookSides = { bids: [], asks: [] };

/**
 * A book that proves itself. Feed it the updates of one `streamDepth`; read `view`.
 *
 * @example
 * ```ts
 * const book = new OrderBook();
 * for await (const update of ws.streamDepth(marketId)) {
 *   const fault = book.apply(update);
 *   if (fault) console.warn(fault); // the book is wrong: ask for a new snapshot
 *   console.log(book.view.bids[0], book.view.asks[0]);
 * }
 * ```
 */
export class OrderBook {
  #view: BookSides = EMPTY;
  #version = 0;
  #isReady = false;
  #fingerprint = 0n;
  readonly #grouped = new Map<number, { readonly of: BookSides; readonly sides: BookSides }>();

  /** The book now: immutable; the next change makes a new one and keeps every row it did not touch. */
  get view(): BookSides {
    return this.#view;
  }

  /** Counts the updates applied. */
  get version(): number {
    return this.#version;
  }

  /** Two versions that hold the same have the same fingerprint; see {@link fingerprint}. */
  get fingerprint(): bigint {
    return this.#fingerprint;
  }

  /** Whether a snapshot has come since the start or the last `reset()`. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Forgets which subscription it belongs to: changes are ignored until the next snapshot. The view stays to be shown. */
  reset(): void {
    this.#isReady = false;
  }

  /**
   * Applies an update whole or not at all.
   * @returns `undefined`, or why the update contradicts the book: a level below zero, a decrement of a level that is
   * not there, or a best bid above the best ask. The book then stays as it was and cannot be trusted.
   */
  apply(update: DepthUpdate): string | undefined {
    if (update.changes) {
      // Late changes of an earlier subscription may still arrive before this one's snapshot: they are of another book.
      if (!this.#isReady) return undefined;
      const bids = applied(this.#view.bids, update.changes.bids, -1);
      if (typeof bids === "string") return `bids: ${bids}`;
      const asks = applied(this.#view.asks, update.changes.asks, 1);
      if (typeof asks === "string") return `asks: ${asks}`;
      return this.#become({ bids, asks }, this.#fingerprint + fingerprint(update.changes));
    }
    const bids = applied([], update.view.bids, -1);
    const asks = applied([], update.view.asks, 1);
    if (typeof bids === "string" || typeof asks === "string") return "the snapshot has a level below zero";
    const view = { bids: reuse(this.#view.bids, bids), asks: reuse(this.#view.asks, asks) };
    const fault = this.#become(view, fingerprint(view));
    if (!fault) this.#isReady = true;
    return fault;
  }

  /** The book regrouped to multiples of `10^level` chain units: bids down, asks up. Cached per version, rows stable. */
  grouped(level: number): BookSides {
    const cached = this.#grouped.get(level);
    if (cached?.of === this.#view) return cached.sides;
    const next = regroup(this.#view, level);
    const sides = cached
      ? { bids: reuse(cached.sides.bids, next.bids), asks: reuse(cached.sides.asks, next.asks) }
      : next;
    this.#grouped.set(level, { of: this.#view, sides });
    return sides;
  }

  #become(view: BookSides, fingerprint: bigint): string | undefined {
    const bid = view.bids[0]?.price;
    const ask = view.asks[0]?.price;
    // Equal is no proof: how the server rounds to a precision is not documented.
    if (bid !== undefined && ask !== undefined && bid > ask) return `the best bid ${bid} is above the best ask ${ask}`;
    this.#view = view;
    this.#version += 1;
    this.#fingerprint = BigInt.asUintN(64, fingerprint);
    return undefined;
  }
}

/**
 * 64 bits that tell books apart: the sum of each quantity times a number that depends on its side and price alone. As
 * changes add to quantities, a version's fingerprint is that of the one before plus that of the change.
 */
export function fingerprint(sides: BookSides): bigint {
  let sum = 0n;
  for (const { price, quantity } of sides.bids) sum += scatter(price * 2n) * quantity;
  for (const { price, quantity } of sides.asks) sum += scatter(price * 2n + 1n) * quantity;
  return BigInt.asUintN(64, sum);
}

/** The finaliser of SplitMix64: near numbers become far ones. */
function scatter(number: bigint): bigint {
  let bits = BigInt.asUintN(64, (number + 1n) * 0x9e3779b97f4a7c15n);
  bits = BigInt.asUintN(64, (bits ^ (bits >> 30n)) * 0xbf58476d1ce4e5b9n);
  bits = BigInt.asUintN(64, (bits ^ (bits >> 27n)) * 0x94d049bb133111ebn);
  return bits ^ (bits >> 31n);
}

/** Whether two books hold the same quantities at the same prices. */
export function sameSides(a: BookSides, b: BookSides): boolean {
  return reuse(a.bids, b.bids) === a.bids && reuse(a.asks, b.asks) === a.asks;
}

/**
 * Regroups levels to multiples of `10^level` chain units: bids down, asks up, quantities of one group summed. Exact for
 * whole books and for signed changes alike; groups whose sum is zero are left out.
 */
export function regroup(sides: BookSides, level: number): BookSides {
  const step = 10n ** BigInt(level);
  return {
    bids: gather(sides.bids, (price) => price - (price % step)),
    asks: gather(sides.asks, (price) => price + ((step - (price % step)) % step)),
  };
}

// The levels come sorted and grouping keeps their order, so the members of a group are neighbours.
function gather(levels: readonly DepthLevel[], group: (price: bigint) => bigint): DepthLevel[] {
  const groups: DepthLevel[] = [];
  for (const level of levels) {
    const price = group(level.price);
    const last = groups.at(-1);
    if (last?.price === price) groups[groups.length - 1] = { price, quantity: last.quantity + level.quantity };
    else groups.push(price === level.price ? level : { price, quantity: level.quantity });
  }
  return groups.some(({ quantity }) => quantity === 0n) ? groups.filter(({ quantity }) => quantity !== 0n) : groups;
}

/** `levels` with signed changes added; `direction` is 1 where prices ascend, -1 where they descend. A text says what is wrong. */
function applied(
  levels: readonly DepthLevel[],
  changes: readonly DepthLevel[],
  direction: 1 | -1,
): readonly DepthLevel[] | string {
  if (changes.length === 0) return levels;
  const next = levels.slice();
  for (const { price, quantity } of changes) {
    if (quantity === 0n) continue;
    const index = find(next, price, direction);
    const level = next[index];
    if (level?.price === price) {
      const sum = level.quantity + quantity;
      if (sum < 0n) return `${price} would hold ${sum}`;
      if (sum === 0n) next.splice(index, 1);
      else next[index] = { price, quantity: sum };
    } else {
      if (quantity < 0n) return `${price} is not in the book but was to lose ${-quantity}`;
      next.splice(index, 0, { price, quantity });
    }
  }
  return next;
}

/** The index of a price, or where it would be put. */
function find(levels: readonly DepthLevel[], price: bigint, direction: 1 | -1): number {
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = levels[middle]?.price ?? 0n;
    if (direction === 1 ? at < price : at > price) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `next` with every row that `previous` already had taken from there; `previous` itself when nothing differs. */
function reuse(previous: readonly DepthLevel[], next: readonly DepthLevel[]): readonly DepthLevel[] {
  const known = new Map(previous.map((level) => [level.price, level]));
  let isSame = previous.length === next.length;
  const rows = next.map((level, index) => {
    const row = known.get(level.price);
    const kept = row?.quantity === level.quantity ? row : level;
    if (kept !== previous[index]) isSame = false;
    return kept;
  });
  return isSame ? previous : rows;
}
