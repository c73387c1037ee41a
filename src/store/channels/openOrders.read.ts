// The open orders of an identity, in one market or wherever they are, and the trigger orders beside them.
import type { Identity, Order, TriggerOrder } from "../../client/entities.ts";
import { isRestError } from "../../client/errors.ts";
import type { Venue } from "../../client/protocol.ts";
import type { ReadOptions } from "../../client/request.ts";
import { ending, type O2Rest } from "../../client/rest.ts";
import { PAGE } from "../../client/restQueries.ts";
import type { TradeAccountId } from "./wallets.read.ts";

interface Asked extends ReadOptions {
  readonly market?: string;
  readonly venue?: Venue | undefined;
  readonly identity: Identity;
}

/** All open orders, newest first. */
export async function openOrders(rest: O2Rest, asked: Asked): Promise<readonly Order[]> {
  const found: Order[] = [];
  let page: readonly Order[];
  do {
    page = await rest.orders({ ...asked, isOpen: true, before: ending(found).at(-1) });
    found.push(...page);
  } while (page.length === PAGE.orders);
  return found;
}

/** The open orders in a market. */
export interface OpenIn {
  readonly orders: readonly Order[];
  /** The trigger orders without an open parent; `undefined` where the server does not tell them. */
  readonly triggers: readonly TriggerOrder[] | undefined;
}

/**
 * The open orders of a market with their trigger orders, by the read that tells both; by that of orders alone where there is no account
 * to ask for, or where the server refuses for good: `found` remembers that, so that it is not asked in each market.
 */
export async function openIn(
  rest: O2Rest,
  { account, ...asked }: Asked & { readonly market: string; readonly account: TradeAccountId | undefined },
  found: Map<string, unknown>,
): Promise<OpenIn> {
  if (account && !found.has(REFUSED)) {
    const active = await orRefused(rest.activeOrders({ ...asked, identity: account }));
    if (active) return active;
    found.set(REFUSED, true);
  }
  return { orders: await openOrders(rest, asked), triggers: undefined };
}

/** The key under which a refusal is remembered. Whoever begins a new try deletes it, for it may have been a moment's. */
export const REFUSED = "no active orders";

/** The orders that were read; `undefined` where the server refuses for good. */
export async function orRefused<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isRestError(error) && !error.isTransient) return undefined;
    throw error;
  }
}
