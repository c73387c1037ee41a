// The orders of one identity as they are held, and those of several that may be shown: none below a hole. Pure.
import type { Order } from "../../client/entities.ts";
import { mergeOrders, placedAt } from "../mergeOrders.ts";
import { EMPTY_ENTRY, type Entry } from "../state.ts";

/** A market's watermark: what is held down to it. */
export interface Floor {
  /** Each order placed later is held. In milliseconds since 1970. */
  readonly at: number;
  /** The order behind which the next page begins, where a page ended here. */
  readonly id?: string | undefined;
  /** Those that are above it too, of the orders that were not placed later: some share its moment. */
  readonly ids?: ReadonlySet<string> | undefined;
}

/** The orders of one identity, as plain data. */
export interface HeldOrders {
  /** Newest first. All open ones are among them once the first gap was filled. */
  readonly orders: readonly Order[];
  /** By market. A market that is not among them was in no list when the last gap was filled. */
  readonly floors: Readonly<Record<string, Floor>>;
  /** The ids of those that closed since the first fill: they are shown wherever the floors are. */
  readonly closings: ReadonlySet<string>;
  /** When the newest order was placed that was known while nothing was missing, in milliseconds since 1970. */
  readonly top: number;
  /** When the newest closed order was placed that was evicted, in milliseconds since 1970. */
  readonly line: number;
  /** Whether a gap was filled. */
  readonly isFilled: boolean;
  /** Whether the last fill could read all that it needed. */
  readonly isRead: boolean;
  /** Whether the server's history was seen to leave orders out. */
  readonly isPartial: boolean;
  /** The number of gaps that were filled: what a change came with may have been missed if it grew. */
  readonly gaps: number;
  /** All that closed since then was read or told: the last fill, or where the changes of orders are wanted from. In milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Only while the changes of orders are wanted: orders that were evicted lately, perhaps before anybody saw how they ended. */
  readonly left?: readonly Order[] | undefined;
  /** Only after a read back to `since` that was long after it: what was filled in between. */
  readonly filledSince?: FilledSince | undefined;
}

/** The own trades since a time, as far as it takes to tell what was filled of an order before any later one. */
export interface FilledSince {
  /** When they were read, in milliseconds since 1970. */
  readonly at: number;
  /** By order id, what was filled of it in all when they were read, and its own fills. */
  readonly orders: ReadonlyMap<string, { readonly quantity: bigint; readonly fills: readonly FilledAt[] }>;
}

/** A fill. */
export interface FilledAt {
  /** In milliseconds since 1970. */
  readonly timestamp: number;
  readonly quantity: bigint;
}

/** The floor where no page was read: of the closed orders only those are held that closed since the first fill. */
export const UNREAD: Floor = { at: Number.POSITIVE_INFINITY };

/** The floor where there is nothing older. */
export const END: Floor = { at: Number.NEGATIVE_INFINITY };

/** Nothing is known. */
export const NO_ORDERS: HeldOrders = {
  orders: [],
  floors: {},
  closings: new Set(),
  top: Number.NEGATIVE_INFINITY,
  line: Number.NEGATIVE_INFINITY,
  isFilled: false,
  isRead: false,
  isPartial: false,
  gaps: 0,
};

/** Orders of which nothing is known but that they were true once: those of a seed. */
export function fromOrders(orders: readonly Order[]): HeldOrders {
  const held = { ...NO_ORDERS, orders, top: newestOf(orders, NO_ORDERS.top) };
  return { ...held, closings: withClosings(held, orders) };
}

/**
 * The orders of some identities that may be shown as whole, in one market or in all, newest first: the open orders, those that closed since
 * the first fill, and of the older ones those down to the highest floor. Below an evicted order no closed one is shown.
 */
export function shownOrders(lists: readonly HeldOrders[], market?: string): readonly Order[] {
  const floors = lists.flatMap((held) =>
    floorsOf(held, market).map(([each, floor]) => ({ held, market: each, floor })),
  );
  const [highest, next] = floors.sort((a, b) => b.floor.at - a.floor.at);
  const shown = lists.map((held) => {
    const isIn = (order: Order): boolean => {
      const isOwn = highest?.held === held && highest.market === order.market_id;
      const others = (isOwn ? next : highest)?.floor.at ?? END.at;
      const own = held.floors[order.market_id ?? ""] ?? END;
      return placedAt(order) > others && isAbove(order, own);
    };
    const own = held.orders.filter(
      (order) =>
        (market === undefined || order.market_id === market) &&
        (!order.close || held.closings.has(order.order_id) || isIn(order)),
    );
    return own.length === held.orders.length ? held.orders : own;
  });
  return mergeOrders(shown);
}

function floorsOf({ floors }: HeldOrders, market: string | undefined): [string, Floor][] {
  return Object.entries(floors).filter(([each]) => market === undefined || each === market);
}

/** Whether an order of a market is at or above its floor. */
export function isAbove(order: Order, { at, ids }: Floor): boolean {
  return placedAt(order) > at || ids?.has(order.order_id) === true;
}

/** The closings, with those of some orders that are closed. One older than what was evicted would be shown below a hole. */
export function withClosings({ closings, line }: HeldOrders, orders: readonly Order[]): ReadonlySet<string> {
  const ids = orders.filter((order) => order.close && placedAt(order) > line).map(({ order_id }) => order_id);
  return ids.length === 0 ? closings : new Set([...closings, ...ids]);
}

/** When the newest of some orders was placed, or `least`, if that is later. */
export function newestOf(orders: readonly Order[], least: number): number {
  return orders.reduce((newest, order) => Math.max(newest, placedAt(order)), least);
}

/** All that is held of an identity's orders. */
export function heldOrders({ held, data = [] }: Entry<readonly Order[]> = EMPTY_ENTRY): HeldOrders {
  return held ?? fromOrders(data);
}
