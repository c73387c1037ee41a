// One market's book: a snapshot, then signed changes; shown as immutable views whose unchanged levels stay the same
// objects. Pure: knows nothing of sockets, subscriptions or time.
import type { BookSides, DepthLevel } from "./entities.ts";
import { type FlatLevels, grouped, Ladder } from "./Ladder.ts";
import { keepLevels } from "./levels.ts";
import type { DepthUpdate } from "./protocol.ts";
import { toWhole, type Whole } from "./wholes.ts";

/** Levels of both sides, or changes of them: the bids up to `middle`, the asks up to `end`. */
export interface FlatSides {
  readonly levels: FlatLevels;
  readonly middle: number;
  readonly end: number;
}

/**
 * A book that proves itself. Feed it the updates of one `streamDepth`; read `view`, or `top` for the best levels.
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
  #bids = new Ladder(true);
  #asks = new Ladder(false);
  #version = 0;
  #isReady = false;
  readonly #views = new Map<number, { readonly version: number; readonly levels: number; readonly sides: BookSides }>();

  /** The whole book now: immutable; the next change makes a new one and keeps every level it did not touch. */
  get view(): BookSides {
    return this.top(Number.POSITIVE_INFINITY);
  }

  /** Counts the updates applied. */
  get version(): number {
    return this.#version;
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
    return update.changes ? this.change(flatten(update.changes)) : this.begin(flatten(update.view));
  }

  /**
   * The best `levels` levels of each side, immutable and kept until the book changes; regrouped, with a `precision`, to
   * multiples of `10^precision` chain units: bids down, asks up, exactly. Levels that did not change stay the same objects.
   */
  top(levels: number, precision = 0): BookSides {
    const known = this.#views.get(precision);
    if (known?.version === this.#version && known.levels === levels) return known.sides;
    const step = 10n ** BigInt(precision);
    const sides = sharing(known?.sides, this.#bids.top(levels, step), this.#asks.top(levels, step));
    this.#views.set(precision, { version: this.#version, levels, sides });
    return sides;
  }

  /** Whether it holds the same quantities at the same prices. */
  equals(sides: BookSides): boolean {
    const { view } = this;
    const { bids, asks } = sharing(view, sides.bids, sides.asks);
    return bids === view.bids && asks === view.asks;
  }

  /**
   * Applies changes that no objects were made of, as {@link apply} does.
   * @internal
   */
  change({ levels, middle, end }: FlatSides): string | undefined {
    // Late changes of an earlier subscription may still arrive before this one's snapshot: they are of another book.
    if (!this.#isReady) return undefined;
    const bidFault = this.#bids.addAll(levels, 0, middle);
    if (bidFault !== undefined) return `bids: ${bidFault}`;
    const askFault = this.#asks.addAll(levels, middle, end);
    const crossed = askFault === undefined ? crossing(this.#bids, this.#asks) : undefined;
    if (askFault === undefined && crossed === undefined) {
      this.#version += 1;
      return undefined;
    }
    this.#bids.takeBack(levels, 0, middle);
    if (crossed !== undefined) this.#asks.takeBack(levels, middle, end);
    return crossed ?? `asks: ${askFault}`;
  }

  /**
   * Begins anew with a snapshot that no objects were made of, as {@link apply} does.
   * @internal
   */
  begin({ levels, middle, end }: FlatSides): string | undefined {
    const bidLadder = Ladder.of(true, levels, 0, middle);
    const askLadder = Ladder.of(false, levels, middle, end);
    if (!bidLadder || !askLadder) return "the snapshot has a level below zero";
    const crossed = crossing(bidLadder, askLadder);
    if (crossed !== undefined) return crossed;
    this.#bids = bidLadder;
    this.#asks = askLadder;
    this.#version += 1;
    this.#isReady = true;
    return undefined;
  }
}

function flatten({ bids, asks }: BookSides): FlatSides {
  const levels: Whole[] = [];
  for (const { price, quantity } of bids) levels.push(toWhole(price), toWhole(quantity));
  for (const { price, quantity } of asks) levels.push(toWhole(price), toWhole(quantity));
  return { levels, middle: 2 * bids.length, end: levels.length };
}

function sharing(known: BookSides | undefined, bids: readonly DepthLevel[], asks: readonly DepthLevel[]): BookSides {
  if (!known) return { bids, asks };
  return { bids: keepLevels(known.bids, bids, true), asks: keepLevels(known.asks, asks, false) };
}

/** Equal is no proof: how the server rounds to a precision is not documented. */
function crossing({ best: bid }: Ladder, { best: ask }: Ladder): string | undefined {
  return bid !== undefined && ask !== undefined && bid > ask
    ? `the best bid ${bid} is above the best ask ${ask}`
    : undefined;
}

/**
 * Regroups levels to multiples of `10^precision` chain units: bids down, asks up, quantities of one group summed. Exact for
 * whole books and for signed changes alike; groups whose sum is zero are left out.
 */
export function regroup({ bids, asks }: BookSides, precision: number): BookSides {
  const step = 10n ** BigInt(precision);
  return { bids: grouped(bids, step, true), asks: grouped(asks, step, false) };
}
