// The orders of one identity, and down to which one they are whole in each market. Pure over what the stream told and evictions;
// pages of history and gap fills stand beside it. Knows nothing of REST, of time, or of the store.
import type { Order } from "../../client/entities.ts";
import { mergeOrders, placedAt, placedBy, upsertOrders } from "../merge.ts";

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
}

/** The floor where no page was read: of the closed orders only those are held that closed since the first fill. */
export const UNREAD: Floor = { at: Number.POSITIVE_INFINITY };

/** The floor where there is nothing older. */
export const END: Floor = { at: Number.NEGATIVE_INFINITY };

/** The most that a time in whole seconds may be before the true one, in milliseconds. */
const SECOND = 1_000;

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
};

/** Orders of which nothing is known but that they were true once: those of a seed. */
export function fromOrders(orders: readonly Order[]): HeldOrders {
  const held = { ...NO_ORDERS, orders, top: newestOf(orders, NO_ORDERS.top) };
  return { ...held, closings: withClosings(held, orders) };
}

/**
 * The stream told of orders. `isWhole`: nothing is missing before them. At most `limit` closed orders are kept, however they
 * were learnt of.
 */
export function withTold(
  held: HeldOrders,
  told: readonly Order[],
  { limit, isWhole }: { readonly limit: number; readonly isWhole: boolean },
): HeldOrders {
  const known = byId(held.orders);
  // All open orders are held. An open one that is not, and is older than one that was evicted, was evicted too: it is told late.
  const news = told.filter((order) => order.close || known.has(order.order_id) || placedAt(order) > held.line - SECOND);
  const orders = upsertOrders(held.orders, news, Number.POSITIVE_INFINITY);
  const top = isWhole ? newestOf(news, held.top) : held.top;
  if (orders === held.orders) return top === held.top ? held : { ...held, top };
  const ended = news.filter(({ order_id, close }) => close && !known.get(order_id)?.close);
  return evicted({ ...held, orders, top, floors: withMarkets(held, news), closings: withClosings(held, ended) }, limit);
}

/** Until a page is read, nothing older is shown of any market: one that was not known before is as whole as the others. */
function withMarkets({ floors, isFilled }: HeldOrders, told: readonly Order[]): HeldOrders["floors"] {
  const markets = told.map(({ market_id }) => market_id).filter((each) => each !== undefined && !(each in floors));
  if (!isFilled || markets.length === 0 || Object.values(floors).some(({ at }) => at !== UNREAD.at)) return floors;
  return { ...floors, ...Object.fromEntries(markets.map((market) => [market, UNREAD])) };
}

/** Whether all that {@link shownOrders} promises is there. */
export function isComplete({ orders, floors, isRead, isPartial }: HeldOrders): boolean {
  return isRead && !isPartial && orders.every(({ market_id }) => market_id === undefined || market_id in floors);
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

/** The newest `limit` closed orders are kept. Nothing is whole below the first that goes. */
export function evicted(held: HeldOrders, limit: number): HeldOrders {
  let closed = 0;
  const end = held.orders.findIndex(({ close }) => close && ++closed > limit);
  if (end < 0) return held;
  const isGone = ({ close }: Order, index: number): boolean => close && index >= end;
  const at = Math.max(...held.orders.filter(isGone).map(placedBy));
  const orders = held.orders.filter((order, index) => !isGone(order, index));
  const line = Math.max(held.line, at);
  const newer = new Set(orders.filter((order) => placedAt(order) > line).map(({ order_id }) => order_id));
  const floors = Object.entries(held.floors).map(([market, floor]) => [market, floor.at <= at ? { at } : floor]);
  return {
    ...held,
    orders,
    closings: new Set([...held.closings].filter((id) => newer.has(id))),
    floors: Object.fromEntries(floors),
    line,
  };
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

/** Orders by their ids. */
export function byId(orders: readonly Order[]): ReadonlyMap<string, Order> {
  return new Map(orders.map((order) => [order.order_id, order]));
}
