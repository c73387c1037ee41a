// An identity's fills, told by its orders: each match that an order lists is shown at once; what no match tells has to be read. Does not
// know when it is read.
import type { Fill, Order } from "../../client/entities.ts";
import { identityKey } from "../../client/ids.ts";
import { isOrder, type OrderNews } from "../../client/orderNews.ts";
import { isSame } from "../equal.ts";
import { ordersOf } from "../live.ts";
import type { Entry, O2State } from "../state.ts";
import { type FillsTopic, holderOf } from "../topics.ts";
import { upsertOrders } from "../upsertOrders.ts";
import type { Change, Channel } from "./channel.ts";
import { type HeldFills, heldFills, shownFills } from "./heldFills.ts";
import { fillsIn, isBehind, isMissing, withMarket } from "./marketFills.ts";
import { isNameTold, mayRouteNamed, ownOf, routeNamed } from "./wallets.ts";
import { withOrder } from "./wholeFills.ts";

export const fills: Channel<"fills", Order> = {
  none: [],
  shownFrom: "failure",
  isTold: (topic, around) => isNameTold(ordersOf(topic), around),
  route: (update, topic, around) => inMarket(routeNamed("orders", update, ordersOf(topic), around), topic),
  mayRoute: (update, topic, around) => inMarket(mayRouteNamed("orders", update, ordersOf(topic), around), topic),
  own: (items, topic, around) => ownOf("orders", items, ordersOf(topic), around).filter(isOrder),
  merge: (entry, items, topic, around) => {
    const held = withOrders(heldFills(entry), items, topic, around.state);
    // Until a read has caught up, fills are missing.
    const isShort = isBehind(held) || (entry.isComplete && isMissing(held));
    return { ...withHeldFills(entry, held), ...(isShort && { epoch: undefined }) };
  },
  buffer: (waiting, items) => upsertOrders(waiting, items, Number.POSITIVE_INFINITY),
};

/** The fills with what some orders tell of them, given newest first. */
export function withOrders(held: HeldFills, orders: readonly Order[], topic: FillsTopic, state?: O2State): HeldFills {
  const known = state?.orders[identityKey(holderOf(ordersOf(topic)))]?.data;
  return orders.reduceRight((next, order) => {
    const { market_id, order_id } = order;
    if (market_id === undefined) return next;
    const before = known?.find((each) => each.order_id === order_id)?.quantity_fill;
    return withMarket(next, market_id, withOrder(fillsIn(next, market_id), order, topic.identity, before));
  }, held);
}

/** The change of an entry that holds these fills. */
export function withHeldFills({ data }: Entry<readonly Fill[]>, held: HeldFills): Change<"fills"> {
  const shown = shownFills([held]);
  return { data: data && isSame(data, shown) ? data : shown, heldFills: held };
}

/** The orders among some news that are of the topic's market, if it has one. */
function inMarket(news: readonly OrderNews[], { market }: FillsTopic): readonly Order[] {
  return news.filter(isOrder).filter(({ market_id }) => market === undefined || market_id === market);
}
