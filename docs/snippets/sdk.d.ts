// What our pages use of the official SDK, as its documentation has it: it is no dependency of this package, only of the
// applications that trade. Its ids are branded strings, so that a bare string does not pass for one.
declare module "@o2exchange/sdk" {
  type HexId<Brand extends string> = string & { readonly __brand: Brand };
  export type OrderId = HexId<"OrderId">;
  export type TradeAccountId = HexId<"TradeAccountId">;

  export interface NetworkConfig {
    apiBase: string;
    wsUrl: string;
    fuelRpc: string;
    faucetUrl: string | null;
  }
  export const TESTNET: NetworkConfig;

  export interface MarketAsset {
    symbol: string;
    asset: HexId<"AssetId">;
    decimals: number;
    max_precision: number;
  }
  export interface Market {
    contract_id: HexId<"ContractId">;
    market_id: HexId<"MarketId">;
    pair: string;
    maker_fee: bigint;
    taker_fee: bigint;
    min_order: bigint;
    dust: bigint;
    price_window: number;
    base: MarketAsset;
    quote: MarketAsset;
  }
  export interface Signer {
    readonly b256Address: string;
    personalSign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
  }
  export interface SessionState {
    readonly tradeAccountId: TradeAccountId;
    nonce: bigint;
  }
  export interface SessionActionsResponse {
    readonly success: boolean;
    readonly reason: string | null;
    readonly message: string | null;
  }
  export function orderId(raw: string): OrderId;
  export class O2Error extends Error {}
  export class O2WebSocket {
    constructor(options: { config: NetworkConfig });
  }
  export class O2Client {
    constructor(options: { config: NetworkConfig });
    readonly session: SessionState | null;
    setupAccount(wallet: Signer): Promise<{ tradeAccountId: TradeAccountId; nonce: bigint }>;
    createSession(wallet: Signer, markets: (string | Market)[], expiryDays?: number): Promise<SessionState>;
    getMarket(pair: string): Promise<Market>;
    createOrder(
      market: string | Market,
      side: "buy" | "sell",
      price: string | bigint,
      quantity: string | bigint,
      options?: { orderType?: "Spot" | "PostOnly" | "Market" | "FillOrKill" },
    ): Promise<SessionActionsResponse>;
    cancelOrder(orderId: OrderId, market: string | Market): Promise<SessionActionsResponse>;
    refreshNonce(): Promise<bigint>;
    close(): void;
  }
}
