// Older orders, a page at a time: where each identity's reading in each market has come to. Knows nothing of components.
import { type O2Error, toO2Error } from "../client/errors.ts";
import { identityKey } from "../client/ids.ts";
import type { Identity, Order } from "../client/protocol.ts";
import { type O2Rest, PAGE } from "../client/rest.ts";

/** What one step back in history brought. */
export interface HistoryPage {
  /** Whether there may be older orders. */
  readonly hasMore: boolean;
  /** Why it could not be read; nothing is lost, the next step reads it again. */
  readonly error: O2Error | undefined;
}

interface Place {
  last: Order | undefined;
  isAtEnd: boolean;
  reading: Promise<boolean> | undefined;
}

/** The histories of one feed. */
export class History {
  readonly #rest: O2Rest;
  readonly #onOrders: (identity: Identity, orders: readonly Order[]) => void;
  readonly #places = new Map<string, Place>();
  readonly #counts = new Map<string, number>();

  constructor(rest: O2Rest, onOrders: (identity: Identity, orders: readonly Order[]) => void) {
    this.#rest = rest;
    this.#onOrders = onOrders;
  }

  /** How many orders of an identity were read: that many are kept besides the usual. */
  count(id: string): number {
    return this.#counts.get(id) ?? 0;
  }

  /** Reads the next page of each identity in each market. */
  async read(identities: readonly Identity[], markets: readonly string[]): Promise<HistoryPage> {
    const pages = identities.flatMap((identity) => markets.map((market) => this.#page(identity, market)));
    const done = await Promise.allSettled(pages);
    const failure = done.find((page) => page.status === "rejected");
    const error = failure && toO2Error(failure.reason);
    return { hasMore: done.some((page) => page.status === "rejected" || page.value), error };
  }

  /** An identity is not followed any more, and what was read of it is gone. */
  forget(identity: Identity): void {
    this.#counts.delete(identityKey(identity));
    for (const key of [...this.#places.keys()])
      if (key.startsWith(`${identityKey(identity)} `)) this.#places.delete(key);
  }

  /** The next page, once for all who ask meanwhile. */
  #page(identity: Identity, market: string): Promise<boolean> {
    const key = `${identityKey(identity)} ${market}`;
    const place: Place = this.#places.get(key) ?? { last: undefined, isAtEnd: false, reading: undefined };
    this.#places.set(key, place);
    place.reading ??= this.#read(identity, market, place).finally(() => {
      place.reading = undefined;
    });
    return place.reading;
  }

  async #read(identity: Identity, market: string, place: Place): Promise<boolean> {
    if (place.isAtEnd) return false;
    const orders = await this.#rest.orders({ market, identity, before: place.last });
    place.last = orders.at(-1) ?? place.last;
    place.isAtEnd = orders.length < PAGE.orders;
    const id = identityKey(identity);
    this.#counts.set(id, this.count(id) + orders.length);
    this.#onOrders(identity, orders);
    return !place.isAtEnd;
  }
}
