// A book built from its documentation alone, as two plain maps: slow, and without any code of src. The fuzzer compares
// the real book with it.
import type { BookSides, DepthLevel } from "../../src/client/entities.ts";

type Side = Map<bigint, bigint>;

export class Model {
  #bids: Side = new Map();
  #asks: Side = new Map();

  /** Its levels, best first. */
  get sides(): BookSides {
    return { bids: inOrder(this.#bids).reverse(), asks: inOrder(this.#asks) };
  }

  /**
   * Adds signed changes to its levels, or begins again with a snapshot. A frame is applied whole or not at all: `false`
   * means rejected. A price that comes twice in a snapshot gets the sum of both quantities. A best bid may equal the
   * best ask, because the server rounds.
   */
  apply(sides: BookSides, isSnapshot: boolean): boolean {
    const bids: Side = new Map(isSnapshot ? [] : this.#bids);
    const asks: Side = new Map(isSnapshot ? [] : this.#asks);
    if (!add(bids, sides.bids) || !add(asks, sides.asks)) return false;
    const [bid, ask] = [inOrder(bids).at(-1), inOrder(asks)[0]];
    if (bid && ask && bid.price > ask.price) return false;
    this.#bids = bids;
    this.#asks = asks;
    return true;
  }
}

/**
 * Changes are applied one after another. A level that falls below zero on the way is rejected, even if a later change
 * of its price would make up for it. An emptied level is removed, and so is a change by zero for an absent level.
 */
function add(side: Side, levels: readonly DepthLevel[]): boolean {
  for (const { price, quantity } of levels) {
    const after = (side.get(price) ?? 0n) + quantity;
    if (after < 0n) return false;
    if (after === 0n) side.delete(price);
    else side.set(price, after);
  }
  return true;
}

function inOrder(side: Side): DepthLevel[] {
  const levels = [...side].map(([price, quantity]) => ({ price, quantity }));
  return levels.sort((one, other) => (one.price < other.price ? -1 : 1));
}

interface Raw {
  readonly [key: string]: Raw | null | undefined;
}

/**
 * The levels of a frame that the codec accepted, read once more from its text. Changes come before `orders`, `orders`
 * before `view`. A side that is missing or null is empty. Bare numbers are taken from the text, because JSON.parse
 * rounds them. `undefined` for a frame that is nested deeper than the stack.
 */
export function levelsOf(text: string): BookSides | undefined {
  const raw = parseDigits(text);
  const sides = raw && (raw.changes ?? raw.orders ?? raw.view);
  return raw && { bids: read(sides?.buys), asks: read(sides?.sells) };
}

function parseDigits(text: string): Raw | undefined {
  try {
    return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "number" && /^-?\d+$/.test(context?.source ?? "") ? context?.source : value,
    );
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function read(side: unknown): DepthLevel[] {
  const levels = (side ?? []) as readonly { readonly price: unknown; readonly quantity: unknown }[];
  return levels.map(({ price, quantity }) => ({ price: BigInt(String(price)), quantity: BigInt(String(quantity)) }));
}
