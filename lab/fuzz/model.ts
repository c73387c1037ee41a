// A book by its documentation, in two plain maps: slow, and with no code of src in it. The fuzzer compares the real book
// with it.
import type { BookSides, DepthLevel } from "../../src/client/entities.ts";

type Side = Map<bigint, bigint>;

export class Model {
  #bids: Side = new Map();
  #asks: Side = new Map();

  /** What it holds, best first. */
  get sides(): BookSides {
    return { bids: inOrder(this.#bids).reverse(), asks: inOrder(this.#asks) };
  }

  /**
   * Adds signed changes to what it holds, or begins anew with a snapshot. Whole or not at all: `false` is a refusal. A price
   * that comes twice in a snapshot holds both quantities. A best bid that equals the best ask may be the server's rounding.
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
 * One after another: a level that is below zero on the way is refused, also if a later one of its price would make up for
 * it. An emptied level is none, and so is a change by zero where there is none.
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
 * The levels of a frame that the codec let through, read once more from its text: changes before `orders` before `view`, a
 * side that is missing or null is empty. Bare numbers are taken from the text, for JSON.parse rounds them. `undefined` for
 * a frame that is nested deeper than the stack.
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
