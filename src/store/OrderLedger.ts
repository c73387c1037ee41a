// The changes of own orders from one state of a store to the next, each once: an order's last told state is kept, so a state that comes
// again tells nothing. Knows nothing of components, nor of how the state came about.
import type { Order } from "../client/entities.ts";
import { type HeldOrders, heldOrders } from "./channels/heldOrders.ts";
import { newerOrder, newestOrderFirst, placedAt, placedBy } from "./mergeOrders.ts";
import type { Entry, O2State } from "./state.ts";
import { feedId, type OrdersTopic } from "./topics.ts";

/** A change of an own order. */
export interface OrderChange {
  /** The order in its newest state, in chain integers. */
  readonly order: Order;
  /** The state before, as far as it was known; `undefined` for an order that was not known. */
  readonly previous: Order | undefined;
  /** The quantity that was filled by this change, in chain integers of the base asset. */
  readonly filled: bigint;
  /** Whether it, or a part of it, happened while the connection did not tell: it was read afterwards. */
  readonly missed: boolean;
}

/** An identity's orders, and how far they were told. */
interface Followed {
  readonly topic: OrdersTopic & { readonly since: number };
  /** Whether the time was asked for; else it is that of the mount. */
  readonly isAsked: boolean;
  /** When it was first followed, by a clock that nobody sets. */
  readonly at: number;
  /** Changes of what was placed later are told from the first; `undefined` before it began. */
  since?: number;
  /** Each order that was placed later, and known when the changes began, was held then. In milliseconds since 1970. */
  known?: number;
  /** Whether that is by the exchange's clock. */
  isTimed?: boolean;
  gaps?: number;
  held?: HeldOrders;
}

/** So many orders are remembered at least that are not held any more: a page of history may bring them again. */
const REMEMBERED = 10_000;

/** An estimate of the exchange's clock that grows by so much more than time passes here, in milliseconds: the machine slept meanwhile. */
const SLEPT = 10_000;

/** The changes of some identities' orders. */
export class OrderLedger {
  readonly #told = new Map<string, Order>();
  #followed: readonly Followed[] = [];
  #most = 2 * REMEMBERED;

  /** Follows these from now on; those that were followed before go on. Gives the topics to hold. @param at when they were wanted first. */
  follow(topics: readonly OrdersTopic[], at: number = performance.now()): readonly OrdersTopic[] {
    const before = this.#followed;
    const mounted = Date.now() - (performance.now() - at);
    this.#followed = topics.map(
      (topic) =>
        before.find((each) => feedId(each.topic) === feedId(topic)) ?? {
          ...{ at, isAsked: topic.since !== undefined },
          topic: { ...topic, since: topic.since ?? mounted },
        },
    );
    // One that is followed again later begins anew.
    const gone = before.filter((each) => !this.#followed.includes(each));
    for (const { order_id } of gone.flatMap(allOf)) this.#told.delete(order_id);
    // Some are of a wallet and of its account.
    for (const order of gone.length > 0 ? this.#followed.flatMap(allOf) : []) this.#told.set(order.order_id, order);
    return this.#followed.map(({ topic }) => topic);
  }

  /** The changes since the last look, those of older orders first. @param time the exchange's, if it has said one, in milliseconds since 1970. */
  look({ orders }: O2State, time: number | undefined): readonly OrderChange[] {
    const changes = this.#followed.flatMap((each) => {
      const entry = orders[feedId(each.topic)];
      return entry ? this.#changesOf(each, entry, time) : [];
    });
    if (this.#told.size > this.#most) this.#forget();
    // Those of one moment are held newest first too.
    return changes.reverse().sort((a, b) => newestOrderFirst(b.order, a.order));
  }

  /** Forgets the orders that were told of first, but for those that are held. */
  #forget(): void {
    const held = new Set(this.#followed.flatMap(allOf).map(({ order_id }) => order_id));
    this.#most = held.size + 2 * REMEMBERED;
    for (const id of this.#told.keys()) {
      if (this.#told.size <= held.size + REMEMBERED) return;
      if (!held.has(id)) this.#told.delete(id);
    }
  }

  #changesOf(followed: Followed, entry: Entry<readonly Order[]>, time: number | undefined): readonly OrderChange[] {
    const held = heldOrders(entry);
    const isBegun = followed.since !== undefined;
    // Looked up each time: the exchange may have said its time since.
    const since = sinceOf(followed, time);
    if (!isBegun && !mayBegin(followed, entry, held)) return [];
    const missed = !entry.isLive || held.gaps !== followed.gaps;
    if (entry.isLive) followed.gaps = held.gaps;
    if (held === followed.held) return [];
    followed.since = since;
    followed.known ??= Math.max(held.since ?? Number.POSITIVE_INFINITY, held.line);
    followed.isTimed = time !== undefined;
    followed.held = held;
    return allOf(followed).flatMap((order) => {
      const previous = this.#told.get(order.order_id);
      const known =
        previous ??
        (isBegun ? laterBase(order, held, followed, { since, missed }) : firstBase(order, held, followed, since));
      const next = known ? newerOrder(known, order) : order;
      const filled = fillOf(next) - fillOf(known);
      this.#told.set(order.order_id, next);
      const isNews = !known || filled > 0n || (next.close && !known.close) || (next.cancel && !known.cancel);
      return isNews ? [{ order: next, previous, filled, missed }] : [];
    });
  }
}

/** The moment that news begins: the one that was asked for, or that of the mount by the exchange's clock, by ours until it has said its time. */
function sinceOf({ isAsked, topic, at, since, isTimed }: Followed, time: number | undefined): number {
  if (isAsked || time === undefined) return topic.since;
  const mounted = time - (performance.now() - at);
  // The time that passes stood still while the machine slept, so that the mount seems later than it was.
  return isTimed && since !== undefined && mounted > since + SLEPT ? since : mounted;
}

/** Whether nothing is missing, nor of the time that was asked for, which has to be read first. Without REST nothing is. */
function mayBegin({ isAsked, topic }: Followed, { isLive }: Entry<unknown>, { since = 0 }: HeldOrders): boolean {
  return isLive && (!isAsked || since <= topic.since);
}

/** The state of an order up to which nothing is news, by the first whole state; `undefined` where all of it is. */
function firstBase(
  order: Order,
  { filledSince }: HeldOrders,
  { isAsked, at }: Followed,
  since: number,
): Order | undefined {
  // All that is known at the mount itself was before it.
  if (!isAsked && performance.now() === at) return order;
  if (placedAt(order) > since) return undefined;
  const read = filledSince && since <= filledSince.at ? filledSince.orders.get(order.order_id) : undefined;
  const later = read?.fills.filter(({ timestamp }) => timestamp > since) ?? [];
  if (!read || later.length === 0) return order;
  const before = later.reduce((left, { quantity }) => left - quantity, read.quantity);
  return { ...order, quantity_fill: before, close: false, cancel: false };
}

/**
 * The same of an order that is seen for the first time later. Those that were known at the beginning were told then, but others were on the
 * way: the stream, or a read, tells how such a one ended. A page of history and a filled gap bring older ends, too, which are no news.
 */
function laterBase(
  order: Order,
  { isFilled, closings }: HeldOrders,
  { known = Number.POSITIVE_INFINITY }: Followed,
  { since, missed }: { readonly since: number; readonly missed: boolean },
): Order | undefined {
  if (placedBy(order) > since) return undefined;
  if (!isFilled) return { ...order, close: false, cancel: false };
  const isNews =
    !order.close || placedBy(order) === since || placedAt(order) > known || (!missed && closings.has(order.order_id));
  return isNews ? undefined : order;
}

function fillOf(order: Order | undefined): bigint {
  return order?.quantity_fill ?? 0n;
}

function allOf({ held }: Followed): readonly Order[] {
  return [...(held?.left ?? []), ...(held?.orders ?? [])];
}
