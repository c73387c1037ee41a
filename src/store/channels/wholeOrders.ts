// The orders of one identity, and down to which one they are whole in each market. Pure over what the stream told and evictions;
// pages of history and gap fills stand beside it. Knows nothing of REST, of time, or of the store.
import type { Order } from "../../client/entities.ts";
import { placedAt, placedBy } from "../mergeOrders.ts";
import { upsertOrders } from "../upsertOrders.ts";
import { type HeldOrders, newestOf, UNREAD, withClosings } from "./heldOrders.ts";

/** The most that a time in whole seconds may be before the true one, in milliseconds. */
const SECOND = 1_000;

/** So many evicted orders are held at least while changes are wanted: more than close between two commits, but for those of one step. */
const LEFT = 100;

/**
 * The stream told of orders. `isWhole`: nothing is missing before them. At most `limit` closed orders are kept, however they
 * were learnt of. `isWanted`: their changes are wanted, also of those that are not kept.
 */
export function withTold(
  held: HeldOrders,
  told: readonly Order[],
  { limit, isWhole, isWanted }: { readonly limit: number; readonly isWhole: boolean; readonly isWanted?: boolean },
): HeldOrders {
  const known = byId(held.orders);
  // All open orders are held. An open one that is not, and is older than one that was evicted, was evicted too: it is told late.
  const news = told.filter((order) => order.close || known.has(order.order_id) || placedAt(order) > held.line - SECOND);
  const orders = upsertOrders(held.orders, news, Number.POSITIVE_INFINITY);
  const top = isWhole ? newestOf(news, held.top) : held.top;
  if (orders === held.orders) return top === held.top ? held : { ...held, top };
  const ended = news.filter(({ order_id, close }) => close && !known.get(order_id)?.close);
  const left = isWanted ? (held.left ?? []) : undefined;
  const floors = withMarkets(held, news);
  return evicted({ ...held, orders, top, floors, closings: withClosings(held, ended), left }, limit);
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

/** The newest `limit` closed orders are kept. Nothing is whole below the first that goes. */
export function evicted(held: HeldOrders, limit: number): HeldOrders {
  let closed = 0;
  const end = held.orders.findIndex(({ close }) => close && ++closed > limit);
  if (end < 0) return held;
  const isGone = ({ close }: Order, index: number): boolean => close && index >= end;
  const at = Math.max(...held.orders.filter(isGone).map(placedBy));
  const orders = held.orders.filter((order, index) => !isGone(order, index));
  const left = held.left && [...held.left.slice(-LEFT), ...held.orders.filter(isGone)];
  const line = Math.max(held.line, at);
  const newer = new Set(orders.filter((order) => placedAt(order) > line).map(({ order_id }) => order_id));
  const floors = Object.entries(held.floors).map(([market, floor]) => [market, floor.at <= at ? { at } : floor]);
  return {
    ...held,
    orders,
    closings: new Set([...held.closings].filter((id) => newer.has(id))),
    floors: Object.fromEntries(floors),
    line,
    left,
  };
}

/** Orders by their ids. */
export function byId(orders: readonly Order[]): ReadonlyMap<string, Order> {
  return new Map(orders.map((order) => [order.order_id, order]));
}
