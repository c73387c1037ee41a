// Orders and trigger orders, and all that they consist of. Types only, with the field names of the official TypeScript SDK.
import type { Identity, Side } from "./entities.ts";

/**
 * The way an order was to be executed. Prices inside are chain integers as decimal strings. A type that a newer server adds is
 * kept as it came, so a `switch` over it needs a default.
 */
export type OrderType =
  | "Spot"
  | "FillOrKill"
  | "PostOnly"
  | "Market"
  | "TurboSharedSpot"
  | "TurboSharedPostOnly"
  | { readonly Limit: readonly [price: string, timestamp: string] }
  | { readonly BoundedMarket: { readonly max_price: string; readonly min_price: string } };

/** The quantity that an order still wants. A form that a newer server adds is kept as it came. */
export type DesiredQuantity =
  | { readonly Base: { readonly remaining_quantity: bigint } }
  | {
      readonly Quote: {
        readonly desired_base_quantity: { readonly Quantity: bigint } | "Infinite";
        readonly remaining_quote_token: bigint;
      };
    };

/** One match of an order. Amounts in chain integers. */
export interface OrderFill {
  /** The order on the other side of the match. */
  readonly order_id: string;
  readonly price: bigint;
  readonly quantity: bigint;
  /** As the server says it: below 10^12 in seconds since 1970, else in milliseconds. */
  readonly timestamp: string | number;
}

/** A step of an order's life: created, traded, cancelled and those that a newer server adds. Other members are kept as they came. */
export interface OrderEvent {
  readonly type: string;
  readonly status?: string;
  /** The transaction on the chain. */
  readonly tx_id?: string;
}

/** The order that a trigger order becomes. Prices are chain integers as decimal strings. A type that a newer server adds is kept as it came. */
export type TriggerOrderType =
  | "Market"
  | { readonly MarketBounded: { readonly max_price: string; readonly min_price: string } }
  | { readonly Spot: { readonly price: string } };

/** The state of a trigger order: one of those known here, or the word of a newer server. */
export type TriggerOrderStatus =
  | "Active"
  | "Activated"
  | "CanceledByUser"
  | "CanceledBySibling"
  | "ForceCanceled"
  | "NotEnoughFunds"
  | "EjectedByAdmin"
  | "ParentOrderCanceled"
  | (string & {});

/**
 * An order that waits outside of the book until the last traded price reaches its own: take profit, stop loss, or one of a pair of
 * which one cancels the other. Members that the server adds beyond these are kept as they came.
 */
export interface TriggerOrder {
  readonly order_id: string;
  readonly market_id?: string;
  readonly owner?: Identity;
  readonly side: Side;
  readonly order_type: TriggerOrderType;
  /** The price at which it becomes an order, in chain integers of the quote asset per whole unit of the base asset. */
  readonly trigger_price: bigint;
  /** As the server says it: below 10^12 in seconds since 1970, else in milliseconds. */
  readonly timestamp: string | number;
  readonly status?: TriggerOrderStatus;
  /** The other one of a pair. */
  readonly sibling_order?: string;
  readonly parent_order_id?: string;
  /** The quantity that it may have once it fires, in chain integers of the base asset. */
  readonly possible_amount?: bigint;
  readonly available_amount?: bigint;
  readonly history?: readonly OrderEvent[];
}

/**
 * An order's newest whole state. Fields the server adds beyond these are kept as they came. The lists at the end are left out
 * where the server does not tell them, or in a form that is not known.
 */
export interface Order {
  readonly order_id: string;
  readonly market_id?: string;
  readonly side: Side;
  readonly order_type: OrderType;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly quantity_fill?: bigint;
  /** Volume-weighted price of the fills so far. */
  readonly price_fill?: bigint;
  /** When it was placed, as the server says it: below 10^12 in seconds since 1970, else in milliseconds. */
  readonly timestamp: string | number;
  /** No longer open: filled or cancelled. */
  readonly close: boolean;
  readonly partially_filled?: boolean;
  readonly cancel?: boolean;
  readonly desired_quantity?: DesiredQuantity;
  readonly base_decimals?: number;
  /** The trade account that placed it. */
  readonly account?: Identity;
  /** The wallet behind the trade account. */
  readonly owner?: Identity;
  /** Its matches so far. */
  readonly fills?: readonly OrderFill[];
  /** The steps of its life, with the transactions. */
  readonly history?: readonly OrderEvent[];
  /** The trigger orders that wait on it: take profit and stop loss. */
  readonly active_trigger_orders?: readonly TriggerOrder[];
  /** The ids of orders that its triggers became. */
  readonly related_child_orders?: readonly string[];
}
