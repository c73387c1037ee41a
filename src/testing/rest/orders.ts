// Reads about orders: pages of an account's, one by its id, and the active ones.
import type { Identity, Order } from "../../client/entities.ts";
import { wireOrder, wireOrderTime, wireTrigger } from "../wire.ts";
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

/** An order, with the trigger orders that belong to it. */
const entryOf = (order: Order, { exchange, wire }: Read, identity?: Identity): object => {
  const triggers = exchange.triggersOf(order).map((trigger) => wireTrigger(trigger, wire));
  return { ...wireOrder(order, wire, identity), ...(triggers.length > 0 && { triggers }) };
};

/** `/v1/orders` */
export const orders = (read: Read): object => {
  const identity = identityOf(read, ["account", "address"]);
  const page = pageOf(read, oldestFirst(read, identity, flagOf(read, "is_open")), PAGING);
  return {
    identity,
    market_id: marketId(read) ?? null,
    orders: page.map((order) => entryOf(order, read, identity)),
  };
};

/** `/v1/order` */
export const order = (read: Read): object => {
  const { market_id } = marketOf(read);
  const id = idOf(read, "order_id");
  const found = read.exchange.order(id);
  if (found?.market_id !== market_id) throw new RestError(404, 3000, `there is no order ${id} in this market`);
  return { order: entryOf(found, read) };
};

/** An open order, or a trigger order without a parent. */
interface ActiveEntry {
  readonly kind: "order" | "trigger";
  readonly id: string;
  readonly timestamp: number;
  readonly entry: object;
}

const activeEntries = (read: Read, marketId: string, identity: Identity): ActiveEntry[] => {
  const { exchange, wire } = read;
  const open = oldestFirst(read, identity, true).map((order): ActiveEntry => {
    const entry = { kind: "order", triggers: [], ...entryOf(order, read, identity) };
    return { kind: "order", id: order.order_id, timestamp: Number(order.timestamp), entry };
  });
  const standalone = exchange
    .triggerOrders(identity, { active: true })
    .filter(
      (one) =>
        one.market_id === marketId && !(one.parent_order_id && exchange.isOpen(one.account, one.parent_order_id)),
    )
    .map((one): ActiveEntry => {
      const entry = { kind: "trigger", ...wireTrigger(one, wire) };
      return { kind: "trigger", id: one.order_id, timestamp: one.timestamp, entry };
    });
  return [...open, ...standalone].sort((a, b) => a.timestamp - b.timestamp);
};

const ACTIVE: Paging<ActiveEntry> = {
  most: 200,
  code: 1001,
  cursor: "start_id",
  idOf: ({ id }) => id,
  timeOf: ({ timestamp }) => timestamp,
};

/** `/v1/orders/active` */
export const activeOrders = (read: Read): object => {
  const { market_id } = marketOf(read);
  const identity = identityOf(read, ["account", "address"]);
  const page = pageOf(read, activeEntries(read, market_id, identity), ACTIVE);
  const last = page.length > 0 && page.length === Number(read.query.get("count")) ? page.at(-1) : undefined;
  return {
    identity,
    market_id,
    entries: page.map(({ entry }) => entry),
    next_timestamp: last ? wireOrderTime(last.timestamp, read.wire) : null,
    next_id: last?.id ?? null,
    next_kind: last ? (last.kind === "order" ? "spot" : "trigger") : null,
  };
};
