// Shared by the scenarios: the process that measures costs, the check of a feed against the exchange, and the end of a
// far end. It knows nothing of any one scenario.
import type { O2Feed, Trade } from "o2-react";
import type { BookSides } from "o2-react/client";
import type { FarEnd } from "../far/FarEnd.ts";
import { Remote } from "../far/Remote.ts";
import { until } from "../waiting.ts";
import { write } from "../write.ts";
import type { CostCommands } from "./costs.ts";
import type { Findings } from "./Findings.ts";

/** The far end of a scenario. */
export type Far = Remote<FarEnd>;

/** The factor between the small and the large case in which an update's cost is measured. */
export const TIMES = 100;

/** A process that measures costs and does nothing else. */
export function openCosts(): Remote<CostCommands> {
  return new Remote<CostCommands>(new URL("costs.ts", import.meta.url));
}

/**
 * A market's book.
 * @param levels number of best levels on each side; default all.
 */
export async function bookOf({ call }: Far, market: string, levels?: number, precision = 1): Promise<BookSides> {
  const { bids, asks } = await call.exchange.depth(market, precision);
  return { bids: bids.slice(0, levels), asks: asks.slice(0, levels) };
}

/** A market's newest trades, newest first. */
export async function tapeOf({ call }: Far, market: string, count: number): Promise<readonly Trade[]> {
  return (await call.exchange.trades(market)).slice(-count).reverse();
}

export function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

/** Number of slots of these kinds. */
export function countSlots(slots: readonly string[], ...kinds: readonly string[]): number {
  return slots.filter((slot) => kinds.includes(slot.slice(0, slot.indexOf(" ")))).length;
}

/** True when a feed shows a market's book and newest trades as live, and equal to the exchange's. */
export function showsMarket(feed: O2Feed, market: string, bookText: string, tapeText: string, newest: number): boolean {
  const { depth, trades } = feed.store.getState();
  const [book, tape] = [depth[`${market}:1`], trades[market]];
  if (!book?.isLive || !tape?.isLive || !book.data) return false;
  return write.book(book.data) === bookText && write.trades((tape.data ?? []).slice(0, newest)) === tapeText;
}

/** Waits, after all clients have left, until the server has noticed. Returns the number of connections left. */
export async function expectNoneLeft(far: Far, findings: Findings, what = "connections left"): Promise<void> {
  await until(async () => (await far.call.held()).connections === 0, 6_000);
  findings.exactly(what, (await far.call.held()).connections, 0);
}
