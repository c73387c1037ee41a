// Reads about orders: pages of an account's, one by its id, and the active ones.

import type { Identity, Order } from "../../client/protocol.ts";
import { wireOrder } from "../wire.ts";
import { type Paging, pageOf } from "./page.ts";
import { flagOf, identityOf, idOf, marketOf, type Read, RestError } from "./query.ts";

const PAGING: Paging<Order> = {
  most: 200,
  code: 1001,
  cursor: "start_order_id",
  idOf: ({ order_id }) => order_id,
  timeOf: ({ timestamp }) => Number(timestamp),
};

const marketId = (read: Read): string | undefined =>
  read.query.has("market_id") ? marketOf(read).market_id : undefined;

const oldestFirst = (read: Read, identity: Identity, open: boolean | undefined): Order[] => {
  const market = marketId(read);
  const filter = { ...(market === undefined ? {} : { marketId: market }), ...(open === undefined ? {} : { open }) };
  return [...read.exchange.orders(identity, filter)].reverse();
};

/** `/v1/orders` */
export const orders = (read: Read): object => {
  const identity = identityOf(read, ["account", "address"]);
  const page = pageOf(read, oldestFirst(read, identity, flagOf(read, "is_open")), PAGING);
  return {
    identity,
    market_id: marketId(read) ?? null,
    orders: page.map((order) => wireOrder(order, read.wire, identity)),
  };
};

/** `/v1/order` */
export const order = (read: Read): object => {
  const { market_id } = marketOf(read);
  const id = idOf(read, "order_id");
  const found = read.exchange.order(id);
  if (found?.market_id !== market_id) throw new RestError(404, 3000, `there is no order ${id} in this market`);
  return { order: wireOrder(found, read.wire) };
};

/** `/v1/orders/active` */
export const activeOrders = (read: Read): object => {
  const { market_id } = marketOf(read);
  const identity = identityOf(read, ["account", "address"]);
  const page = pageOf(read, oldestFirst(read, identity, true), { ...PAGING, cursor: "start_id" });
  const entries = page.map((one) => ({ kind: "order", ...wireOrder(one, read.wire, identity), triggers: [] }));
  const last = page.length > 0 && page.length === Number(read.query.get("count")) ? page.at(-1) : undefined;
  const next = last ? { next_timestamp: String(last.timestamp), next_id: last.order_id, next_kind: "spot" } : {};
  return { identity, market_id, entries, next_timestamp: null, next_id: null, next_kind: null, ...next };
};
