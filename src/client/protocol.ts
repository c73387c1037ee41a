// The vocabulary of the stream: what is asked (topics, requests) and what arrives (updates). Types and constants only.
// The entities that updates carry stand in entities.ts; only codec.ts knows how the server spells them.
import type { Balance, BookSides, Fill, Identity, Order, Trade, TriggerOrder } from "./entities.ts";
import type { Frequency } from "./frequencies.ts";

/** The server takes at most this many identities in one subscription. */
export const MAX_IDENTITIES = 10;

// ── Topics and requests ─────────────────────────────────────────────────────

/**
 * Something to follow. Ids are canonical (lower case, `0x`), `precision` is a level from 1 (finest tick) to 18.
 * An identity channel is followed one identity at a time; the union of them is the server's business (a *slot*).
 */
export type Topic =
  | {
      readonly channel: "depth";
      readonly venue?: Venue | undefined;
      readonly market: string;
      readonly precision: number;
    }
  | DepthViewTopic
  | { readonly channel: "trades"; readonly venue?: Venue | undefined; readonly market: string }
  | { readonly channel: IdentityChannel; readonly venue?: Venue | undefined; readonly identity: Identity };

/**
 * A book that comes whole, at most so often. Where the server has no depth views, and on the margin venue, for which none are known,
 * the ordinary book carries it.
 */
export interface DepthViewTopic {
  readonly channel: "depthView";
  readonly venue?: Venue | undefined;
  readonly market: string;
  readonly precision: number;
  readonly frequency: Frequency;
}

/**
 * The exchange of a market: `"turbo"` is the margin venue, which has books, trades and orders of its own under the same market ids.
 * Balances and nonces have no turbo form.
 */
export type Venue = "spot" | "turbo";

/** Something that may be of a venue. */
export interface OnVenue {
  /** Default `"spot"`. On `"turbo"`, the margin venue, a market has another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
}

/** The options of a depth view. */
export interface DepthViewOptions extends OnVenue {
  /** Prices are grouped to multiples of `10^precision` chain units, 1 (finest) to 18. Default 1. */
  readonly precision?: number | undefined;
  /** Default `"500ms"`. */
  readonly frequency?: Frequency | undefined;
}

/** The channels of the feed. */
export type Channel = Topic["channel"];

/** The channels of books: an update of one is of a market, and no list of records. */
export type BookChannel = "depth" | "depthView";

/** The channels whose one slot on a connection holds a set of identities. */
export type IdentityChannel = "orders" | "balances" | "nonce";

/** A frame to the server, before it is text. */
export type Request = (
  | { readonly action: "subscribe_depth"; readonly market_id: string; readonly precision: string }
  | {
      readonly action: "subscribe_depth_view" | "unsubscribe_depth_view";
      readonly market_id: string;
      readonly precision: string;
      readonly frequency: Frequency;
    }
  | { readonly action: "unsubscribe_depth" | "subscribe_trades" | "unsubscribe_trades"; readonly market_id: string }
  | { readonly action: `subscribe_${IdentityChannel}`; readonly identities: readonly Identity[] }
  | { readonly action: `unsubscribe_${IdentityChannel}`; readonly identities?: readonly Identity[] }
) & { readonly turbo?: true };

// ── Updates ─────────────────────────────────────────────────────────────────

interface Stamps {
  readonly onchain_timestamp?: string;
  readonly seen_timestamp?: string;
}

interface Venued {
  /** `"turbo"` on the margin venue; missing on spot. */
  readonly venue?: Venue;
}

/** The whole book, with absolute quantities: what a subscription starts with. */
export interface DepthSnapshot extends Stamps, Venued {
  readonly action: "subscribe_depth";
  readonly market_id: string;
  readonly view: BookSides & { readonly precision?: number };
  readonly changes?: undefined;
}

/** Signed changes: each quantity is to be **added** to what rests at its price; a level whose sum is zero is gone. */
export interface DepthChange extends Stamps, Venued {
  readonly action: "subscribe_depth_update";
  readonly market_id: string;
  readonly changes: BookSides;
  readonly view?: undefined;
}

/** An update of one market's book. Tell the two apart by `view` and `changes`. */
export type DepthUpdate = DepthSnapshot | DepthChange;

/** The whole book, with absolute quantities: it replaces the one before. */
export interface DepthViewUpdate extends Stamps, Venued {
  readonly action: "subscribe_depth_view";
  readonly market_id: string;
  readonly view: BookSides & { readonly precision?: number };
}

/** New trades of one market. */
export interface TradeUpdate extends Stamps, Venued {
  readonly action: "subscribe_trades";
  readonly market_id: string;
  readonly trades: readonly Trade[];
}

/** The newest whole state of some orders. */
export interface OrderUpdate extends Stamps, Venued {
  readonly action: "subscribe_orders";
  readonly orders: readonly Order[];
  /** Trigger orders without an open parent, each in its newest state; missing where none changed. */
  readonly standalone_trigger_orders?: readonly TriggerOrder[];
}

/** The part of an order that was filled, and of which no match is told. */
export interface UnlistedFill {
  readonly order_id: string;
  readonly market_id: string | undefined;
  /** In chain integers of the base asset. */
  readonly quantity: bigint;
}

/** The fills that an order update tells. */
export interface FillUpdate extends Stamps, Venued {
  /** The matches, each once: without `trader_side`, `trade_id` and `fee`, which only REST tells. */
  readonly fills: readonly Fill[];
  /** The orders that were filled further than their matches tell: their trades are to be had over REST alone. */
  readonly unlisted: readonly UnlistedFill[];
}

/** The newest holdings, one entry per affected identity and asset. */
export interface BalanceUpdate extends Stamps {
  readonly action: "subscribe_balances";
  readonly balance: readonly Balance[];
}

/** A trade account's new nonce. It only grows. */
export interface NonceUpdate extends Stamps {
  readonly action: "subscribe_nonce";
  readonly contract_id: string;
  readonly nonce: bigint;
}

/** The updates of each channel. */
export interface Updates {
  readonly depth: DepthUpdate;
  readonly depthView: DepthViewUpdate;
  readonly trades: TradeUpdate;
  readonly orders: OrderUpdate;
  readonly balances: BalanceUpdate;
  readonly nonce: NonceUpdate;
}

/** Anything the channels say. */
export type Update = Updates[Channel];

/** The updates that carry records, of which each stands for itself: all but those of books. */
export type RecordUpdate = Exclude<Update, Updates[BookChannel]>;
