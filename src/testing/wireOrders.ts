// The server's spelling of orders and trigger orders, on the feed and over REST. It knows nothing of subscriptions.
import type { Identity, Order, OrderType, TriggerOrder as TriggerEntity } from "../client/entities.ts";
import type { TriggerOrder } from "./triggerRules.ts";
import { BareNumber, more, stamps, wireSide } from "./wire.ts";
import { likely, type Wire } from "./wires.ts";

const bare = (digits: bigint | string, wire: Wire): unknown =>
  wire.orderNumbers === "number" ? new BareNumber(digits) : String(digits);

const wireType = (type: OrderType, wire: Wire): unknown => {
  if (typeof type !== "object") return type;
  if ("Limit" in type) return { Limit: type.Limit.map((part) => bare(part, wire)) };
  if (!("BoundedMarket" in type)) return type;
  const { max_price, min_price } = type.BoundedMarket;
  return { BoundedMarket: { max_price: bare(max_price, wire), min_price: bare(min_price, wire) } };
};

/** When an order was placed, as the server says it. */
export const wireOrderTime = (timestamp: string | number, { orderTimes }: Pick<Wire, "orderTimes">): string =>
  orderTimes === "s" ? String(Math.floor(Number(timestamp) / 1_000)) : String(timestamp);

/** A trigger order of the exchange as an entity. */
const toEntity = ({ account, type, quantity, isOrphaned: _, ...rest }: TriggerOrder): TriggerEntity => {
  const { sibling_order, parent_order_id, ...more } = rest;
  return {
    ...more,
    owner: account.identity,
    order_type: type,
    possible_amount: quantity,
    ...(sibling_order && { sibling_order }),
    ...(parent_order_id && { parent_order_id }),
  };
};

const wireTriggerType = (type: TriggerEntity["order_type"], wire: Wire): unknown => {
  const price = (digits: string): unknown => bare(digits, wire);
  if (type === "Market") return type;
  return "Spot" in type
    ? { Spot: { price: price(type.Spot.price) } }
    : { MarketBounded: mapValues(type.MarketBounded, price) };
};

const mapValues = (record: Readonly<Record<string, string>>, change: (value: string) => unknown): object =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

/** A trigger order as both the feed and REST say it. */
export const wireTrigger = (trigger: TriggerEntity | TriggerOrder, wire: Wire): object => {
  const entity = "account" in trigger ? toEntity(trigger) : trigger;
  return {
    ...entity,
    side: wireSide(entity.side, wire),
    order_type: wireTriggerType(entity.order_type, wire),
    timestamp: wireOrderTime(entity.timestamp, wire),
    ...more(wire),
  };
};

/** Trigger orders under a name. Where there are none, the list is empty or left out. */
const listOf = (name: string, triggers: readonly (TriggerEntity | TriggerOrder)[], wire: Wire): object =>
  triggers.length === 0 && wire.noTriggers === "absent"
    ? {}
    : { [name]: triggers.map((trigger) => wireTrigger(trigger, wire)) };

/** An order as both the feed and REST say it, without its lists. `asked`: the identity it was asked for by. */
const wireTerms = (order: Order, wire: Wire, asked: Identity | undefined): object => {
  const { account, owner, partially_filled, desired_quantity, ...all } = order;
  const { fills: _, history: __, active_trigger_orders: ___, related_child_orders: ____, ...rest } = all;
  const desired =
    desired_quantity && "Base" in desired_quantity
      ? { Base: { remaining_quantity: bare(desired_quantity.Base.remaining_quantity, wire) } }
      : desired_quantity;
  return {
    ...rest,
    side: wireSide(order.side, wire),
    order_type: wireType(order.order_type, wire),
    timestamp: wireOrderTime(order.timestamp, wire),
    ...(wire.partial === "given" ? { partially_filled } : {}),
    desired_quantity: desired,
    ...(wire.owners === "both" ? { account, owner } : { [wire.owners]: asked ?? account }),
    ...more(wire),
  };
};

/** The life of an order. */
const wireLife = ({ fills = [], history, related_child_orders }: Order, wire: Wire): object => ({
  ...(wire.orderFills === "given"
    ? { fills: fills.map((fill) => ({ ...fill, timestamp: wireOrderTime(fill.timestamp, wire) })) }
    : {}),
  history,
  related_child_orders,
});

/** An order as a page of REST says it: newer servers add what happened to it, and the trigger orders that wait on it. */
export const wireOrder = (order: Order, wire: Wire = likely(), asked?: Identity): object =>
  wire.orderLists === "everywhere" ? wireActiveOrder(order, wire, asked) : wireTerms(order, wire, asked);

/** An order as REST says it among the active ones. */
export const wireActiveOrder = (order: Order, wire: Wire, asked?: Identity): object => ({
  ...wireTerms(order, wire, asked),
  ...wireLife(order, wire),
  ...listOf("triggers", order.active_trigger_orders ?? [], wire),
});

/** An order to send: the identity it was asked for by, and the active trigger orders that name it as their parent. */
export interface ToldOrder {
  readonly order: Order;
  readonly asked: Identity;
  readonly triggers: readonly TriggerOrder[];
}

/**
 * Orders that changed, and trigger orders without an open parent. Those whose parent was filled just now are told at the frame's
 * level, or on that order alone.
 */
export const ordersFrame = (
  orders: readonly ToldOrder[],
  standalone: readonly TriggerOrder[],
  timestamp: number,
  wire: Wire,
): object => {
  const isTold = wire.orphans === "told";
  return {
    action: "subscribe_orders",
    orders: orders.map(({ order, asked, triggers }) => ({
      ...wireTerms(order, wire, asked),
      ...wireLife(order, wire),
      ...listOf("active_trigger_orders", isTold && order.close ? [] : triggers, wire),
    })),
    ...listOf(
      "standalone_trigger_orders",
      standalone.filter(({ isOrphaned }) => isTold || !isOrphaned),
      wire,
    ),
    ...stamps(timestamp, wire),
  };
};
