// The part of the official TypeScript client that an application trades by, as types: its `O2Client` is one, and so is the
// simulated client. Ids are plain strings here, which the official branded ones are too.
import type { Balance, BookSides, Identity, Market, Order, Side } from "../../client/entities.ts";

/** An amount: text is a decimal of whole units (`"0.02"`), a `bigint` a chain integer. */
export type Numeric = string | bigint;

/** A market by its pair or id, or any object with its id. */
export type ClientMarketRef = string | Pick<Market, "market_id">;

/** The type of an order. Bounds and prices are {@link Numeric}. */
export type ClientOrderType =
  | "Spot"
  | "FillOrKill"
  | "PostOnly"
  | "Market"
  | { readonly Limit: readonly [price: Numeric, timestamp: string] }
  | { readonly BoundedMarket: { readonly max_price: Numeric; readonly min_price: Numeric } };

/** An order as the client's answers have it: amounts in chain integers, ids in lower case. */
export interface ClientOrder
  extends Pick<
    Order,
    | "order_id"
    | "market_id"
    | "side"
    | "price"
    | "price_fill"
    | "quantity"
    | "quantity_fill"
    | "timestamp"
    | "close"
    | "cancel"
    | "partially_filled"
    | "desired_quantity"
    | "base_decimals"
    | "account"
    | "owner"
  > {
  readonly order_type: ClientOrderType;
  readonly fills?: readonly unknown[];
  readonly history?: readonly unknown[];
}

/** Options of an order. */
export interface ClientOrderOptions {
  /** Default `"Spot"`: take what crosses, rest with what is left. */
  readonly orderType?: ClientOrderType;
  /** Settles the market's book first, in the same batch. Default true. */
  readonly settleFirst?: boolean;
  /** The answer lists the order. Default true. */
  readonly collectOrders?: boolean;
}

/** One action of a batch. */
export type ClientAction =
  | {
      readonly type: "createOrder";
      readonly side: Side;
      readonly price: Numeric;
      readonly quantity: Numeric;
      readonly orderType?: ClientOrderType;
    }
  | { readonly type: "cancelOrder"; readonly orderId: string }
  | { readonly type: "settleBalance" }
  | { readonly type: "registerReferer"; readonly to: Identity };

/** Actions in one market. */
export interface ClientActionGroup {
  /** A pair or an id. */
  readonly market: string;
  readonly actions: readonly ClientAction[];
}

/** The outcome of a batch. */
export interface ActionsResponse {
  /** The transaction; `null` where nothing was sent to the chain. */
  readonly txId: string | null;
  /** The orders that the batch created, as they stood in its transaction, where they were asked for. */
  readonly orders: readonly ClientOrder[] | null;
  /** Why the chain reverted. */
  readonly reason: string | null;
  readonly receipts: readonly unknown[] | null;
  /** Why the server refused it before the chain. */
  readonly code: number | null;
  readonly message: string | null;
  /** It was carried out. */
  readonly success: boolean;
  readonly isPreflightError: boolean;
  readonly isOnChainRevert: boolean;
}

/** The wallet of an account's owner. */
export interface ClientWallet {
  /** Its address: 32 bytes of hex. */
  readonly b256Address: string;
  /** Signs a personal message. The signature is 64 bytes. */
  personalSign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** A key that may act for an account, in some order books and for a time. */
export interface ClientSession {
  readonly ownerAddress: string;
  readonly tradeAccountId: string;
  readonly sessionPrivateKey: Uint8Array;
  readonly sessionAddress: string;
  /** The order books it may act in. */
  readonly contractIds: readonly string[];
  /** Seconds since 1970. */
  readonly expiry: number;
  /** The account's next nonce. The client counts it. */
  nonce: bigint;
}

/** The holdings of one asset. */
export type ClientBalance = Omit<Balance, "identity" | "asset_id">;

/**
 * The methods by which an application trades: those of the official client's `O2Client` with its parameters and results, so that a
 * component that takes a `TradingClient` takes that one in production and a `simulatedClient` in a story or a test.
 */
export interface TradingClient {
  /** The session that actions are signed by; `null` before there is one. */
  readonly session: ClientSession | null;
  /** Takes up a session that was opened before. */
  setSession(session: ClientSession): void;
  /** Opens the wallet's trade account unless there is one, and asks the faucet for some of every asset. */
  setupAccount(wallet: ClientWallet): Promise<{ readonly tradeAccountId: string; readonly nonce: bigint }>;
  /** Asks the faucet for some of every asset. */
  topUpFromFaucet(wallet: ClientWallet): Promise<{ readonly message?: string; readonly error?: string }>;
  /** Opens a session for these markets, which replaces the account's older one. Lasts 30 days by default. */
  createSession(wallet: ClientWallet, markets: readonly ClientMarketRef[], expiryDays?: number): Promise<ClientSession>;
  /** Places an order. */
  createOrder(
    market: ClientMarketRef,
    side: Side,
    price: Numeric,
    quantity: Numeric,
    options?: ClientOrderOptions,
  ): Promise<ActionsResponse>;
  /** Cancels an open order. */
  cancelOrder(orderId: string, market: ClientMarketRef): Promise<ActionsResponse>;
  /** Cancels a market's open orders, five in a batch: an answer for each batch; `null` where no order is open. */
  cancelAllOrders(market: ClientMarketRef): Promise<readonly ActionsResponse[] | null>;
  /** Moves what trades brought from a market's book to the account. */
  settleBalance(market: ClientMarketRef): Promise<ActionsResponse>;
  /** At most five actions under one nonce: all of them, or none. The answer lists new orders where `collectOrders` is true. */
  batchActions(groups: readonly ClientActionGroup[], collectOrders?: boolean): Promise<ActionsResponse>;
  /** Takes an amount of an asset (a symbol or an id) out of the account. Signed by the wallet. */
  withdraw(wallet: ClientWallet, asset: string, amount: Numeric, to?: string): Promise<{ readonly tx_id: string }>;
  /** All markets. */
  getMarkets(): Promise<readonly Market[]>;
  /** A market by its pair or id. */
  getMarket(pair: string): Promise<Market>;
  /** A book, grouped to multiples of 10^precision chain units (1 to 18, default 1). */
  getDepth(market: ClientMarketRef, precision?: number, limit?: number): Promise<BookSides>;
  /** The holdings of a trade account by symbol. An asset that it never had may be missing. */
  getBalances(tradeAccountId: string): Promise<Readonly<Record<string, ClientBalance>>>;
  /** The orders of a trade account, newest first: `count` of them (default 20, at most 200), from behind the cursor. */
  getOrders(
    market: ClientMarketRef,
    tradeAccountId: string,
    isOpen?: boolean,
    count?: number,
    cursor?: { readonly startTimestamp: number; readonly startOrderId: string },
  ): Promise<readonly ClientOrder[]>;
  /** An order by its id, open or closed. */
  getOrder(market: ClientMarketRef, orderId: string): Promise<ClientOrder>;
  /** The next nonce of a trade account. */
  getNonce(tradeAccountId: string): Promise<bigint>;
  /** Reads the session's nonce anew. */
  refreshNonce(): Promise<bigint>;
  /** Ends what is under way. */
  close(): void;
}
