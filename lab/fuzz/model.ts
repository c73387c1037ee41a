// A book by its documentation, in two plain maps: slow, and with nothing of src in it. What the fuzzer holds the real one
// against.

interface Level {
  readonly price: bigint;
  readonly quantity: bigint;
}

/** The two sides of a book, or signed changes of one. */
export interface Sides {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

type Side = Map<bigint, bigint>;

export class Model {
  #bids: Side = new Map();
  #asks: Side = new Map();

  /** Begins anew. A price that comes twice in a snapshot holds both quantities; one of quantity zero is no level. */
  begin(sides: Sides): boolean {
    return this.#take(new Map(), new Map(), sides);
  }

  change(sides: Sides): boolean {
    return this.#take(new Map(this.#bids), new Map(this.#asks), sides);
  }

  /** What it holds, best first. */
  get sides(): Sides {
    return { bids: inOrder(this.#bids).reverse(), asks: inOrder(this.#asks) };
  }

  /** Whole or not at all. A best bid that equals the best ask may be the server's rounding. */
  #take(bids: Side, asks: Side, sides: Sides): boolean {
    if (!add(bids, sides.bids) || !add(asks, sides.asks)) return false;
    for (const bid of bids.keys()) for (const ask of asks.keys()) if (bid > ask) return false;
    this.#bids = bids;
    this.#asks = asks;
    return true;
  }
}

/**
 * One after another: a level that is below zero on the way is refused, also if a later one of its price would make up for
 * it. An emptied level is none, and so is a change by zero where there is none.
 */
function add(side: Side, levels: readonly Level[]): boolean {
  for (const { price, quantity } of levels) {
    const after = (side.get(price) ?? 0n) + quantity;
    if (after < 0n) return false;
    if (after === 0n) side.delete(price);
    else side.set(price, after);
  }
  return true;
}

function inOrder(side: Side): Level[] {
  const levels = [...side].map(([price, quantity]) => ({ price, quantity }));
  return levels.sort((one, other) => (one.price < other.price ? -1 : 1));
}

interface Raw {
  readonly [key: string]: Raw | null | undefined;
}

/**
 * The levels of a frame that the codec let through, read once more from its text: changes before `orders` before `view`, a
 * side that is missing or null is empty. `undefined` where JSON.parse rounds a number: what it was is in the text only.
 */
export function levelsOf(text: string): Sides | undefined {
  const raw = JSON.parse(text) as Raw;
  const sides = raw.changes ?? raw.orders ?? raw.view;
  const [bids, asks] = [read(sides?.buys), read(sides?.sells)];
  return bids && asks && { bids, asks };
}

function read(side: unknown): Level[] | undefined {
  const levels = (side ?? []) as readonly { readonly price: unknown; readonly quantity: unknown }[];
  if (levels.some(({ price, quantity }) => isRounded(price) || isRounded(quantity))) return undefined;
  return levels.map(({ price, quantity }) => ({ price: BigInt(String(price)), quantity: BigInt(String(quantity)) }));
}

function isRounded(value: unknown): boolean {
  return typeof value === "number" && !Number.isSafeInteger(value);
}
