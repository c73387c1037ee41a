// Merges the stream's trades, orders, balances and nonces into those that are held. Pure; same content, same reference.
import type { Balance, Order, Trade } from "../client/entities.ts";
import { fromSeconds } from "../client/values.ts";
import { equal } from "./equal.ts";

/** Trades as a frame has them, oldest first, turned round: in the order in which they are held and REST gives them. */
export function newestFirst(told: readonly Trade[]): Trade[] {
  return [...told].reverse();
}

/**
 * The held trades and those of `said` that are not held yet, each id once, at most `limit`. All lists are newest first. Within
 * a millisecond the server's order is kept, for an id does not tell when a trade was made: a new trade keeps its place
 * between the known ones of `said`, and one without a known one before it counts as newer than what is held.
 */
export function addTrades(held: readonly Trade[], said: readonly Trade[], limit: number): readonly Trade[] {
  const fresh = freshTrades(held, said).sort(newestTradeFirst);
  if (fresh.length === 0) return held;
  if (fresh.length < said.length) return joined(held, said, new Set(fresh)).slice(0, limit);
  const all = [...fresh, ...held];
  const [newest] = held;
  // As a rule new trades are newer; only a late one costs a sort.
  if (newest && newestTradeFirst(fresh.at(-1) as Trade, newest) > 0) all.sort(newestTradeFirst);
  return all.slice(0, limit);
}

/** Two lists that overlap: each trade they share holds those before and behind it apart. */
function joined(held: readonly Trade[], said: readonly Trade[], fresh: Set<Trade>): Trade[] {
  const indices = new Map(held.map((trade, index) => [tradeKey(trade), index]));
  const all: Trade[] = [];
  let waiting: Trade[] = [];
  let next = 0;
  for (const trade of said) {
    const index = indices.get(tradeKey(trade)) ?? -1;
    if (fresh.delete(trade)) waiting.push(trade);
    // One that `said` has in another place than the held list stays where it is held.
    if (index < next) continue;
    all.push(...waiting, ...held.slice(next, index + 1));
    waiting = [];
    next = index + 1;
  }
  return [...all, ...waiting, ...held.slice(next)].sort(newestTradeFirst);
}

/** The trades that are not held yet, each once, in the order in which they were said. */
export function freshTrades(held: readonly Trade[], said: readonly Trade[]): Trade[] {
  const fresh = new Map<string, Trade>();
  const endings = new Set<number>();
  for (const trade of said) {
    const key = tradeKey(trade);
    if (!fresh.has(key)) fresh.set(key, trade);
    endings.add(endingOf(trade));
  }
  // By its id alone: said again, a trade may bear another time. Hundreds are held where one is said: only ids that end alike
  // are compared whole.
  for (const trade of held) if (endings.has(endingOf(trade))) fresh.delete(tradeKey(trade));
  return [...fresh.values()];
}

/** The common part of two spellings of one trade's id: the stream and REST need not agree on `0x` and on case. */
export function tradeKey({ trade_id }: Trade): string {
  return trade_id.toLowerCase().replaceAll("0x", "");
}

/** The last three characters of a trade's id, whatever their case, as a number. */
function endingOf({ trade_id }: Trade): number {
  const end = trade_id.length;
  const code = (place: number): number => trade_id.charCodeAt(place) | 32;
  return (code(end - 1) << 16) | (code(end - 2) << 8) | code(end - 3);
}

/**
 * Each order in its newest state, newest first; of the closed ones at most `closedLimit`. Among orders placed in the
 * same millisecond those said later come first, and those said together in the order in which they were said.
 */
export function upsertOrders(held: readonly Order[], said: readonly Order[], closedLimit: number): readonly Order[] {
  const fresh = new Map(said.map((order) => [order.order_id, order]));
  const now = [...held];
  let isSame = true;
  // Thousands may be held where one is said: the search ends with it.
  for (let index = 0; index < held.length && fresh.size > 0; index += 1) {
    const order = held[index] as Order;
    const next = fresh.get(order.order_id);
    if (!next) continue;
    fresh.delete(order.order_id);
    const newer = newerOrder(order, next);
    if (equal(order, newer)) continue;
    now[index] = newer;
    isSame = false;
  }
  if (isSame && fresh.size === 0) return held;
  // None moves for a fill: when an order was placed never changes.
  const all = fresh.size > 0 ? [...fresh.values(), ...now].sort(newestOrderFirst) : now;
  let closed = 0;
  const end = all.findIndex(({ close }) => close && ++closed > closedLimit);
  return end < 0 ? all : all.filter(({ close }, index) => !close || index < end);
}

/** The further of two states of one order: an order that has ended stays ended, and what was filled stays filled. */
export function newerOrder(held: Order, said: Order): Order {
  const isLess = (said.quantity_fill ?? 0n) < (held.quantity_fill ?? 0n);
  if (held.close ? !said.close || isLess : !said.close && isLess) return held;
  return isLess ? { ...said, ...fillOf(held) } : said;
}

function fillOf({ quantity_fill, price_fill, partially_filled }: Order): Partial<Order> {
  return {
    ...(quantity_fill !== undefined && { quantity_fill }),
    ...(price_fill !== undefined && { price_fill }),
    ...(partially_filled !== undefined && { partially_filled }),
  };
}

/** The orders of several identities, newest first, each once: an order can belong to its account and to the owner's wallet. */
export function mergeOrders([first = [], ...others]: readonly (readonly Order[])[]): readonly Order[] {
  return others.reduce((all, list) => upsertOrders(all, list, Number.POSITIVE_INFINITY), first);
}

/** Each asset in its newest state, in the order in which the assets were first heard of. */
export function upsertBalances(held: readonly Balance[], said: readonly Balance[]): readonly Balance[] {
  const balances = new Map(held.map((balance) => [balance.asset_id, balance]));
  let isSame = true;
  for (const balance of said) {
    if (equal(balances.get(balance.asset_id), balance)) continue;
    balances.set(balance.asset_id, balance);
    isSame = false;
  }
  return isSame ? held : [...balances.values()];
}

/** A nonce never goes back. */
export function newerNonce(held: bigint | undefined, said: bigint): bigint {
  return held !== undefined && held > said ? held : said;
}

/** The order of trades by time. Sorting by it keeps the order of those that share a millisecond. */
export function newestTradeFirst(a: Trade, b: Trade): number {
  return b.timestamp - a.timestamp;
}

/** The order of orders by the time at which they were placed. Sorting by it keeps the order of those that share a millisecond. */
export function newestOrderFirst(a: Order, b: Order): number {
  return placedAt(b) - placedAt(a);
}

/** When an order was placed, in milliseconds: the server says seconds or milliseconds, as numbers or text, or dates as text. */
export function placedAt({ timestamp }: Order): number {
  const number = Number(timestamp);
  return Number.isNaN(number) ? Date.parse(String(timestamp)) || 0 : fromSeconds(number);
}

/** The latest that an order may have been placed, in milliseconds: seconds tell it to the second. */
export function placedBy(order: Order): number {
  const placed = placedAt(order);
  return Number(order.timestamp) === placed / 1_000 ? placed + 999 : placed;
}
