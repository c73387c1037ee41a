// Fills by the names that they have, to be joined with what is told and read of them: each is held once. Knows nothing of floors.
import type { Fill } from "../../client/entities.ts";
import { fillKeys } from "../../client/fills.ts";
import { newestFillFirst } from "./heldFills.ts";

/** A time in whole seconds is at most so much earlier than the true one, in milliseconds. */
export const SECOND = 1_000;

/** A list to be changed; the one that it was made of stays as it is. */
export class FillList {
  readonly #given: readonly Fill[];
  readonly #fills: Fill[];
  readonly #index = new Map<string, number>();
  #isChanged = false;

  constructor(fills: readonly Fill[]) {
    this.#given = fills;
    this.#fills = [...fills];
    for (const [index, fill] of fills.entries()) for (const key of fillKeys(fill)) this.#index.set(key, index);
  }

  has(fill: Fill): boolean {
    return this.#find(fill) !== undefined;
  }

  /** Whether a match that was told is held already. Both orders of a trade with oneself tell it. */
  tell(fill: Fill): boolean {
    const index = this.#find(fill) ?? this.#nameless(fill, ({ order_id }) => order_id === undefined);
    if (index === undefined) return false;
    const held = this.#fills[index] as Fill;
    const { order_id, counter_order_id } = fill;
    if (held.order_id === undefined) this.#put(index, { ...held, order_id, counter_order_id } as Fill);
    else if (held.trade_id === undefined && held.order_id !== order_id && held.side !== "both")
      this.#put(index, { ...held, side: "both" });
    return true;
  }

  /** All, with some that were told and are not held, newest first; the same list where nothing changed. */
  withTold(fresh: readonly Fill[]): readonly Fill[] {
    if (fresh.length === 0 && !this.#isChanged) return this.#given;
    return [...fresh, ...this.#fills].sort(newestFillFirst);
  }

  /** All, with a page that was read: in its order, and in place of what was told of the same. `isOlder`: it lies behind all that were read. */
  withRead(page: readonly Fill[], isOlder: boolean): readonly Fill[] {
    const own = page.map((fill) => this.#read(fill));
    const isOwn = new Set(own);
    const others = this.#fills.filter((fill) => !isOwn.has(fill));
    const told = others.filter(({ trade_id }) => trade_id === undefined);
    const read = others.filter(({ trade_id }) => trade_id !== undefined);
    return [...told, ...(isOlder ? [...read, ...own] : [...own, ...read])].sort(newestFillFirst);
  }

  /** The fill as it is held from now on: the first word of a read counts. */
  #read(fill: Fill): Fill {
    const isTold = ({ trade_id }: Fill): boolean => trade_id === undefined;
    const index = this.#find(fill) ?? (fill.order_id === undefined ? this.#nameless(fill, isTold) : undefined);
    const held = index === undefined ? undefined : this.#fills[index];
    if (index === undefined || !held) return fill;
    if (held.trade_id !== undefined) return held;
    const { order_id, counter_order_id } = held;
    const whole = (fill.order_id === undefined ? { ...fill, order_id, counter_order_id } : fill) as Fill;
    this.#put(index, whole);
    return whole;
  }

  #find(fill: Fill): number | undefined {
    for (const key of fillKeys(fill)) {
      const index = this.#index.get(key);
      if (index !== undefined) return index;
    }
    return undefined;
  }

  /** A match is known by what was traded, and when, where its trade's id names no orders. */
  #nameless({ side, price, quantity, timestamp }: Fill, isMeant: (held: Fill) => boolean): number | undefined {
    const index = this.#fills.findIndex(
      (held) =>
        isMeant(held) &&
        (held.side === side || held.side === "both" || side === "both") &&
        held.price === price &&
        held.quantity === quantity &&
        Math.abs(held.timestamp - timestamp) <= SECOND,
    );
    return index < 0 ? undefined : index;
  }

  #put(index: number, fill: Fill): void {
    this.#fills[index] = fill;
    for (const key of fillKeys(fill)) this.#index.set(key, index);
    this.#isChanged = true;
  }
}
