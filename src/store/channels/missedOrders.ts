// Joins the orders that were read to fill a gap with those that are held. Pure: knows nothing of REST.
import type { Order } from "../../client/entities.ts";
import { placedAt } from "../mergeOrders.ts";
import { upsertOrders, withKnownLists } from "../upsertOrders.ts";
import { END, type Floor, type HeldOrders, newestOf, UNREAD, withClosings } from "./heldOrders.ts";
import { endOf, lacks, type Stretch, withIds, withStretch } from "./olderOrders.ts";
import { byId, evicted, withTold } from "./wholeOrders.ts";

/** The orders that were read to fill a gap. */
export interface FillRead {
  /** The open orders of all markets. */
  readonly open: readonly Order[];
  /** The markets whose open orders were read. */
  readonly markets: readonly string[];
  /** Read after the open ones, from a market's newest order back until {@link isEnough}. */
  readonly history: readonly Stretch[];
  /** The orders that the stream told since the subscription. */
  readonly told: readonly Order[];
  /** Whether all that was needed could be read. */
  readonly isRead: boolean;
}

/** An order may be told this long, in milliseconds, before one that was placed earlier: no silent link is trusted for longer. */
const SLACK = 10_000;

/** The most orders that are read to learn how those of a seed ended. */
const FAR = 2_000;

/** Held as open, but not listed as open any more, and not told of since: closed while nobody listened. */
export function goneOf(orders: readonly Order[], ...known: readonly (readonly Order[])[]): readonly Order[] {
  const ids = new Set(known.flat().map(({ order_id }) => order_id));
  return orders.filter(({ order_id, close }) => !close && !ids.has(order_id));
}

/** Whether a market's history tells all that was missed, with the ends of those that are `gone`. */
export function isEnough(
  { top, isFilled }: HeldOrders,
  { orders, isEnd }: Stretch,
  { gone, limit }: { readonly gone: readonly Order[]; readonly limit: number },
): boolean {
  const last = orders.at(-1);
  if (isEnd || !last) return true;
  const found = byId(orders);
  const isFound = gone.every(({ order_id }) => found.has(order_id));
  if (!isFilled) return isFound || orders.length >= FAR;
  // All that lies behind so many closed ones is evicted.
  return (isFound && placedAt(last) < top - SLACK) || orders.filter(({ close }) => close).length > limit;
}

/**
 * A gap was filled, with the `limit` by which the history was read. Orders that are gone, and that the history does not know
 * either, have ended somehow.
 */
export function withFill(held: HeldOrders, { history, ...read }: FillRead, limit: number): HeldOrders {
  const { markets, open, told } = read;
  const listed = {
    ...held,
    orders: upsertOrders(held.orders, withKnownLists(open, held.orders, { isWhole: false }), Number.POSITIVE_INFINITY),
    floors: floorsOf(held, markets),
  };
  const joined = history.reduce(withHistory, listed);
  const stillOpen = history.flatMap(({ orders }) => orders.filter(({ close }) => !close));
  const isProven = ({ market_id }: Order): boolean => market_id === undefined || markets.includes(market_id);
  const gone = byId(goneOf(joined.orders, open, stillOpen, told).filter(isProven));
  const orders = joined.orders.map((order) => (gone.has(order.order_id) ? { ...order, close: true } : order));
  const ended = orders.filter(({ order_id }) => gone.has(order_id));
  // An order behind a history that was read far enough is evicted, however it ended.
  const isBehind = ({ market_id, ...order }: Order): boolean =>
    held.isFilled && history.some((each) => each.market === market_id && placedAt(order) <= endOf(each).at);
  const isPartial =
    held.isPartial ||
    !ended.every(isBehind) ||
    history.some((each) => lacks(held.orders, { ...each, before: undefined }));
  const filled = {
    ...joined,
    orders,
    closings: withClosings(joined, ended),
    isFilled: true,
    isRead: read.isRead,
    isPartial,
  };
  const now = withTold(evicted(filled, limit), told, { limit, isWhole: true });
  return { ...now, top: newestOf(now.orders, held.top) };
}

/** Before the first fill nothing is known of any market's closed orders. */
function floorsOf({ isFilled, floors }: HeldOrders, markets: readonly string[]): Readonly<Record<string, Floor>> {
  return isFilled ? floors : Object.fromEntries(markets.map((market) => [market, UNREAD]));
}

/** A market's newest orders: those that were missed, and the ends of those that are held. */
function withHistory(held: HeldOrders, stretch: Stretch): HeldOrders {
  const { market } = stretch;
  const floor = held.floors[market];
  // If nothing at all was known, all is news.
  const isNew = !floor || held.top === END.at;
  const missing = held.top - SLACK;
  const since = isNew ? END.at : Math.min(missing, floor.at);
  // Evicted orders are not looked for, unless pages below them were read since.
  const from = (floor ?? UNREAD).at < held.line ? since : Math.max(since, held.line);
  const known = byId(held.orders);
  // Closed before anybody listened, or while nobody did.
  const isNews = (order: Order): boolean => held.isFilled && order.close && placedAt(order) > from;
  const news = stretch.orders.filter((order) => isNews(order) || known.has(order.order_id));
  // Some that were missed may be held already: a page of history was read meanwhile.
  const isMissed = (order: Order): boolean =>
    known.get(order.order_id)?.close === false || (!isNew && (!known.has(order.order_id) || placedAt(order) > missing));
  const end = endOf(stretch);
  // A first fill takes nothing of a history but the ends of those that are held.
  const isLower = held.isFilled && isNew && end.at <= (floor?.at ?? UNREAD.at);
  return {
    ...held,
    orders: withStretch(held.orders, news),
    floors: isLower ? { ...held.floors, [market]: withIds(end, byId(news)) } : held.floors,
    closings: withClosings(held, news.filter(isMissed)),
  };
}
