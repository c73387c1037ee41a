// The levels at which two books differ. Pure.
import type { BookSides, DepthLevel } from "./entities.ts";

/** The difference of two books: only the levels at which they differ, so that each change costs what it changes. */
export class Difference {
  readonly #bids = new Map<bigint, bigint>();
  readonly #asks = new Map<bigint, bigint>();

  constructor(one: BookSides, other: BookSides) {
    this.add(one);
    addTo(this.#bids, other.bids, -1n);
    addTo(this.#asks, other.asks, -1n);
  }

  get isZero(): boolean {
    return this.#bids.size === 0 && this.#asks.size === 0;
  }

  add({ bids, asks }: BookSides): void {
    addTo(this.#bids, bids, 1n);
    addTo(this.#asks, asks, 1n);
  }

  /** Takes in what happened, and tells whether it was zero at any time from then to now. */
  wasZero(changes: readonly BookSides[]): boolean {
    for (const change of changes) {
      if (this.isZero) return true;
      this.add(change);
    }
    return this.isZero;
  }
}

function addTo(side: Map<bigint, bigint>, levels: readonly DepthLevel[], sign: 1n | -1n): void {
  for (const { price, quantity } of levels) {
    const sum = (side.get(price) ?? 0n) + sign * quantity;
    if (sum === 0n) side.delete(price);
    else side.set(price, sum);
  }
}
