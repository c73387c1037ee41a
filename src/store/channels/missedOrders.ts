// Joins the orders that were read to fill a gap with those that are held. Pure: knows nothing of REST.
import type { Order } from "../../client/entities.ts";
import { placedAt, placedBy } from "../mergeOrders.ts";
import { upsertOrders, withKnownLists } from "../upsertOrders.ts";
import { END, type FilledSince, type Floor, type HeldOrders, newestOf, UNREAD, withClosings } from "./heldOrders.ts";
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
  /** When it was read, by the exchange's time, in milliseconds since 1970. */
  readonly readAt?: number;
  /** Since when the changes of orders are wanted, if they are: it was read back to there, or is known from there on. */
  readonly wanted?: Wanted | undefined;
}

/** The changes of orders that are wanted. */
interface Wanted {
  /** In milliseconds since 1970. */
  readonly since: number;
  /** The fills since then, where own trades were read. */
  readonly filled?: FilledSince | undefined;
}

/** An order may be told this long, in milliseconds, before one that was placed earlier: no silent link is trusted for longer. */
export const SLACK = 10_000;

/** The most orders that are read to learn how those of a seed ended, or those whose changes are wanted. */
export const FAR = 2_000;

/** Whether a market's history was read back to a time, and as far before it as an order may be told late. */
export function reaches({ orders, isEnd }: Stretch, time: number): boolean {
  const last = orders.at(-1);
  return isEnd || !last || placedAt(last) < time - SLACK;
}

/** Back to where a market's history is to be read for the changes that are wanted since a time. */
export function wantedFrom({ since = Number.POSITIVE_INFINITY, top }: HeldOrders, wanted: number): number {
  return wanted < since ? wanted : Math.max(since, top);
}

/** Held as open, but not listed as open any more, and not told of since: closed while nobody listened. */
export function goneOf(orders: readonly Order[], ...known: readonly (readonly Order[])[]): readonly Order[] {
  const ids = new Set(known.flat().map(({ order_id }) => order_id));
  return orders.filter(({ order_id, close }) => !close && !ids.has(order_id));
}

/** Whether a market's history tells all that was missed, with the ends of those that are `gone`. */
export function isEnough(
  { top, isFilled }: HeldOrders,
  { orders, isEnd }: Stretch,
  { gone, limit }: { readonly gone: readonly Pick<Order, "order_id">[]; readonly limit: number },
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
  const { markets, open, told, wanted, readAt } = read;
  const listed = {
    ...held,
    left: wanted && (held.left ?? []),
    orders: upsertOrders(held.orders, withKnownLists(open, held.orders, { isWhole: false }), Number.POSITIVE_INFINITY),
    floors: floorsOf(held, markets),
  };
  const joined = history.reduce<HeldOrders>((next, each) => withHistory(next, each, wanted), listed);
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
    gaps: held.gaps + 1,
    since: wanted ? Math.min(wanted.since, held.since ?? wanted.since) : readAt,
    filledSince: wanted && (wanted.filled ?? held.filledSince),
  };
  const now = withTold(evicted(filled, limit), told, { limit, isWhole: true, isWanted: wanted !== undefined });
  return { ...now, top: newestOf(now.orders, held.top) };
}

/** Before the first fill nothing is known of any market's closed orders. */
function floorsOf({ isFilled, floors }: HeldOrders, markets: readonly string[]): Readonly<Record<string, Floor>> {
  return isFilled ? floors : Object.fromEntries(markets.map((market) => [market, UNREAD]));
}

/** A market's newest orders: those that were missed, and the ends of those that are held. */
function withHistory(held: HeldOrders, stretch: Stretch, wanted: Wanted | undefined): HeldOrders {
  const { market } = stretch;
  const floor = held.floors[market];
  // If nothing at all was known, all is news.
  const isNew = !floor || held.top === END.at;
  const missing = held.top - SLACK;
  const since = isNew ? END.at : Math.min(missing, floor.at);
  // Evicted orders are not looked for, unless pages below them were read since.
  const from = (floor ?? UNREAD).at < held.line ? since : Math.max(since, held.line);
  const known = byId(held.orders);
  // Read further back than before, for the changes that are wanted.
  const isDeeper = wanted !== undefined && wanted.since < (held.since ?? Number.POSITIVE_INFINITY);
  const isWanted = (order: Order): boolean =>
    isDeeper && (placedBy(order) > wanted.since || wanted.filled?.orders.has(order.order_id) === true);
  // Closed before anybody listened, or while nobody did.
  const isNews = (order: Order): boolean =>
    order.close && ((held.isFilled && placedAt(order) > (wanted ? since : from)) || isWanted(order));
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
