// The changes of an account's orders as a component was told of them, added up, and as text. Knows nothing of the exchange's past.
import type { Order, OrderChange } from "o2-react";
import { write } from "../write.ts";

/** What was told of one order. */
interface Told {
  readonly order: Order;
  /** What was filled of it when it was told of first, and by all changes since. */
  readonly filled: bigint;
  readonly closings: number;
  /** Whether it was not known before: what was filled of it before the mount is then not in the sum. */
  readonly isNew: boolean;
}

/** The changes that one component was told of, since its mount. */
export class Changes {
  /** Whose orders they are. */
  readonly key: string;
  /** When it was mounted, and when it was live first. */
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
