// The entities of the exchange: what markets, orders, trades, balances and candles consist of. Types and constants only.
// They keep the field names and types of the official TypeScript SDK. Nothing here knows how they are asked for or sent.
export type * from "./marginEntities.ts";
export type * from "./orderEntities.ts";

/** The owner of orders and money: a trade account (`ContractId`, the usual case) or a wallet (`Address`); 32-byte hex. */
export type Identity = { readonly ContractId: string } | { readonly Address: string };

/** The side of an order. On a trade it is the maker's. */
export type Side = "buy" | "sell";

/** One price level: the resting quantity at a price, both in chain integers. */
export interface DepthLevel {
  readonly price: bigint;
  readonly quantity: bigint;
}

/** Two sides of a book: `bids` by price descending, `asks` by price ascending. */
export interface BookSides {
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
}

/** A trade, as everybody sees it. */
export interface Trade {
  readonly trade_id: string;
  /** The **maker's** side: `"sell"` means a buyer took an ask. */
  readonly side: Side;
  /** Price in chain integers of the quote asset per whole unit of the base asset. */
  readonly price: bigint;
  /** Quantity in chain integers of the base asset. */
  readonly quantity: bigint;
  /** Value in chain integers of the quote asset. */
  readonly total: bigint;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** The part of the account that was asked for; only on an account's own trades. */
  readonly trader_side?: TraderSide;
  readonly maker?: Identity;
  readonly taker?: Identity;
  /** The fees, where the server says them; never computed here. */
  readonly maker_fee?: bigint;
  readonly taker_fee?: bigint;
}

/** An account's part in a trade: its order rested, it took one, or both orders were its own. */
export type TraderSide = "maker" | "taker" | "both";

/**
 * One match of an identity's own order. What the order's update alone tells lacks the members that are optional; they are there once
 * the trade was read over REST.
 */
export interface Fill {
  readonly market_id: string;
  /** Whose it is, as it was asked for. */
  readonly identity: Identity;
  /** The **own** side: what the identity did. `"both"` where it traded with itself. */
  readonly side: Side | "both";
  readonly trader_side?: TraderSide;
  /** Price in chain integers of the quote asset per whole unit of the base asset. */
  readonly price: bigint;
  /** Quantity in chain integers of the base asset. */
  readonly quantity: bigint;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** The own order, the maker's where both are; `undefined` where the trade's id does not tell. */
  readonly order_id?: string;
  /** The order on the other side of the match. */
  readonly counter_order_id?: string;
  /** As the server sent it. */
  readonly trade_id?: string;
  /** The own fee, as the server says it; `undefined` where it does not, and where `trader_side` is `"both"`. Never computed. */
  readonly fee?: bigint;
}

/** The amounts of an asset that one order book holds for one identity, in chain integers. */
export interface OrderBookBalance {
  readonly locked: bigint;
  readonly unlocked: bigint;
  readonly fee: bigint;
}

/**
 * One identity's holding of one asset, in chain integers. Spendable is `total_unlocked`, all there is
 * `total_unlocked + total_locked`; `trading_account_balance` is already inside `total_unlocked`.
 */
export interface Balance {
  readonly identity: Identity;
  readonly asset_id: string;
  readonly total_locked: bigint;
  readonly total_unlocked: bigint;
  readonly trading_account_balance: bigint;
  /** By order-book contract id. */
  readonly order_books: Readonly<Record<string, OrderBookBalance>>;
}

/** One of the two assets of a market. */
export interface MarketAsset {
  readonly symbol: string;
  readonly asset: string;
  readonly decimals: number;
  /** The number of the decimals that an order may use. */
  readonly max_precision: number;
}

/** A market's metadata. */
export interface Market {
  readonly market_id: string;
  readonly contract_id: string;
  /** `"fFUEL/fUSDC"`. */
  readonly pair: string;
  readonly maker_fee: bigint;
  readonly taker_fee: bigint;
  /** The least value of an order, in chain integers of the quote asset. */
  readonly min_order: bigint;
  readonly dust: bigint;
  readonly price_window: number;
  readonly base: MarketAsset;
  readonly quote: MarketAsset;
}

/** The lengths a candle may have, finest first. */
export const RESOLUTIONS = [
  "1s",
  "1m",
  "2m",
  "3m",
  "5m",
  "15m",
  "30m",
  "1h",
  "2h",
  "4h",
  "6h",
  "8h",
  "12h",
  "1d",
  "3d",
  "1w",
  "1M",
  "3M",
] as const;

/** The length of a candle. `"1M"` is a month, `"1m"` a minute. */
export type Resolution = (typeof RESOLUTIONS)[number];

/** A candle: what was traded in a stretch of time. Amounts in chain integers, volumes of the base asset. */
export interface Bar {
  /** When it begins, in milliseconds since 1970. */
  readonly timestamp: number;
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
  readonly volume: bigint;
  /** The server's two parts of `volume`; missing where it does not give them, and on a candle that the stream's trades went into. */
  readonly buy_volume?: bigint;
  readonly sell_volume?: bigint;
}

/**
 * A market's prices and its day, as the server's ticker has them: chain integers, each `undefined` where the server does
 * not say. The figures of the day need not be as new as the prices; `useTicker` makes its own out of candles.
 */
export interface MarketTicker {
  readonly last_price: bigint | undefined;
  readonly best_bid: bigint | undefined;
  readonly best_ask: bigint | undefined;
  readonly open: bigint | undefined;
  readonly high: bigint | undefined;
  readonly low: bigint | undefined;
  readonly base_volume: bigint | undefined;
  readonly quote_volume: bigint | undefined;
  /** Milliseconds since 1970. */
  readonly timestamp: number | undefined;
}

/**
 * A market's last price and its 24 hours, as the exchange sums them up. Chain integers, each `undefined` where the exchange does
 * not say. In a market that nobody traded in these 24 hours all but `last` and `volume` is `undefined`. When the 24 hours begin, and
 * which price opens them, is the exchange's business; `useTicker` has a definition of its own.
 */
export interface MarketSummary {
  readonly market_id: string;
  readonly last: bigint | undefined;
  /** The first price of the 24 hours. */
  readonly open: bigint | undefined;
  readonly high: bigint | undefined;
  readonly low: bigint | undefined;
  /** `last - open`. */
  readonly change: bigint | undefined;
  /** `change` in hundredths of a percent of `open`, rounded towards zero: 125n is 1.25 %. */
  readonly changeBasisPoints: bigint | undefined;
  /** In chain integers of the base asset. */
  readonly volume: bigint | undefined;
}

/** The session of a trade account: a key that may act for it. A new one takes the place of the last. */
export interface AccountSession {
  /** The key. */
  readonly session_id: Identity;
  /** When it ends, in seconds since 1970. A session that has ended is still told of. */
  readonly expiry: bigint;
  /** The order books it may act in. */
  readonly contract_ids: readonly string[];
}

/** A margin account: a child contract of a trade account. */
export interface MarginChild {
  readonly contract_id: string;
  /** Its place among its siblings, from 0. */
  readonly index: number;
}

/** A trade account, as far as a reader needs it. */
export interface AccountInfo {
  readonly trade_account_id: string;
  /** The sequential nonce; `undefined` where the server names the account and says nothing more of it. */
  readonly nonce: bigint | undefined;
  readonly owner: Identity | undefined;
  /** `undefined` where there is none. */
  readonly session: AccountSession | undefined;
  /** Its margin accounts; `undefined` where the server does not say, as older ones do. */
  readonly margin_accounts: readonly MarginChild[] | undefined;
  /** The margin account that it would open next; `undefined` where the server does not say, or there is no room for one more. */
  readonly next_margin_account: MarginChild | undefined;
}

/** A trade account, or that there is none yet. */
export type TradeAccount = { readonly exists: false } | ({ readonly exists: true } & AccountInfo);
