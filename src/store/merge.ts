// Merges the stream's trades, orders, balances and nonces into those that are held. Pure; same content, same reference.
import type { Balance, Trade } from "../client/entities.ts";
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
