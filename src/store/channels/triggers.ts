// The trigger orders of one identity that have no open parent. Pure: knows nothing of REST.
import type { Order, TriggerOrder } from "../../client/entities.ts";
import { isTrigger, type OrderNews } from "../../client/orderNews.ts";
import { isSame, share } from "../equal.ts";
import { byId } from "./wholeOrders.ts";

/** The trigger orders without an open parent. */
export interface StandaloneTriggers {
  readonly list: readonly TriggerOrder[];
  /** Whether there are no others: they were read over REST, and the stream tells of each since. */
  readonly isWhole: boolean;
}

/** The states of a trigger order that waits no more. One that is not known here may wait. */
const ENDED: ReadonlySet<string | undefined> = new Set([
  "Activated",
  "CanceledByUser",
  "CanceledBySibling",
  "ForceCanceled",
  "NotEnoughFunds",
  "EjectedByAdmin",
  "ParentOrderCanceled",
]);

const NONE: StandaloneTriggers = { list: [], isWhole: false };

/**
 * The trigger orders after some news, in the order in which they were told. Those of an order that was filled go on without it.
 * `known`: the orders before the news. Nothing stays nothing where no trigger order is told.
 */
export function withToldTriggers(
  held: StandaloneTriggers | undefined,
  told: readonly OrderNews[],
  known: readonly Order[],
): StandaloneTriggers | undefined {
  const { list, isWhole } = held ?? NONE;
  const next = new Map(list.map((each) => [each.order_id, each]));
  const triggers = told.filter(isTrigger);
  const open = byId(told.some((news) => !isTrigger(news) && news.close) ? known : []);
  // An order's own word of its trigger orders is older than theirs, where both are in one update.
  for (const news of told) if (!isTrigger(news)) takeOrder(next, news, open.get(news.order_id));
  for (const trigger of triggers) {
    const before = next.get(trigger.order_id);
    if (isWaiting(trigger)) next.set(trigger.order_id, share(before, { ...before, ...trigger }));
    else next.delete(trigger.order_id);
  }
  const now = [...next.values()];
  if (isSame(list, now) && (held || triggers.length === 0)) return held;
  return { list: now, isWhole };
}

/** The trigger orders after a gap was filled. `read`: those that REST told; `undefined` where it tells none. */
export function withFilledTriggers(
  read: readonly TriggerOrder[] | undefined,
  open: readonly Order[],
  told: readonly OrderNews[],
): StandaloneTriggers | undefined {
  const found = read && { list: read.filter(isWaiting), isWhole: true };
  return withToldTriggers(withToldTriggers(found, open, []), told, open);
}

/** An order without the trigger orders that it has left behind. */
export function withoutLeft(order: Order): Order {
  return order.close && order.active_trigger_orders?.length ? { ...order, active_trigger_orders: [] } : order;
}

function takeOrder(next: Map<string, TriggerOrder>, order: Order, before: Order | undefined): void {
  // It may be one that a trigger order became.
  next.delete(order.order_id);
  if (!order.close) for (const { order_id } of order.active_trigger_orders ?? []) next.delete(order_id);
  else if (!order.cancel) {
    const { active_trigger_orders: left = before?.close === false ? before.active_trigger_orders : [] } = order;
    for (const trigger of left ?? []) if (isWaiting(trigger)) next.set(trigger.order_id, trigger);
  }
}

function isWaiting({ status }: TriggerOrder): boolean {
  return !ENDED.has(status);
}
