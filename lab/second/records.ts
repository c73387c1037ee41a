// The records of the second exchange: accounts, orders, trades, and the changes of one action. Amounts are chain
// integers.
import type { Market } from "./listing.ts";

export type Side = "buy" | "sell";
export type Identity = { readonly ContractId: string } | { readonly Address: string };

export interface Account {
  readonly name: string;
  readonly id: string;
  readonly owner: string;
  readonly identity: Identity;
}

/** An account and its amounts by asset: on the account, and in each book by `contract asset`. */
export interface Holder extends Account {
  nonce: bigint;
  /** The key that may act for it, and the end of that, in seconds since 1970. */
  session: { readonly key: string; readonly expiry: number } | undefined;
  /** The ids of its margin accounts. */
  children: readonly string[];
  readonly coins: Map<string, bigint>;
  readonly proceeds: Map<string, bigint>;
  readonly fees: Map<string, bigint>;
}

export interface PlacedOrder {
  readonly id: string;
  readonly market: Market;
  readonly holder: Holder;
  readonly side: Side;
  readonly type: "Spot" | "PostOnly";
  readonly price: bigint;
  readonly quantity: bigint;
  readonly placedAt: number;
  readonly fills: {
    readonly order_id: string;
    readonly price: bigint;
    readonly quantity: bigint;
    readonly at: number;
  }[];
  readonly steps: Step[];
  isOpen: boolean;
  isCancelled: boolean;
}

/** A step of an order's life, and its transaction. */
export interface Step {
  readonly type: "created" | "trade" | "cancelled";
  readonly tx: string;
}

/** An order that waits outside of the book until a trade is made at its price. */
export interface WaitingOrder {
  readonly id: string;
  readonly market: Market;
  readonly holder: Holder;
  readonly side: Side;
  readonly at: bigint;
  /** True if its price lies above the last one. */
  readonly isRise: boolean;
  /** The price of the order that it becomes. */
  readonly limit: bigint;
  readonly quantity: bigint;
  readonly placedAt: number;
  /** When one of two orders with the same pair fires, the other is cancelled. */
  readonly pair: string;
  readonly parent: PlacedOrder | undefined;
  readonly steps: Step[];
  state: "Active" | "Activated" | "CanceledByUser" | "CanceledBySibling" | "ParentOrderCanceled" | "NotEnoughFunds";
}

export interface MadeTrade {
  readonly market: Market;
  readonly id: string;
  readonly maker: PlacedOrder;
  readonly taker: PlacedOrder;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly at: number;
}

/** All changes of one action. */
export interface Commit {
  readonly at: number;
  /** Signed changes of quantity, in the order in which they happened. */
  readonly levels: {
    readonly market: Market;
    readonly side: Side;
    readonly price: bigint;
    readonly quantity: bigint;
  }[];
  readonly trades: MadeTrade[];
  readonly orders: Set<PlacedOrder>;
  /** The waiting orders that changed, or whose order was filled. */
  readonly waiting: Set<WaitingOrder>;
  readonly tx: string;
  /** Assets with a changed balance. */
  readonly money: Map<Holder, Set<string>>;
  readonly actor: Holder;
}

/** The base quantity of an order that was traded. */
export const filledOf = (order: PlacedOrder): bigint => order.fills.reduce((sum, fill) => sum + fill.quantity, 0n);
/** The base quantity of an order that is still in the book. */
export const restOf = (order: PlacedOrder): bigint => (order.isOpen ? order.quantity - filledOf(order) : 0n);

/** A quantity at a price, in quote units. */
export const worth = (market: Market, price: bigint, quantity: bigint): bigint => (price * quantity) / market.scale;

/** True if an order stands before another of its side, by price. */
export const isBetter = (a: PlacedOrder, b: PlacedOrder) => (a.side === "buy" ? a.price > b.price : a.price < b.price);

/** The asset that an order gives, and the amount of it that a quantity takes at a price. */
export function escrow({ side, market }: PlacedOrder, price: bigint, quantity: bigint): readonly [string, bigint] {
  return side === "buy" ? [market.quote.asset, worth(market, price, quantity)] : [market.base.asset, quantity];
}
