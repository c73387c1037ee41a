// An identity's orders: each entry of the stream is an order's newest state.
import { identityKey } from "../../client/ids.ts";
import type { Order } from "../../client/protocol.ts";
import { ownEntries } from "../../client/route.ts";
import { upsertOrders } from "../merge.ts";
import type { Channel } from "./channel.ts";

export const orders: Channel<"orders", Order> = {
  none: [],
  shownFrom: "failure",
  route: (update, topic, { isOnly }) => ownEntries("orders", update, topic, isOnly(topic)),
  merge: (held = [], items, { identity }, { closedLimit }) =>
    upsertOrders(held, items, closedLimit(identityKey(identity))),
  buffer: (waiting, items) => upsertOrders(waiting, items, Number.POSITIVE_INFINITY),
};
