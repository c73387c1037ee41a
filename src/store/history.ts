// Reads older orders, a step at a time, for one reader or several at once. The point down to which the orders are whole is
// known beside them. Knows nothing of components.
import { type O2Error, toO2Error } from "../client/errors.ts";
import { identityKey, type VenueIdentity } from "../client/ids.ts";
import type { O2Rest } from "../client/rest.ts";
import { PAGE } from "../client/restQueries.ts";
import { END, type HeldOrders, shownOrders } from "./channels/heldOrders.ts";
import { cursorOf, floorOf, type Page } from "./channels/olderOrders.ts";

/** The outcome of one step back in history. */
export interface HistoryPage {
  /** Whether there may be older orders. */
  readonly hasMore: boolean;
  /** Why it could not be read; nothing is lost, the next step reads it again. */
  readonly error: O2Error | undefined;
}

/** The channels with a past that is read page by page. */
export type HistoryChannel = "orders" | "fills";

/** The parts that the histories need, and the callbacks that they tell. */
export interface HistoryOptions {
  readonly rest: O2Rest;
  /** The orders that are held of an identity. */
  readonly heldOf: (identity: VenueIdentity) => HeldOrders;
  /** A page was read. */
  readonly onPage: (identity: VenueIdentity, page: Page) => void;
}

interface Reading {
  done: Promise<void>;
}

/** The orders of one identity in one market. */
interface Place {
  readonly identity: VenueIdentity;
  readonly market: string;
}

/** The histories of one feed. */
export class History {
  readonly #options: HistoryOptions;
  readonly #reading = new Map<string, Reading>();
  readonly #counts = new Map<string, number>();

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /** The number of an identity's orders that were read: that many are kept besides the usual. */
  count(id: string): number {
    return this.#counts.get(id) ?? 0;
  }

  /**
   * Reads the next pages of some identities, in one market or, without one, in those of a list and in all that they have orders in:
   * of each at most one, and no more than it takes to show a page of older orders without a hole.
   */
  async read(identities: readonly VenueIdentity[], list: readonly string[], market?: string): Promise<HistoryPage> {
    const unread = new Map(this.#places(identities, list, market).map((place) => [keyOf(place), place]));
    const before = this.#shown(identities, market);
    let failure: PromiseRejectedResult | undefined;
    while (!failure && this.#shown(identities, market) < before + PAGE.orders) {
      // Those that keep the others' older orders from being shown.
      const places = this.#highest([...unread.values()]);
      if (places.length === 0) break;
      const pages = await Promise.allSettled(places.map((place) => this.#page(place)));
      for (const place of places) unread.delete(keyOf(place));
      failure = pages.find((page) => page.status === "rejected");
    }
    const hasMore = this.#places(identities, list, market).some((place) => this.#at(place) > END.at);
    return { hasMore: hasMore || failure !== undefined, error: failure && toO2Error(failure.reason) };
  }

  /** An identity is not followed any more, and what was read of it is gone. */
  forget(identity: VenueIdentity): void {
    this.#counts.delete(identityKey(identity));
    for (const key of [...this.#reading.keys()])
      if (key.startsWith(`${identityKey(identity)} `)) this.#reading.delete(key);
  }

  #places(identities: readonly VenueIdentity[], list: readonly string[], market: string | undefined): Place[] {
    return identities.flatMap((identity) => {
      const { floors, orders } = this.#options.heldOf(identity);
      const known = [...list, ...Object.keys(floors), ...orders.map(({ market_id }) => market_id)];
      const markets = market === undefined ? known.filter((each) => each !== undefined) : [market];
      return [...new Set(markets)].map((each) => ({ identity, market: each }));
    });
  }

  #at({ identity, market }: Place): number {
    return floorOf(this.#options.heldOf(identity), market).at;
  }

  #highest(places: readonly Place[]): readonly Place[] {
    const highest = Math.max(END.at, ...places.map((place) => this.#at(place)));
    return highest === END.at ? [] : places.filter((place) => this.#at(place) === highest);
  }

  #shown(identities: readonly VenueIdentity[], market: string | undefined): number {
    return shownOrders(
      identities.map((identity) => this.#options.heldOf(identity)),
      market,
    ).length;
  }

  /** The next page, once for all who ask meanwhile. */
  #page(place: Place): Promise<void> {
    const key = keyOf(place);
    const isWanted = (): boolean => this.#reading.get(key) === reading;
    const reading = this.#reading.get(key) ?? { done: Promise.resolve() };
    if (isWanted()) return reading.done;
    this.#reading.set(key, reading);
    reading.done = this.#read(place, isWanted).finally(() => isWanted() && this.#reading.delete(key));
    return reading.done;
  }

  async #read({ identity, market }: Place, isWanted: () => boolean): Promise<void> {
    const { rest, heldOf, onPage } = this.#options;
    const before = cursorOf(heldOf(identity), market);
    const { venue, ...plain } = identity;
    const orders = await rest.orders({ market, identity: plain, venue, before });
    if (!isWanted()) return;
    const id = identityKey(identity);
    this.#counts.set(id, this.count(id) + orders.length);
    onPage(identity, { market, before, orders, isEnd: orders.length < PAGE.orders });
  }
}

function keyOf({ identity, market }: Place): string {
  return `${identityKey(identity)} ${market}`;
}
