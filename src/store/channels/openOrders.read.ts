// The open orders of an identity, in one market or wherever they are.
import type { Identity, Order } from "../../client/entities.ts";
import { isRestError } from "../../client/errors.ts";
import type { Venue } from "../../client/protocol.ts";
import type { ReadOptions } from "../../client/request.ts";
import { ending, type O2Rest, PAGE } from "../../client/rest.ts";

/** All open orders, newest first. */
export async function openOrders(
  rest: O2Rest,
  asked: {
    readonly market?: string;
    readonly venue?: Venue | undefined;
    readonly identity: Identity;
  } & ReadOptions,
): Promise<readonly Order[]> {
  const found: Order[] = [];
  let page: readonly Order[];
  do {
    page = await rest.orders({ ...asked, isOpen: true, before: ending(found).at(-1) });
    found.push(...page);
  } while (page.length === PAGE.orders);
  return found;
}

/** The orders that were read; `undefined` where the server refuses for good. */
export async function orRefused<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isRestError(error) && !error.isTransient) return undefined;
    throw error;
  }
}
