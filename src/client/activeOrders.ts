// The read of a market's active orders: the open ones with the trigger orders that wait on them, and those that wait on none.
import type { Order, TriggerOrder } from "./entities.ts";
import { O2RestError } from "./errors.ts";
import { order, trigger } from "./parseOrder.ts";
import { present } from "./restQueries.ts";
import { array, object, type Raw } from "./values.ts";

/** The open orders of a trade account in one market, and its trigger orders there that have no open parent; newest first. */
export interface ActiveOrders {
  /** Each with `active_trigger_orders`, unless the server leaves them out. */
  readonly orders: readonly Order[];
  readonly triggers: readonly TriggerOrder[];
}

/** The place in the list where a page begins; nothing for the first page. */
export type ActiveCursor = Readonly<Record<"start_timestamp" | "start_id" | "start_kind", string>> | undefined;

/** One page, and where the next one begins. */
export interface ActivePage extends ActiveOrders {
  readonly next: ActiveCursor;
}

/** Reads a page. `known`: the members that the answer names once, for all of its entries. @throws Malformed */
export function activePage(body: unknown, known: Raw): ActivePage {
  const answer = object(body, "the answer");
  const orders: Order[] = [];
  const triggers: TriggerOrder[] = [];
  for (const [index, entry] of array(answer.entries, "entries").entries()) {
    const at = `entries[${index}]`;
    const { kind, ...raw } = object(entry, at);
    const { account, owner: wallet, market_id } = known;
    // A trigger order has one member for whose it is.
    if (kind === "trigger") triggers.push(trigger({ market_id, owner: account ?? wallet, ...present(raw) }, at));
    else orders.push(order({ ...known, ...present(raw) }, at));
  }
  return { orders, triggers, next: cursorIn(answer) };
}

function cursorIn({ next_timestamp, next_id, next_kind }: Raw): ActiveCursor {
  if (next_timestamp == null || next_id == null || next_kind == null) return undefined;
  return { start_timestamp: String(next_timestamp), start_id: String(next_id), start_kind: String(next_kind) };
}

/**
 * Reads page after page. The first entry of one may be the last of the page before.
 * @throws O2RestError where a page that is not the last one has nothing new: the server knows the cursor by other names.
 */
export async function activePages(read: (cursor: ActiveCursor) => Promise<ActivePage>): Promise<ActiveOrders> {
  const orders = new Map<string, Order>();
  const triggers = new Map<string, TriggerOrder>();
  let cursor: ActiveCursor;
  do {
    const page = await read(cursor);
    const before = orders.size + triggers.size;
    for (const each of page.orders) orders.set(each.order_id, each);
    for (const each of page.triggers) triggers.set(each.order_id, each);
    if (page.next && orders.size + triggers.size === before)
      throw new O2RestError(
        "A page of the active orders has nothing that the page before it had not, and is not the last.",
      );
    cursor = page.next;
  } while (cursor);
  return { orders: [...orders.values()], triggers: [...triggers.values()] };
}
