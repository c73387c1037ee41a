// The iterator of fills: what the updates of orders tell of them, each match once. Knows nothing of sockets or of REST.
import type { Fill, Identity, Order } from "./entities.ts";
import { fillKeys, fillsOfOrder } from "./fills.ts";
import { identityKey } from "./ids.ts";
import type { FillUpdate, OrderUpdate, UnlistedFill } from "./protocol.ts";
import type { O2Stream } from "./stream.ts";

/** The most matches and orders that are remembered, so that none is told again. */
const REMEMBERED = 20_000;

/** An iterator of orders, read as one of fills. */
export class FillStream implements O2Stream<FillUpdate> {
  /** Ends the stream, for `await using`. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;
  readonly #orders: O2Stream<OrderUpdate>;
  readonly #identities: readonly Identity[];
  readonly #told = new Set<string>();
  /** The filled quantity of each order that was accounted for. */
  readonly #filled = new Map<string, bigint>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(orders: O2Stream<OrderUpdate>, identities: readonly Identity[]) {
    this.#orders = orders;
    this.#identities = identities;
    // Safari has no such symbol before a polyfill defines it.
    if (Symbol.asyncDispose)
      Object.defineProperty(this, Symbol.asyncDispose, { value: async () => void (await this.return()) });
  }

  next(): Promise<IteratorResult<FillUpdate, undefined>> {
    // Updates without a fill are skipped: whoever asked first gets the first one with some.
    const next = this.#last.then(() => this.#next());
    this.#last = next.catch(() => undefined);
    return next;
  }

  async return(): Promise<IteratorResult<FillUpdate, undefined>> {
    await this.#orders.return();
    return { done: true, value: undefined };
  }

  async throw(error?: unknown): Promise<IteratorResult<FillUpdate, undefined>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #next(): Promise<IteratorResult<FillUpdate, undefined>> {
    for (;;) {
      const step = await this.#orders.next();
      if (step.done) return step;
      const value = this.#fillsOf(step.value);
      if (value) return { done: false, value };
    }
  }

  #fillsOf({ action: _, orders, standalone_trigger_orders: __, ...of }: OrderUpdate): FillUpdate | undefined {
    const fills = new Map<string, Fill>();
    const unlisted: UnlistedFill[] = [];
    for (const order of orders) {
      const listed = fillsOfOrder(order, this.#holderOf(order));
      for (const fill of listed) this.#add(fill, fills);
      const quantity = this.#unlisted(order, listed);
      if (quantity > 0n) unlisted.push({ order_id: order.order_id, market_id: order.market_id, quantity });
    }
    return fills.size + unlisted.length > 0 ? { fills: [...fills.values()], unlisted, ...of } : undefined;
  }

  #add(fill: Fill, fills: Map<string, Fill>): void {
    const [key = ""] = fillKeys(fill);
    const known = fills.get(key);
    // Both orders of a trade with oneself list it.
    if (known) fills.set(key, known.order_id === fill.order_id ? known : { ...known, side: "both" });
    else if (!this.#told.has(key)) fills.set(key, fill);
    this.#told.add(key);
    if (this.#told.size > REMEMBERED) forgetOldest(this.#told);
  }

  /** The quantity of an order that was filled since the last word on it and that no match tells. */
  #unlisted({ order_id, quantity_fill = 0n }: Order, listed: readonly Fill[]): bigint {
    const known = this.#filled.get(order_id) ?? 0n;
    const told = listed.reduce((sum, { quantity }) => sum + quantity, 0n);
    const accounted = told > known ? told : known;
    this.#filled.set(order_id, quantity_fill > accounted ? quantity_fill : accounted);
    if (this.#filled.size > REMEMBERED) forgetOldest(this.#filled);
    return quantity_fill - accounted;
  }

  #holderOf({ account, owner }: Order): Identity {
    const named = [account, owner].filter((name) => name !== undefined).map(identityKey);
    const found = this.#identities.find((identity) => named.includes(identityKey(identity)));
    return found ?? (this.#identities[0] as Identity);
  }
}

function forgetOldest(held: Set<string> | Map<string, bigint>): void {
  for (const key of held.keys()) {
    held.delete(key);
    return;
  }
}
