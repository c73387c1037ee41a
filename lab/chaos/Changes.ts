// Adds up the changes of an account's orders that one component was told, and writes them as text. Knows nothing of the
// exchange's past.
import type { Order, OrderChange } from "o2-react";
import { write } from "../write.ts";

/** The changes told of one order. */
interface Told {
  readonly order: Order;
  /** The filled quantity before the first change that was told, plus the fills of all changes told. */
  readonly filled: bigint;
  readonly closings: number;
  /**
   * True when the component did not know the order before. Its fills from before the mount are then missing from the
   * sum.
   */
  readonly isNew: boolean;
}

/** The changes that one component was told since its mount. */
export class Changes {
  /** Names the accounts whose orders are watched. */
  readonly key: string;
  /** The time of the mount, and the time when the component was live first. */
  readonly from: number = Date.now();
  live: number = Number.POSITIVE_INFINITY;
  readonly #told = new Map<string, Told>();

  constructor(key: string) {
    this.key = key;
  }

  add({ order, previous, filled }: OrderChange): void {
    const known = this.#told.get(order.order_id);
    const before = known?.filled ?? previous?.quantity_fill ?? 0n;
    const closings = (known?.closings ?? 0) + (order.close && !previous?.close ? 1 : 0);
    this.#told.set(order.order_id, { order, filled: before + filled, closings, isNew: known?.isNew ?? !previous });
  }

  get text(): string {
    const lines = [...this.#told.values()].map(({ order, filled, closings, isNew }) => {
      const state = closings === 0 ? "open" : closings === 1 ? "closed" : `closed×${closings}`;
      return `${write.orders([{ ...order, quantity_fill: filled }])}:${state}${isNew ? ":new" : ""}`;
    });
    return [this.from, this.live, ...lines].join(" ");
  }
}
