// Values of the official TypeScript SDK (0.2.0) given to our functions, and which of ours can be given to its. Its types are
// declared here by their documented shapes. Kept by `tsc`: at run time nothing here is called.
import {
  type BookSides,
  type DepthLevel,
  findMarket,
  formatPrice,
  formatQuantity,
  type Identity,
  type Market,
  O2Rest,
  O2WebSocket,
  type Order,
  parsePrice,
  type Trade,
} from "o2-react/client";
import { expectTypeOf, test } from "vitest";

type HexId<Brand extends string> = string & { readonly __brand: Brand };
type SdkIdentity = { Address: string } | { ContractId: string };
interface SdkAsset {
  symbol: string;
  asset: HexId<"AssetId">;
  decimals: number;
  max_precision: number;
}
interface SdkMarket {
  contract_id: HexId<"ContractId">;
  market_id: HexId<"MarketId">;
  pair: string;
  maker_fee: bigint;
  taker_fee: bigint;
  min_order: bigint;
  dust: bigint;
  price_window: number;
  base: SdkAsset;
  quote: SdkAsset;
}
/** Each of its methods that names a market takes this. */
type SdkMarketRef = string | HexId<"MarketId"> | SdkMarket;
interface SdkLevel {
  price: bigint;
  quantity: bigint;
}
interface SdkTrade {
  trade_id: string;
  side: "buy" | "sell";
  total: bigint;
  quantity: bigint;
  price: bigint;
  timestamp: number;
  trader_side?: "maker" | "taker" | "both";
  maker?: SdkIdentity;
  taker?: SdkIdentity;
}
interface SdkOrder {
  order_id: HexId<"OrderId">;
  side: "buy" | "sell";
  order_type:
    | "Spot"
    | "FillOrKill"
    | "PostOnly"
    | "Market"
    | { Limit: [string | bigint, string] }
    | { BoundedMarket: { max_price: string | bigint; min_price: string | bigint } };
  quantity: bigint;
  quantity_fill?: bigint;
  price: bigint;
  price_fill?: bigint;
  timestamp: string | number;
  close: boolean;
  partially_filled?: boolean;
  cancel?: boolean;
  base_decimals?: number;
  account?: SdkIdentity;
  owner?: SdkIdentity;
  market_id?: HexId<"MarketId">;
  fills?: unknown[];
}

/** Checked, never called. */
const checked = (_: () => unknown): void => undefined;

test("a Market of the official SDK goes wherever a market goes", () => {
  checked(() => {
    const market = {} as SdkMarket;
    const level = {} as SdkLevel;
    formatPrice(market, level.price);
    formatQuantity(market, level.quantity);
    parsePrice(market, "0.1");
    expectTypeOf(findMarket([market], market.pair)).toExtend<Market>();
    new O2WebSocket({ wsUrl: "" }).streamDepth(market.market_id);
    return new O2Rest("").depth({ market: market.market_id });
  });
  expectTypeOf<SdkMarket>().toExtend<Market>();
});

test("an Order and a Trade of the official SDK are cursors of our reads, and identities go as they are", () => {
  checked(() => {
    const rest = new O2Rest("");
    const order = {} as SdkOrder;
    const identity = {} as SdkIdentity;
    void rest.trades({ market: "", before: {} as SdkTrade });
    new O2WebSocket({ wsUrl: "" }).streamOrders([identity]);
    return rest.orders({ market: "", identity, before: order });
  });
  expectTypeOf<SdkTrade>().toExtend<Trade>();
  expectTypeOf<SdkLevel>().toExtend<DepthLevel>();
  expectTypeOf<{ bids: SdkLevel[]; asks: SdkLevel[] }>().toExtend<BookSides>();
  expectTypeOf<SdkIdentity>().toExtend<Identity>();
  // Its prices of a Limit may be a bigint, which ours never are.
  expectTypeOf<Omit<SdkOrder, "order_type">>().toExtend<Omit<Order, "order_type">>();
});

test("ours that the official SDK takes: trades, levels, identities, and a market by its id", () => {
  expectTypeOf<Trade>().toExtend<SdkTrade>();
  expectTypeOf<DepthLevel>().toExtend<SdkLevel>();
  expectTypeOf<Identity>().toExtend<SdkIdentity>();
  expectTypeOf<Market["market_id"]>().toExtend<SdkMarketRef>();
});

test("ours that it does not take as they are: its ids are branded, ours are plain strings", () => {
  expectTypeOf<Market>().not.toExtend<SdkMarketRef>();
  expectTypeOf<Order>().not.toExtend<SdkOrder>();
});
