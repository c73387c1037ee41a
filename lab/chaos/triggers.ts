// The trigger orders of an account as text: the exchange's own, and those that a client shows. Pure.
import type { Order, TriggerOrder } from "o2-react";
import type { Account, SimulatedVenue } from "o2-react/testing";

/** The first word of a list that may be incomplete. */
const PARTIAL = "partial";

interface Written {
  readonly order_id: string;
  readonly side: string;
  readonly trigger_price: bigint;
}

/** The trigger orders that an exchange has. */
export function triggersAt(venue: SimulatedVenue, account: Account): string {
  const open = new Set(venue.orders(account, { open: true }).map(({ order_id }) => order_id));
  const waiting = venue.triggerOrders(account, { active: true });
  return list(waiting.map((each) => line(each, each.parent_order_id && open.has(each.parent_order_id))));
}

/** Those that a client shows: on its open orders, and beside them. */
export function triggersShown(orders: readonly Order[], alone: readonly TriggerOrder[], isComplete: boolean): string {
  const attached = orders.flatMap(({ active_trigger_orders: own = [] }) => own.map((each) => line(each, true)));
  const shown = list([...attached, ...alone.map((each) => line(each, false))]);
  const isAll = isComplete && orders.every((order) => order.active_trigger_orders);
  return isAll ? shown : `${PARTIAL} ${shown}`;
}

/** True when a list says that some may be missing. */
export function isPartial(shown: string): boolean {
  return shown.startsWith(PARTIAL);
}

/** True when a client may show this list while the exchange has that one. */
export function isTriggersOf(shown: string, had: string): boolean {
  if (!isPartial(shown)) return shown === had;
  const all = new Set(had.split(" "));
  const some = shown.split(" ").slice(1);
  return some.every((each) => each === "" || all.has(each));
}

const line = ({ order_id, side, trigger_price }: Written, isAttached: unknown): string =>
  `${order_id.slice(0, 14)}:${side.toLowerCase()}@${trigger_price}${isAttached ? ":attached" : ""}`;

const list = (lines: readonly string[]): string => [...lines].sort().join(" ");
