// Reads about orders: pages of an account's, one by its id, and the active ones.
import type { Identity, Order } from "../../client/entities.ts";
import { wireActiveOrder, wireOrder, wireOrderTime, wireTrigger } from "../wireOrders.ts";
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
    const entry = { kind: wire.activeKinds, ...wireActiveOrder(order, wire, identity) };
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

/** The read by a server that knows the cursor by other names. */
const fromStart = (read: Read): Read => {
  const rest = [...read.query].filter(([name]) => !name.startsWith("start_"));
  return { ...read, query: new URLSearchParams(rest) };
};

/** `/v1/orders/active` */
export const activeOrders = (read: Read): object => {
  const { market_id } = marketOf(read);
  const identity = identityOf(read, []);
  const entries = activeEntries(read, market_id, identity);
  const page = pageOf(read.wire.activeCursor === "ignored" ? fromStart(read) : read, entries, ACTIVE);
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
