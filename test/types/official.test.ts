// Values of the official TypeScript SDK given to our functions, and ours given to its. Its types are those of
// docs/snippets/sdk.d.ts, which was compared with its public repository (0.2.0). `tsc` checks this file: at run time
// nothing here is called.
/// <reference path="../../docs/snippets/sdk.d.ts" />
import type * as Sdk from "@o2exchange/sdk";
import {
  type O2ProviderProps,
  useBestPrices,
  useCandles,
  useDepth,
  useDepthEvents,
  useMarket,
  useNonce,
  useOrders,
  useTicker,
  useTradeEvents,
  useTrades,
} from "o2-react";
import {
  type Balance,
  type BookSides,
  createFormat,
  type DepthLevel,
  findMarket,
  formatPrice,
  formatQuantity,
  type Identity,
  type Market,
  type MarketAsset,
  O2Rest,
  O2WebSocket,
  type Order,
  OrderBook,
  parsePrice,
  parseQuantity,
  type Trade,
} from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import type { ActionsResponse, ClientOrder, ClientSession, ClientWallet, TradingClient } from "o2-react/testing";
import { expectTypeOf, test } from "vitest";
import type * as StandIn from "../support/officialSdk/index.ts";

declare const sdk: {
  readonly client: Sdk.O2Client;
  readonly config: Sdk.NetworkConfig;
  readonly market: Sdk.Market;
  readonly level: Sdk.DepthLevel;
  readonly snapshot: Sdk.DepthSnapshot;
  readonly trade: Sdk.Trade;
  readonly order: Sdk.Order;
  readonly identity: Sdk.Identity;
  readonly account: Sdk.TradeAccountId;
  readonly orderId: typeof Sdk.orderId;
};
declare const ours: { readonly market: Market; readonly order: Order; readonly asset: MarketAsset };

/** Checked, never called. */
const checked = (_: () => unknown): void => undefined;

test("a Market of the official SDK goes wherever a market goes", () => {
  checked(() => {
    const { market, level } = sdk;
    useMarket({ market });
    useDepth({ market });
    useBestPrices({ market });
    useTrades({ market });
    useTicker({ market });
    useCandles({ market });
    useTradeEvents({ market }, () => undefined);
    useDepthEvents({ market }, () => undefined);
    useOrders({ identities: sdk.account, market });
    formatPrice(market, level.price);
    formatQuantity(market, level.quantity);
    parsePrice(market, "0.1");
    parseQuantity(market, "0.1");
    createFormat(market);
    expectTypeOf(findMarket([market], market.pair)).toExtend<Market>();
    new O2WebSocket({ wsUrl: "" }).streamDepth(market.market_id);
    return new O2Rest("").depth({ market: market.market_id });
  });
  expectTypeOf<Sdk.Market>().toExtend<Market>();
  expectTypeOf<Sdk.MarketAsset>().toExtend<MarketAsset>();
});

test("a DepthLevel of the official SDK is one of ours, and its snapshot is a book", () => {
  checked(() => {
    const { level, snapshot, market } = sdk;
    const levels: readonly DepthLevel[] = [level, ...snapshot.bids];
    new OrderBook().apply({ action: "subscribe_depth", market_id: market.market_id, view: snapshot });
    return levels;
  });
  expectTypeOf<Sdk.DepthLevel>().toExtend<DepthLevel>();
  expectTypeOf<Sdk.DepthSnapshot>().toExtend<BookSides>();
});

test("an Order and a Trade of the official SDK are cursors of our reads, and identities go as they are", () => {
  checked(() => {
    const rest = new O2Rest("");
    void rest.trades({ market: "", before: sdk.trade });
    useOrders({ identities: [sdk.identity, sdk.account] });
    new O2WebSocket(sdk.config).streamOrders([sdk.identity]);
    useNonce({ identity: sdk.identity });
    createO2Feed({ config: sdk.config });
    return rest.orders({ market: "", identity: sdk.identity, before: sdk.order });
  });
  expectTypeOf<{ config: Sdk.NetworkConfig }>().toExtend<O2ProviderProps>();
  expectTypeOf<Sdk.Trade>().toExtend<Trade>();
  expectTypeOf<Sdk.Identity>().toExtend<Identity>();
  expectTypeOf<Omit<Sdk.Order, Untyped>>().toExtend<Omit<Order, Untyped>>();
});

/** The SDK's price of a Limit may be a bigint, and it leaves the form of fills and of the history open. */
type Untyped = "order_type" | "fills" | "history";

test("an Order of the official SDK as a whole is not one of ours: fills, history and the price of a Limit are open there", () => {
  expectTypeOf<Sdk.Order>().not.toExtend<Order>();
  expectTypeOf<Exclude<Sdk.OrderType, { Limit: unknown } | { BoundedMarket: unknown }>>().toExtend<
    Order["order_type"]
  >();
});

test("ours that the official SDK takes: trades, levels, identities, amounts, a market by its pair or id", () => {
  checked(() => {
    const { client, orderId } = sdk;
    const { market, order, asset } = ours;
    void client.createOrder(market.pair, order.side, order.price, order.quantity);
    void client.createOrder(market.market_id, "buy", parsePrice(market, "1"), parseQuantity(market, "1"));
    void client.cancelOrder(orderId(order.order_id), market.pair);
    void client.batchActions([{ market: market.market_id, actions: [{ type: "settleBalance" }] }]);
    return client.withdraw({} as Sdk.Signer, asset.asset, 1n);
  });
  expectTypeOf<Trade>().toExtend<Sdk.Trade>();
  expectTypeOf<DepthLevel>().toExtend<Sdk.DepthLevel>();
  expectTypeOf<Identity>().toExtend<Sdk.Identity>();
  expectTypeOf<Market["market_id"]>().toExtend<Sdk.MarketRef>();
  expectTypeOf<Balance["order_books"][string]>().toExtend<Sdk.OrderBookBalance>();
  expectTypeOf<Omit<Balance, "order_books">>().toExtend<Omit<Sdk.BalanceResponse, "order_books">>();
});

test("ours that it does not take as they are: its ids are branded and its lists mutable", () => {
  expectTypeOf<Market>().not.toExtend<Sdk.MarketRef>();
  expectTypeOf<Order>().not.toExtend<Sdk.Order>();
  expectTypeOf<Order["order_id"]>().not.toExtend<Sdk.OrderId>();
  expectTypeOf<BookSides>().not.toExtend<Sdk.DepthSnapshot>();
});

/** The methods that are declared of the official client here, and `getMarket`, whose form takes more than a pair. */
type Traded = Extract<keyof TradingClient, keyof Sdk.O2Client>;

test("the official client is a TradingClient, so that a form takes it or a simulated one", () => {
  expectTypeOf<Sdk.O2Client>().toExtend<Pick<TradingClient, Traded>>();
  expectTypeOf<
    "createOrder" | "cancelOrder" | "cancelAllOrders" | "batchActions" | "settleBalance"
  >().toExtend<Traded>();
  expectTypeOf<"createSession" | "setupAccount" | "withdraw" | "session" | "refreshNonce">().toExtend<Traded>();
  expectTypeOf<Sdk.SessionActionsResponse>().toExtend<ActionsResponse>();
  expectTypeOf<Sdk.Order>().toExtend<ClientOrder>();
  expectTypeOf<Sdk.SessionState>().toExtend<ClientSession>();
  expectTypeOf<Sdk.Signer>().toExtend<ClientWallet>();
});

test("the stand-in that plays placing-orders.md has the declared types", () => {
  expectTypeOf<typeof StandIn>().toExtend<
    Pick<typeof Sdk, "orderId" | "createOrderAction" | "cancelOrderAction" | "settleBalanceAction" | "TESTNET">
  >();
  expectTypeOf<StandIn.O2Client>().toExtend<Pick<Sdk.O2Client, keyof Sdk.O2Client>>();
  expectTypeOf<StandIn.SessionActionsResponse>().toExtend<Sdk.SessionActionsResponse>();
  expectTypeOf<StandIn.O2Error>().toExtend<Sdk.O2Error>();
});
