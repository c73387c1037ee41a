// An identity's orders: each entry of the stream is the newest state of an order, or of a trigger order without an open parent.
import type { Order, TriggerOrder } from "../../client/entities.ts";
import { isOrder, isTrigger, type OrderNews } from "../../client/orderNews.ts";
import { isSame } from "../equal.ts";
import type { Entry } from "../state.ts";
import { feedId } from "../topics.ts";
import { upsertOrders } from "../upsertOrders.ts";
import type { Change, Channel } from "./channel.ts";
import { type HeldOrders, heldOrders, shownOrders } from "./heldOrders.ts";
import { withoutLeft, withToldTriggers } from "./triggers.ts";
import { isNameTold, mayRouteNamed, ownOf, routeNamed } from "./wallets.ts";
import { isComplete, withTold } from "./wholeOrders.ts";

export const orders: Channel<"orders", OrderNews> = {
  none: [],
  shownFrom: "failure",
  isTold: isNameTold,
  route: (update, topic, around) => routeNamed("orders", update, topic, around),
  mayRoute: (update, topic, around) => mayRouteNamed("orders", update, topic, around),
  own: (items, topic, around) => ownOf("orders", items, topic, around),
  merge: (entry, items, topic, { closedLimit, wantedSince, isWhole }) => {
    const id = feedId(topic);
    const how = { limit: closedLimit(id), isWhole: isWhole(topic), isWanted: wantedSince?.(id) !== undefined };
    const held = heldOrders(entry);
    const told = items.filter(isOrder).map(withoutLeft);
    const triggers = withToldTriggers(entry.triggers, items, held.orders);
    return { ...withHeld(entry, withTold(held, told, how)), triggers };
  },
  buffer: (waiting, items) => [
    ...upsertOrders(waiting.filter(isOrder), items.filter(isOrder), Number.POSITIVE_INFINITY),
    ...newestOf([...waiting, ...items].filter(isTrigger)),
  ],
};

/** Each trigger order in its newest state. */
function newestOf(triggers: readonly TriggerOrder[]): Iterable<TriggerOrder> {
  return new Map(triggers.map((each) => [each.order_id, each])).values();
}

/** The change of an entry that holds these orders. Only a fill makes one complete. */
export function withHeld({ data = [], isComplete: was }: Entry<readonly Order[]>, held: HeldOrders): Change<"orders"> {
  const shown = shownOrders([held]);
  return { data: isSame(data, shown) ? data : shown, held, isComplete: was && isComplete(held) };
}
