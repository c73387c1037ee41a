// An identity's orders: each entry of the stream is an order's newest state.
import type { Order } from "../../client/entities.ts";
import { isSame } from "../equal.ts";
import type { Entry } from "../state.ts";
import { feedId } from "../topics.ts";
import { upsertOrders } from "../upsertOrders.ts";
import type { Change, Channel } from "./channel.ts";
import { type HeldOrders, heldOrders, shownOrders } from "./heldOrders.ts";
import { isNameTold, mayRouteNamed, ownOf, routeNamed } from "./wallets.ts";
import { isComplete, withTold } from "./wholeOrders.ts";

export const orders: Channel<"orders", Order> = {
  none: [],
  shownFrom: "failure",
  isTold: isNameTold,
  route: (update, topic, around) => routeNamed("orders", update, topic, around),
  mayRoute: (update, topic, around) => mayRouteNamed("orders", update, topic, around),
  own: (items, topic, around) => ownOf("orders", items, topic, around),
  merge: (entry, items, topic, { closedLimit, isWhole }) => {
    const how = { limit: closedLimit(feedId(topic)), isWhole: isWhole(topic) };
    return withHeld(entry, withTold(heldOrders(entry), items, how));
  },
  buffer: (waiting, items) => upsertOrders(waiting, items, Number.POSITIVE_INFINITY),
};

/** The change of an entry that holds these orders. Only a fill makes one complete. */
export function withHeld({ data = [], isComplete: was }: Entry<readonly Order[]>, held: HeldOrders): Change<"orders"> {
  const shown = shownOrders([held]);
  return { data: isSame(data, shown) ? data : shown, held, isComplete: was && isComplete(held) };
}
