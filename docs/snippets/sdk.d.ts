// The part of the official TypeScript SDK (0.2.0) that our pages and type tests use: names and types as its public
// repository has them. This package does not depend on the SDK. test/support/officialSdk.ts runs in its place.
declare module "@o2exchange/sdk" {
  // Ids are branded strings: TypeScript does not accept a plain string for one.
  type HexId<Brand extends string> = string & { readonly __brand: Brand };
  export type TxId = HexId<"TxId">;
  export type OrderId = HexId<"OrderId">;
  export type MarketId = HexId<"MarketId">;
  export type ContractId = HexId<"ContractId">;
  export type TradeAccountId = HexId<"TradeAccountId">;
  export type AssetId = HexId<"AssetId">;
  export function orderId(raw: string): OrderId;

  export interface NetworkConfig {
    apiBase: string;
    wsUrl: string;
    fuelRpc: string;
    faucetUrl: string | null;
  }
  export const TESTNET: NetworkConfig;

  // Entities. All of them are mutable.
  export type Side = "buy" | "sell";
  /** A string is a decimal, a `bigint` a chain integer. */
  export type Numeric = string | bigint;
  export type Identity = { Address: string } | { ContractId: string };
  export interface MarketAsset {
    symbol: string;
    asset: AssetId;
    decimals: number;
    max_precision: number;
  }
  export interface Market {
    contract_id: ContractId;
    market_id: MarketId;
    pair: string;
    maker_fee: bigint;
    taker_fee: bigint;
    min_order: bigint;
    dust: bigint;
    price_window: number;
    base: MarketAsset;
    quote: MarketAsset;
  }
  export type MarketRef = string | MarketId | Market;
  export interface DepthLevel {
    price: bigint;
    quantity: bigint;
  }
  export interface DepthSnapshot {
    bids: DepthLevel[];
    asks: DepthLevel[];
  }
  export type OrderType =
    | "Spot"
    | "FillOrKill"
    | "PostOnly"
    | "Market"
    | { Limit: [Numeric, string] }
    | { BoundedMarket: { max_price: Numeric; min_price: Numeric } };
  export type DesiredQuantity =
    | { Base: { remaining_quantity: bigint } }
    | { Quote: { desired_base_quantity: { Quantity: bigint } | "Infinite"; remaining_quote_token: bigint } };
  export interface Order {
    order_id: OrderId;
    side: Side;
    order_type: OrderType;
    quantity: bigint;
    quantity_fill?: bigint;
    desired_quantity?: DesiredQuantity;
    price: bigint;
    price_fill?: bigint;
    timestamp: string | number;
    close: boolean;
    partially_filled?: boolean;
    cancel?: boolean;
    base_decimals?: number;
    account?: Identity;
    fill?: unknown;
    order_tx_history?: unknown[];
    history?: unknown[];
    fills?: unknown[];
    market_id?: MarketId;
    owner?: Identity;
  }
  export interface Trade {
    trade_id: string;
    side: Side;
    total: bigint;
    quantity: bigint;
    price: bigint;
    timestamp: number;
    trader_side?: "maker" | "taker" | "both";
    maker?: Identity;
    taker?: Identity;
  }
  export interface OrderBookBalance {
    locked: bigint;
    unlocked: bigint;
    fee: bigint;
  }
  export interface BalanceResponse {
    order_books: Record<string, OrderBookBalance>;
    total_locked: bigint;
    total_unlocked: bigint;
    trading_account_balance: bigint;
  }

  // Wallets, sessions and actions.
  export interface Signer {
    readonly b256Address: string;
    personalSign(message: Uint8Array): Uint8Array;
  }
  export interface SessionState {
    ownerAddress: string;
    tradeAccountId: TradeAccountId;
    sessionPrivateKey: Uint8Array;
    sessionAddress: string;
    contractIds: ContractId[];
    /** Unix seconds. */
    expiry: number;
    nonce: bigint;
  }
  export type Action =
    | { type: "createOrder"; side: Side; price: Numeric; quantity: Numeric; orderType?: OrderType }
    | { type: "cancelOrder"; orderId: OrderId }
    | { type: "settleBalance" }
    | { type: "registerReferer"; to: Identity };
  export interface MarketActionGroup {
    market: string;
    actions: Action[];
  }
  export function createOrderAction(side: Side, price: Numeric, quantity: Numeric, orderType?: OrderType): Action;
  export function cancelOrderAction(orderId: OrderId): Action;
  export function settleBalanceAction(): Action;
  export interface CreateOrderOptions {
    orderType?: OrderType;
    settleFirst?: boolean;
    collectOrders?: boolean;
  }
  export class SessionActionsResponse {
    readonly txId: TxId | null;
    readonly orders: Order[] | null;
    readonly reason: string | null;
    readonly receipts: unknown[] | null;
    readonly code: number | null;
    readonly message: string | null;
    constructor(
      txId: TxId | null,
      orders: Order[] | null,
      reason: string | null,
      receipts: unknown[] | null,
      code: number | null,
      message: string | null,
    );
    get success(): boolean;
    get isPreflightError(): boolean;
    get isOnChainRevert(): boolean;
  }
  export interface WithdrawResponse {
    tx_id: TxId;
  }

  export class O2Error extends Error {
    readonly code: number | undefined;
    readonly reason: string | undefined;
    readonly receipts: unknown[] | undefined;
    constructor(message: string, code?: number, reason?: string, receipts?: unknown[]);
  }
  export class OnChainRevertError extends O2Error {
    constructor(message: string, reason?: string, receipts?: unknown[]);
  }
  export class SessionExpired extends O2Error {
    constructor(message?: string);
  }

  export class O2WebSocket {
    constructor(options: { config: NetworkConfig });
  }
  export class O2Client {
    constructor(options?: { config?: NetworkConfig });
    get session(): SessionState | null;
    setupAccount(wallet: Signer): Promise<{ tradeAccountId: TradeAccountId; nonce: bigint }>;
    createSession(wallet: Signer, markets: MarketRef[], expiryDays?: number): Promise<SessionState>;
    createOrder(
      market: MarketRef,
      side: Side,
      price: Numeric,
      quantity: Numeric,
      options?: CreateOrderOptions,
    ): Promise<SessionActionsResponse>;
    cancelOrder(orderId: OrderId, market: MarketRef): Promise<SessionActionsResponse>;
    /** One answer for each batch of five; `null` when no order is open. */
    cancelAllOrders(market: MarketRef): Promise<SessionActionsResponse[] | null>;
    settleBalance(market: MarketRef): Promise<SessionActionsResponse>;
    batchActions(groups: MarketActionGroup[], collectOrders?: boolean): Promise<SessionActionsResponse>;
    withdraw(wallet: Signer, asset: string, amount: Numeric, to?: string): Promise<WithdrawResponse>;
    getMarket(pair: string): Promise<Market>;
    getDepth(market: MarketRef, precision?: number, limit?: number): Promise<DepthSnapshot>;
    refreshNonce(): Promise<bigint>;
    close(): void;
  }
}
