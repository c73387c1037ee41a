// The names that code blocks may use without saying where they come from: what every reader has in mind already.
import type { ISeriesApi } from "lightweight-charts";
import type { Balance, Depth, Identity, Market, MarketRef, O2Feed, OrderDraft, Trade } from "o2-react";
import type { ChartDatafeed } from "o2-react/charts/tradingview";
import type { O2Rest, O2WebSocket } from "o2-react/client";
import type { FeedFixture, SimulatedExchange, TradingClient } from "o2-react/testing";
import type { Ladder } from "o2-react/trading";
import type { ReactElement, ReactNode } from "react";

declare global {
  /** A market, out of `useMarket` or the official SDK. */
  const market: Market;
  /** All there are. */
  const markets: readonly Market[];
  /** Its book, out of `useDepth`, and its trades; the price of the last one. */
  const book: Depth;
  const trades: readonly Trade[];
  const trade: Trade;
  const last: bigint;
  /** The balances of an account, an order before it is placed, and the ladder of the frame before. */
  const balances: readonly Balance[];
  const order: OrderDraft;
  const previous: Ladder | undefined;
  /** Its id. */
  const marketId: string;
  /** A trade account's id, or its identity. */
  const account: string;
  const identity: Identity;
  /** Addresses of an exchange. */
  const wsUrl: string;
  const apiBase: string;
  /** Out of `createO2Feed`. */
  const feed: O2Feed;
  /** A client that is connected, and the REST reads beside it. */
  const ws: O2WebSocket;
  const rest: O2Rest;
  /** Out of `createExchange`. */
  const exchange: SimulatedExchange;
  /** The official client, or a simulated one. */
  const client: TradingClient;
  /** Out of `recordFeed`. */
  const fixture: FeedFixture;
  /** Series of Lightweight Charts. */
  const candleSeries: ISeriesApi<"Candlestick">;
  const volumeSeries: ISeriesApi<"Histogram">;
  /** TradingView's charting library, which is on no registry, as its script makes it. */
  const TradingView: {
    readonly widget: new (options: {
      readonly datafeed: ChartDatafeed;
      readonly [option: string]: unknown;
    }) => { activeChart(): { resetData(): void } };
  };
  /** Components of the page. */
  const Page: (props: { readonly children?: ReactNode }) => ReactElement;
  const Book: (props: { readonly market?: MarketRef }) => ReactElement;
}
