// Joins what the stream and REST tell of an identity's fills in one market, each once, and says whether an order was filled further than
// they tell. Pure: knows nothing of REST, of time, or of the store.
import type { Fill, Identity, Order } from "../../client/entities.ts";
import { fillKeys, fillsOfOrder } from "../../client/fills.ts";
import { FillList, SECOND } from "./FillList.ts";
import { END, type MarketFills, type ToldOrder, UNREAD } from "./heldFills.ts";
import { quantityOf } from "./marketFills.ts";

/** REST may be behind the stream: what so many reads in a row do not know is taken as the stream told it. */
const TRIES = 6;

/** The most orders of a market that are remembered. */
const ORDERS = 1_000;

/** Fills of a market as REST gave them, newest first, without a hole between them. */
export interface FillPage {
  readonly fills: readonly Fill[];
  /** Whether there is nothing older. */
  readonly isEnd: boolean;
}

/** The stream told of an order. `before` is what was filled of it while nothing was missing, where that is known. */
export function withOrder(held: MarketFills, order: Order, identity: Identity, before?: bigint): MarketFills {
  const { order_id, quantity_fill: filled = 0n } = order;
  const known = held.orders[order_id];
  const listed = fillsOfOrder(order, identity);
  const list = new FillList(held.fills);
  // Older than all that was read: a page may bring it.
  const isOlder = ({ timestamp }: Fill): boolean => held.floor !== UNREAD && timestamp + SECOND <= held.floor;
  const fresh = listed.filter((fill) => !list.tell(fill) && !isOlder(fill));
  const fills = list.withTold(fresh);
  const isNews = !known || filled > known.filled;
  if (!isNews && fills === held.fills) return held;
  const told = isNews
    ? { filled, beyond: known?.beyond ?? beyondOf(order, { held, fills, before, listed }), tries: 0 }
    : known;
  const unread = Object.fromEntries(fresh.map((fill) => [fillKeys(fill)[0] ?? "", 0]));
  const { [order_id]: _, ...others } = held.orders;
  const orders = { ...newest(others), [order_id]: told };
  return checked({ ...held, fills, orders, unread: { ...held.unread, ...unread } }, [...held.behind, order_id]);
}

/** The part of an order that is older than the fills; `undefined` where that cannot be known. */
function beyondOf(
  { order_id, quantity_fill = 0n }: Order,
  told: {
    readonly held: MarketFills;
    readonly fills: readonly Fill[];
    readonly before: bigint | undefined;
    readonly listed: readonly Fill[];
  },
): bigint | undefined {
  const { held, fills, before, listed } = told;
  const all = listed.reduce((sum, { quantity }) => sum + quantity, 0n);
  // All of its matches are told.
  if (all >= quantity_fill) return atLeastNone(quantity_fill - quantityOf(fills, order_id));
  return before === undefined ? undefined : atLeastNone(before - quantityOf(held.fills, order_id));
}

/** A read from the newest fill back. `isJoined`: down to one that is held, so that there is no hole between them. */
export function withRead(held: MarketFills, page: FillPage, isJoined: boolean, limit: number): MarketFills {
  const oldest = page.fills.at(-1)?.timestamp ?? END;
  const floor = page.isEnd ? END : isJoined ? Math.min(held.floor, oldest) : oldest;
  return settled(held, new FillList(held.fills).withRead(page.fills, false), floor, limit);
}

/** A page of older fills was read, from the oldest that was read on. One that does not join what is held changes nothing. */
export function withPage(held: MarketFills, before: Fill | undefined, page: FillPage, limit: number): MarketFills {
  if (cursorOf(held)?.trade_id !== before?.trade_id) return held;
  const all = new FillList(held.fills).withRead(page.fills, true);
  const paged = held.paged + all.length - held.fills.length;
  const floor = page.isEnd ? END : (page.fills.at(-1)?.timestamp ?? END);
  return settled({ ...held, paged }, all, Math.min(held.floor, floor), limit);
}

/** The fill behind which the next page begins: the oldest that was read. */
export function cursorOf({ fills }: MarketFills): (Fill & { readonly trade_id: string }) | undefined {
  return fills.findLast((fill): fill is Fill & { readonly trade_id: string } => fill.trade_id !== undefined);
}

/** A read did not bring all that the stream told: after some of them it is taken as it was told. */
export function withTry(held: MarketFills): MarketFills {
  const unread: Record<string, number> = {};
  for (const [key, tries] of Object.entries(held.unread)) if (tries + 1 < TRIES) unread[key] = tries + 1;
  const orders = { ...held.orders };
  for (const id of held.behind) {
    const order = orders[id];
    if (!order) continue;
    const tries = order.tries + 1;
    const beyond = tries < TRIES ? order.beyond : atLeastNone(order.filled - quantityOf(held.fills, id));
    orders[id] = { ...order, tries, beyond };
  }
  return checked({ ...held, unread, orders }, held.behind);
}

/** The least number of reads that something was missed by; `undefined` where nothing is missed. */
export function triesOf({ unread, behind, orders }: MarketFills): number | undefined {
  const tries = [...Object.values(unread), ...behind.map((id) => orders[id]?.tries ?? 0)];
  return tries.length === 0 ? undefined : Math.min(...tries);
}

/** Other fills, down to a floor, of which at most `limit` are kept: what orders have beyond them is counted anew. */
function settled(held: MarketFills, all: readonly Fill[], floor: number, limit: number): MarketFills {
  const whole = all.filter(({ timestamp }) => timestamp >= floor);
  const fills = whole.slice(0, limit + held.paged);
  const end = fills.length < whole.length ? (fills.at(-1)?.timestamp ?? floor) : floor;
  const keys = new Set(fills.filter(({ trade_id }) => trade_id === undefined).flatMap(fillKeys));
  const unread = Object.fromEntries(Object.entries(held.unread).filter(([key]) => keys.has(key)));
  return checked({ ...held, fills, floor: end, unread, orders: moved(held, fills) }, held.behind);
}

/** The orders, once the fills reach less far back, or further. */
function moved({ fills: before, floor, orders }: MarketFills, fills: readonly Fill[]): MarketFills["orders"] {
  const [now, then] = [new FillList(fills), new FillList(before)];
  const gone = before.filter((fill) => !now.has(fill));
  const older = floor === UNREAD ? [] : fills.filter((fill) => fill.timestamp < floor && !then.has(fill));
  if (gone.length + older.length === 0) return orders;
  const next: Record<string, ToldOrder> = {};
  for (const [id, order] of Object.entries(orders)) {
    const change = quantityOf(gone, id) - quantityOf(older, id);
    next[id] = order.beyond === undefined ? order : { ...order, beyond: atLeastNone(order.beyond + change) };
  }
  return next;
}

/** Says which of some orders were filled further than the fills tell. */
function checked(held: MarketFills, ids: readonly string[]): MarketFills {
  const { fills, orders } = held;
  const isBehind = (id: string): boolean => {
    const { filled = 0n, beyond = 0n } = orders[id] ?? {};
    return filled > beyond + quantityOf(fills, id);
  };
  return { ...held, behind: [...new Set(ids)].filter(isBehind) };
}

/** Forgets the order that was told of first, where there are too many. */
function newest(orders: MarketFills["orders"]): MarketFills["orders"] {
  const all = Object.entries(orders);
  return all.length < ORDERS ? orders : Object.fromEntries(all.slice(1 - ORDERS));
}

function atLeastNone(quantity: bigint): bigint {
  return quantity > 0n ? quantity : 0n;
}
