// The names that code blocks may use without saying where they come from: what every reader has in mind already.
import type { Balance, Depth, Identity, Market, MarketRef, O2Feed, OrderDraft, Trade } from "o2-react";
import type { O2Rest, O2WebSocket } from "o2-react/client";
import type { FeedFixture, SimulatedExchange } from "o2-react/testing";
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
  /** Out of `recordFeed`. */
  const fixture: FeedFixture;
  /** Components of the page. */
  const Page: (props: { readonly children?: ReactNode }) => ReactElement;
  const Book: (props: { readonly market?: MarketRef }) => ReactElement;
}
