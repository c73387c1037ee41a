// Orders and trigger orders, read from the wire's spelling into ours. Knows nothing of frames; the same readers serve the stream and REST.
import type {
  DesiredQuantity,
  Order,
  OrderEvent,
  OrderFill,
  OrderType,
  TriggerOrder,
  TriggerOrderType,
} from "./entities.ts";
import { amount, array, flag, id, identity, known, list, object, optional, type Raw, side, text } from "./values.ts";

export function order(raw: Raw, at: string): Order {
  const { desired_quantity, account, owner, market_id, quantity_fill, price_fill, partially_filled, cancel, ...more } =
    raw;
  const { fills, history, active_trigger_orders, triggers, related_child_orders, ...rest } = more;
  return {
    ...rest,
    order_id: id(raw.order_id, `${at}.order_id`),
    side: side(raw.side, `${at}.side`),
    order_type: orderType(raw.order_type),
    price: amount(raw.price, `${at}.price`),
    quantity: amount(raw.quantity, `${at}.quantity`),
    timestamp: when(raw.timestamp, `${at}.timestamp`),
    close: flag(raw.close, `${at}.close`),
    ...optional("quantity_fill", quantity_fill, at, amount),
    ...optional("price_fill", price_fill, at, amount),
    ...optional("partially_filled", partially_filled, at, flag),
    ...optional("cancel", cancel, at, flag),
    ...optional("market_id", market_id, at, id),
    ...optional("desired_quantity", desired_quantity, at, desired),
    ...optional("account", account, at, identity),
    ...optional("owner", owner, at, identity),
    ...known("fills", fills, (value) => list(value, at, fill)),
    ...known("history", history, (value) => list(value, at, event)),
    // REST's name of them is `triggers`.
    ...known("active_trigger_orders", active_trigger_orders ?? triggers, (value) => list(value, at, trigger)),
    ...known("related_child_orders", related_child_orders, (value) => array(value, at).map((one) => id(one, at))),
  };
}

function fill(raw: Raw, at: string): OrderFill {
  return {
    order_id: id(raw.order_id, at),
    price: amount(raw.price, at),
    quantity: amount(raw.quantity, at),
    timestamp: when(raw.timestamp, at),
  };
}

function event(raw: Raw, at: string): OrderEvent {
  const { status, tx_id, ...rest } = raw;
  return {
    ...rest,
    type: text(raw.type, at),
    ...optional("status", status, at, text),
    ...optional("tx_id", tx_id, at, id),
  };
}

/** A trigger order of the stream or of REST. @throws Malformed where it is not as expected. */
export function trigger(raw: Raw, at: string): TriggerOrder {
  const {
    market_id,
    owner,
    status,
    sibling_order,
    parent_order_id,
    possible_amount,
    available_amount,
    history,
    ...rest
  } = raw;
  return {
    ...rest,
    order_id: id(raw.order_id, `${at}.order_id`),
    side: side(raw.side, `${at}.side`),
    order_type: triggerType(raw.order_type),
    trigger_price: amount(raw.trigger_price, `${at}.trigger_price`),
    timestamp: when(raw.timestamp, `${at}.timestamp`),
    ...optional("market_id", market_id, at, id),
    ...optional("owner", owner, at, identity),
    ...optional("status", status, at, text),
    ...optional("sibling_order", sibling_order, at, id),
    ...optional("parent_order_id", parent_order_id, at, id),
    ...optional("possible_amount", possible_amount, at, amount),
    ...optional("available_amount", available_amount, at, amount),
    ...known("history", history, (value) => list(value, at, event)),
  };
}

function when(value: unknown, at: string): string | number {
  return typeof value === "number" ? value : text(value, at);
}

/** Prices inside a trigger's type may be numbers; they are exposed as strings, like those of an order's type. Unknown types are kept. */
function triggerType(raw: unknown): TriggerOrderType {
  if (typeof raw === "object" && raw !== null) {
    const { Spot, MarketBounded } = raw as { Spot?: Raw; MarketBounded?: Raw };
    if (Spot?.price != null) return { Spot: { price: String(Spot.price) } };
    if (MarketBounded?.max_price != null && MarketBounded.min_price != null)
      return { MarketBounded: bounds(MarketBounded) };
  }
  return raw as TriggerOrderType;
}

const bounds = ({ max_price, min_price }: Raw) => ({ max_price: String(max_price), min_price: String(min_price) });

/** Prices inside an order type may be numbers; they are exposed as strings, as the official SDK does. Unknown types are kept. */
function orderType(raw: unknown): OrderType {
  if (typeof raw === "object" && raw !== null) {
    const { Limit, BoundedMarket } = raw as { Limit?: unknown; BoundedMarket?: Raw };
    if (Array.isArray(Limit)) return { Limit: [String(Limit[0]), String(Limit[1])] };
    if (BoundedMarket?.max_price != null && BoundedMarket.min_price != null)
      return { BoundedMarket: bounds(BoundedMarket) };
  }
  return raw as OrderType;
}

/** A form that is not known yet is kept as it came. */
function desired(value: unknown, at: string): DesiredQuantity {
  const raw = typeof value === "object" && value !== null ? (value as Raw) : {};
  if (raw.Base != null)
    return {
      Base: { remaining_quantity: amount(object(raw.Base, at).remaining_quantity, `${at}.Base.remaining_quantity`) },
    };
  if (raw.Quote == null) return value as DesiredQuantity;
  const quote = object(raw.Quote, `${at}.Quote`);
  const base = quote.desired_base_quantity;
  return {
    Quote: {
      desired_base_quantity:
        base === "Infinite"
          ? base
          : { Quantity: amount(object(base, at).Quantity, `${at}.Quote.desired_base_quantity`) },
      remaining_quote_token: amount(quote.remaining_quote_token, `${at}.Quote.remaining_quote_token`),
    },
  };
}
