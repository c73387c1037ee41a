"use client";
// React hooks for the live market feed of the O2 Exchange.
export * from "./client.ts";
export { O2Provider, type O2ProviderProps, useO2Feed } from "./react/O2Provider.tsx";
export type { Result } from "./react/result.ts";
export { type UseBalancesParams, useBalances } from "./react/useBalances.ts";
export { type UseBestPricesParams, useBestPrices } from "./react/useBestPrices.ts";
export { type UseConnectionResult, useConnection } from "./react/useConnection.ts";
export { type UseDepthParams, useDepth } from "./react/useDepth.ts";
export { type UseNonceParams, useNonce } from "./react/useNonce.ts";
export { useO2Store } from "./react/useO2Store.ts";
export { type UseOrdersParams, useOrders } from "./react/useOrders.ts";
export type { TopicOptions } from "./react/useTopic.ts";
export { type UseTradeEventsParams, useTradeEvents } from "./react/useTradeEvents.ts";
export { type UseTradesParams, useTrades } from "./react/useTrades.ts";
export type { BestPrices, Depth, DepthRow } from "./store/depth.ts";
export { createO2Feed, type O2Feed, type O2FeedOptions, type O2Store } from "./store/feed.ts";
export type { ConnectionState, Entry, O2State, TopicData, TopicEntries } from "./store/state.ts";
