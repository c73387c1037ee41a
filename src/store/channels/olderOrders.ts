// Joins a page of history with the orders that are held, and says where the next page begins. Pure: knows nothing of REST.
import type { Order } from "../../client/entities.ts";
import { newerOrder, newestOrderFirst, placedAt, placedBy } from "../mergeOrders.ts";
import { withKnownLists } from "../upsertOrders.ts";
import { END, type Floor, type HeldOrders, isAbove, UNREAD, withClosings } from "./heldOrders.ts";
import { byId, evicted } from "./wholeOrders.ts";

/** Orders of a market in the order in which the server gave them, newest first, without a hole between them. */
export interface Stretch {
  readonly market: string;
  readonly orders: readonly Order[];
  /** Whether there is nothing older. */
  readonly isEnd: boolean;
}

/** One page of a market's history. */
export interface Page extends Stretch {
  /** The order behind which it begins, as {@link cursorOf} gave it. */
  readonly before: Order | undefined;
}

/** A page of history was read. One whose beginning was evicted meanwhile does not join what is held, and changes nothing. */
export function withPage(held: HeldOrders, page: Page, limit: number): HeldOrders {
  const { market, before } = page;
  const floor = floorOf(held, market);
  if (before && !covered(held, market).some(({ order_id }) => order_id === before.order_id)) return held;
  const known = byId(held.orders);
  // Closed and evicted while the page was read, which has it as open still: how it ended, the next page tells.
  const isStale = (order: Order): boolean => !order.close && !known.has(order.order_id) && placedAt(order) <= held.line;
  const stale = page.orders.find(isStale);
  const found = page.orders.filter((order) => order.close || known.has(order.order_id));
  const orders = withStretch(held.orders, before ? [before, ...found] : found);
  const end = stale ? { at: placedBy(stale) } : endOf(page);
  const above = byId([...covered(held, market), ...(stale ? [] : found)]);
  const joined: HeldOrders = {
    ...held,
    orders,
    floors: { ...held.floors, [market]: withIds({ ...end, at: Math.min(end.at, floor.at) }, above) },
    closings: withClosings(
      held,
      found.filter(({ order_id }) => known.get(order_id)?.close === false),
    ),
    isPartial: held.isPartial || lacks(held.orders, page),
  };
  return evicted(joined, limit);
}

/** The order behind which a market's next page begins, as all newer ones are held; `undefined` for the newest page. */
export function cursorOf(held: HeldOrders, market: string): Order | undefined {
  const { id } = floorOf(held, market);
  const above = covered(held, market);
  return above.find(({ order_id }) => order_id === id) ?? above.at(-1);
}

/** A market's floor. */
export function floorOf({ floors }: HeldOrders, market: string): Floor {
  return floors[market] ?? UNREAD;
}

/** The end of a stretch. */
export function endOf({ orders, isEnd }: Stretch): Floor {
  const last = orders.at(-1);
  return isEnd || !last ? END : { at: placedBy(last), id: last.order_id };
}

/** A floor with those of some orders above it that its time alone does not put there. */
export function withIds(floor: Floor, above: ReadonlyMap<string, Order>): Floor {
  const ids = [...above.values()].filter((order) => placedAt(order) <= floor.at).map(({ order_id }) => order_id);
  return { ...floor, ids: new Set(ids) };
}

/** The held orders with some of a stretch. Those that are held stay in their places, and the others between them. */
export function withStretch(held: readonly Order[], stretch: readonly Order[]): readonly Order[] {
  const known = byId(held);
  const found = byId(withKnownLists(stretch, held, { isWhole: true }));
  const first: Order[] = [];
  const behind = new Map<string, Order[]>();
  let last: Order | undefined;
  for (const order of stretch) {
    if (known.has(order.order_id)) last = order;
    else if (!last || placedAt(last) !== placedAt(order)) first.push(order);
    else behind.set(last.order_id, [...(behind.get(last.order_id) ?? []), order]);
  }
  const others = held.flatMap((order) => {
    const next = found.get(order.order_id);
    return [next ? newerOrder(order, next) : order, ...(behind.get(order.order_id) ?? [])];
  });
  return [...first, ...others].sort(newestOrderFirst);
}

/** Whether a stretch lacks an order that ended, and that the server must have had when it gave a newer one. */
export function lacks(held: readonly Order[], { market, before, orders, isEnd }: Page): boolean {
  const first = before ?? orders[0];
  if (!first) return false;
  const newest = placedAt(first);
  const oldest = endOf({ market, orders, isEnd }).at;
  const found = byId(orders);
  return held.some((order) => {
    const isBetween = placedBy(order) < newest && placedAt(order) > oldest;
    return order.close && order.market_id === market && isBetween && !found.has(order.order_id);
  });
}

/** A market's orders at or above its floor. */
function covered(held: HeldOrders, market: string): readonly Order[] {
  const floor = floorOf(held, market);
  return held.orders.filter((order) => order.market_id === market && isAbove(order, floor));
}
