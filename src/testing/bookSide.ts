// One side of a book: price levels, best first, each a queue by time. It keeps the signed changes since they were last
// taken. It knows nothing of money or of the other side.
import type { DepthLevel, Side } from "../client/entities.ts";
import type { Journal } from "./journal.ts";
import type { OrderRecord } from "./orders.ts";

interface Level {
  readonly price: bigint;
  quantity: bigint;
  readonly queue: OrderRecord[];
}

/** One side of a book. */
export class BookSide {
  readonly #side: Side;
  readonly #levels: Level[] = [];
  readonly #journal: Journal;
  #changes = new Map<bigint, bigint>();

  constructor(side: Side, journal: Journal) {
    this.#side = side;
    this.#journal = journal;
  }

  /** The number of price levels. */
  get size(): number {
    return this.#levels.length;
  }

  /** The best price, if there is any. */
  get best(): bigint | undefined {
    return this.#levels[0]?.price;
  }

  /** The levels, best first. */
  levels(): DepthLevel[] {
    return this.#levels.map(({ price, quantity }) => ({ price, quantity }));
  }

  /** The resting orders by price, then by time. */
  *orders(): Generator<OrderRecord> {
    for (const { queue } of this.#levels) yield* queue;
  }

  /** Puts an order at the end of its level's queue. */
  add(order: OrderRecord): void {
    this.#insert(order, order.remaining, Number.MAX_SAFE_INTEGER);
    const quantity = order.remaining;
    this.#journal.undoBy(() => this.#take(order, quantity, true));
  }

  /** Subtracts a quantity from a resting order's level, and removes the order when `gone`. */
  reduce(order: OrderRecord, quantity: bigint, gone: boolean): void {
    const place = this.#take(order, quantity, gone);
    this.#journal.undoBy(() => {
      if (gone) this.#insert(order, quantity, place);
      else this.#take(order, -quantity, false);
    });
  }

  #insert(order: OrderRecord, quantity: bigint, place: number): void {
    const index = this.#position(order.price);
    let level = this.#levels[index];
    if (level?.price !== order.price) {
      level = { price: order.price, quantity: 0n, queue: [] };
      this.#levels.splice(index, 0, level);
    }
    level.queue.splice(place, 0, order);
    this.#change(level, quantity);
  }

  /** Gives the order's place in its level's queue. */
  #take(order: OrderRecord, quantity: bigint, gone: boolean): number {
    const index = this.#position(order.price);
    const level = this.#levels[index];
    const place = level?.price === order.price ? level.queue.indexOf(order) : -1;
    if (!level || place < 0) throw new Error(`book: order ${order.id} does not rest at ${order.price}`);
    this.#change(level, -quantity);
    if (gone) level.queue.splice(place, 1);
    if (level.queue.length === 0) this.#levels.splice(index, 1);
    return place;
  }

  /** The signed changes since the last call, best price first, without those that sum to zero. */
  takeChanges(): DepthLevel[] {
    if (this.#changes.size === 0) return [];
    const changes = [...this.#changes].filter(([, quantity]) => quantity !== 0n);
    this.#changes = new Map();
    return changes
      .map(([price, quantity]) => ({ price, quantity }))
      .sort((a, b) => (this.#better(a.price, b.price) ? -1 : 1));
  }

  #change(level: Level, quantity: bigint): void {
    level.quantity += quantity;
    this.#changes.set(level.price, (this.#changes.get(level.price) ?? 0n) + quantity);
  }

  #better(a: bigint, b: bigint): boolean {
    return this.#side === "buy" ? a > b : a < b;
  }

  /** The index at which a price is, or would be inserted. */
  #position(price: bigint): number {
    let low = 0;
    let high = this.#levels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const level = this.#levels[middle];
      if (level && this.#better(level.price, price)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
