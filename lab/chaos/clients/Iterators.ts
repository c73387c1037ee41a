// Iterators over the sessions of feeds, beside components on the same topics. Records what each told, and what came
// over the wire.
import type { O2Feed } from "o2-react";
import type { DepthUpdate, O2Stream, OrderUpdate, TradeUpdate, WireFrame } from "o2-react/client";
import { O2WebSocket } from "o2-react/client";
import type { Places } from "../../far/FarEnd.ts";
import type { OnVenue } from "../../far/slots.ts";
import { write } from "../../write.ts";
import { LEVELS } from "../Readings.ts";
import type { Iterated, IteratorEnd } from "../screenSteps.ts";
import { placesOn, type VenuePlaces } from "../venues.ts";
import type { Reading } from "./ChaosClient.ts";
import { identityOf } from "./hooks.ts";

type Session = O2Feed["session"];
type AnyUpdate = DepthUpdate | TradeUpdate | OrderUpdate;

/** A book that is made of an iterator's updates. */
class Folded {
  readonly #sides = { bids: new Map<bigint, bigint>(), asks: new Map<bigint, bigint>() };
  #isReady = false;

  take({ view, changes }: DepthUpdate): void {
    if (view) for (const side of Object.values(this.#sides)) side.clear();
    this.#isReady ||= view !== undefined;
    const news = view ?? changes;
    for (const side of ["bids", "asks"] as const) {
      const levels = this.#sides[side];
      for (const { price, quantity } of news[side]) {
        const left = (levels.get(price) ?? 0n) + quantity;
        if (left === 0n) levels.delete(price);
        else levels.set(price, left);
      }
    }
  }

  get text(): string | undefined {
    const best = (side: "bids" | "asks", sign: 1 | -1) =>
      [...this.#sides[side]]
        .map(([price, quantity]) => ({ price, quantity }))
        .sort((a, b) => (a.price < b.price ? -sign : sign))
        .slice(0, LEVELS);
    return this.#isReady ? write.book({ bids: best("bids", -1), asks: best("asks", 1) }) : undefined;
  }
}

/** One iterator. */
class Iterator implements Reading {
  readonly iterator: number;
  readonly place: number;
  readonly over: Iterated;
  readonly arrived: ReadonlyMap<string, number>;
  readonly told = new Map<string, number>();
  readonly orders = new Map<string, string>();
  isOpen = true;
  failure: string | undefined;
  readonly #client: O2WebSocket;
  readonly #places: Places;
  readonly #venue: OnVenue;
  readonly #book = new Folded();
  readonly #stream: O2Stream<AnyUpdate>;

  constructor(of: Pick<Reading, "iterator" | "place" | "over" | "arrived">, session: Session, places: VenuePlaces) {
    this.iterator = of.iterator;
    this.place = of.place;
    this.over = of.over;
    this.arrived = of.arrived;
    this.#places = placesOn(places, of.over);
    this.#venue = { venue: of.over.venue };
    this.#client = new O2WebSocket(session);
    this.#stream = this.#open();
  }

  get epoch(): number | undefined {
    const { subscriptions } = this.#client.session;
    const { over } = this;
    if (over.channel === "orders") {
      // All identities share a subscription.
      const epochs = over.accounts.map((whose) =>
        subscriptions.epochOf({ channel: "orders", ...this.#venue, identity: identityOf(whose, this.#places) }),
      );
      return epochs.includes(undefined) ? undefined : epochs[0];
    }
    const market = this.#market(over.market);
    if (over.channel === "trades") return subscriptions.epochOf({ channel: "trades", ...this.#venue, market });
    return subscriptions.epochOf({ channel: "depth", ...this.#venue, market, precision: over.precision });
  }

  get text(): string | undefined {
    return this.#book.text;
  }

  /** Reads it until it ends. @param until ends it by itself after so many updates. */
  async read(until = Number.POSITIVE_INFINITY): Promise<void> {
    let count = 0;
    try {
      for await (const update of this.#stream) {
        this.#take(update);
        count += 1;
        if (count >= until) break;
      }
    } catch (error) {
      this.failure = String(error);
    }
    this.isOpen = false;
    this.#client.disconnect();
  }

  end(how: IteratorEnd): void {
    this.isOpen = false;
    const { over } = this;
    if (how === "return") void this.#stream.return();
    else if (how === "disconnect") this.#client.disconnect();
    else if (over.channel === "depth") this.#client.unsubscribeDepth(this.#market(over.market), this.#venue);
    else if (over.channel === "trades") this.#client.unsubscribeTrades(this.#market(over.market), this.#venue);
    else this.#client.unsubscribeOrders(this.#venue);
  }

  #market(place: number): string {
    return this.#places.markets[place] ?? "";
  }

  #open(): O2Stream<AnyUpdate> {
    const { over } = this;
    if (over.channel === "trades") return this.#client.streamTrades(this.#market(over.market), this.#venue);
    if (over.channel === "depth")
      return this.#client.streamDepth(this.#market(over.market), `1${"0".repeat(over.precision)}`, this.#venue);
    return this.#client.streamOrders(
      over.accounts.map((whose) => identityOf(whose, this.#places)),
      this.#venue,
    );
  }

  #take(update: AnyUpdate): void {
    if ("trades" in update)
      for (const { trade_id } of update.trades) this.told.set(trade_id, (this.told.get(trade_id) ?? 0) + 1);
    else if ("orders" in update)
      for (const order of update.orders) this.orders.set(order.order_id, write.orders([order]));
    else this.#book.take(update);
  }
}

interface TradesFrame {
  readonly action?: string;
  readonly turbo?: boolean;
  readonly trades?: readonly { readonly trade_id: string }[];
}

const bytes = new TextDecoder();

/** All iterators of one page. */
export class Iterators {
  readonly #places: VenuePlaces;
  readonly #all: Iterator[] = [];
  /** The number of times that each trade of each venue came over a session's connections. */
  readonly #arrived = new Map<Session, ReadonlyMap<OnVenue["venue"], Map<string, number>>>();

  constructor(places: VenuePlaces) {
    this.#places = places;
  }

  /** Counts the trades that come to a feed from now on. */
  watch({ session }: O2Feed): void {
    if (this.#arrived.has(session)) return;
    const arrived = new Map([undefined, "turbo" as const].map((venue) => [venue, new Map<string, number>()]));
    this.#arrived.set(session, arrived);
    session.tap((frame) => {
      const { venue, ids } = tradesOf(frame);
      const counts = arrived.get(venue);
      for (const id of ids) counts?.set(id, (counts.get(id) ?? 0) + 1);
    });
  }

  begin({ session }: O2Feed, of: Pick<Reading, "iterator" | "place" | "over">, until: number | undefined): void {
    this.end(of.iterator, "return");
    const one = new Iterator(
      { ...of, arrived: this.#arrived.get(session)?.get(of.over.venue) ?? new Map() },
      session,
      this.#places,
    );
    this.#all.push(one);
    void one.read(until);
  }

  end(iterator: number, how: IteratorEnd): void {
    for (const one of this.#all) if (one.isOpen && one.iterator === iterator) one.end(how);
  }

  get all(): readonly Reading[] {
    return this.#all;
  }
}

const NONE = { venue: undefined, ids: [] };

/** The trades that a frame tells, and of which venue they are. */
function tradesOf({ data, isSent }: WireFrame): OnVenue & { readonly ids: readonly string[] } {
  const text = data instanceof ArrayBuffer ? bytes.decode(data) : data;
  if (isSent || typeof text !== "string" || !text.includes('"subscribe_trades"')) return NONE;
  try {
    const { action, turbo, trades } = JSON.parse(text) as TradesFrame;
    if (action !== "subscribe_trades") return NONE;
    return { venue: turbo === true ? "turbo" : undefined, ids: (trades ?? []).map(({ trade_id }) => trade_id) };
  } catch {
    // The frame was cut off, so no client can read it.
    return NONE;
  }
}
