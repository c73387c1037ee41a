"use client";
// React hooks for the live market feed of the O2 Exchange. The engine is a chunk that a page loads later.
export type { AuditCounters, MarketCounters } from "./client/audits.ts";
export * from "./client/public.ts";
export type { FeedHandle, RestReads } from "./port/FeedHandle.ts";
export type { DepthEvent } from "./react/DepthListener.ts";
export { Flash, type FlashProps } from "./react/Flash.tsx";
export { O2Provider, type O2ProviderProps, useO2Feed } from "./react/O2Provider.tsx";
export { O2Seed, type O2SeedProps } from "./react/O2Seed.tsx";
export type { Result } from "./react/result.ts";
export { type UseAccountParams, useAccount } from "./react/useAccount.ts";
export { type Action, useAction } from "./react/useAction.ts";
export { type UseBalancesParams, useBalances } from "./react/useBalances.ts";
export { type UseBestPricesParams, useBestPrices } from "./react/useBestPrices.ts";
export { type UseBestPricesOfParams, useBestPricesOf } from "./react/useBestPricesOf.ts";
export { type UseCandlesParams, useCandles } from "./react/useCandles.ts";
export { type UseCandlesOfParams, useCandlesOf } from "./react/useCandlesOf.ts";
export { type UseConnectionResult, useConnection } from "./react/useConnection.ts";
export { type UseDepthParams, useDepth } from "./react/useDepth.ts";
export { type UseDepthEventsParams, useDepthEvents } from "./react/useDepthEvents.ts";
export { type UseFillsParams, useFills } from "./react/useFills.ts";
export { type LastMove, useFlash } from "./react/useFlash.ts";
export type { OrderHistory, PagedHistory } from "./react/useHistory.ts";
export type { ManyParams, MarketRefs, ResultsOf } from "./react/useMany.ts";
export { type UseMarginAccountParams, useMarginAccount } from "./react/useMarginAccount.ts";
export { useMarginTiers } from "./react/useMarginTiers.ts";
export { type UseMarketParams, useMarket } from "./react/useMarket.ts";
export { useMarketSummaries } from "./react/useMarketSummaries.ts";
export { useMarkets } from "./react/useMarkets.ts";
export { type UseNonceParams, useNonce } from "./react/useNonce.ts";
export { useO2Store } from "./react/useO2Store.ts";
export { type UseOrderEstimateParams, useOrderEstimate } from "./react/useOrderEstimate.ts";
export { type UseOrderEventsParams, useOrderEvents } from "./react/useOrderEvents.ts";
export {
  type FieldProps,
  type OrderFormState,
  type UseOrderFormParams,
  useOrderForm,
} from "./react/useOrderForm.ts";
export { type OrderTriggers, type UseOrdersParams, useOrders } from "./react/useOrders.ts";
export { type UsePortfolioParams, usePortfolio } from "./react/usePortfolio.ts";
export { type UseTickerParams, useTicker } from "./react/useTicker.ts";
export { type UseTickersParams, useTickers } from "./react/useTickers.ts";
export type { TopicOptions } from "./react/useTopic.ts";
export { type UseTradeEventsParams, useTradeEvents } from "./react/useTradeEvents.ts";
export { type UseTradesParams, useTrades } from "./react/useTrades.ts";
export { preloadEngine } from "./shell/engine.ts";
export type { StandaloneTriggers } from "./store/channels/triggers.ts";
export type { CommitPace, FrameWindow } from "./store/commits.ts";
export { type DehydrateOptions, dehydrate } from "./store/dehydrate.ts";
export type { BestPrices, Depth, DepthRow } from "./store/depth.ts";
export type { DepthChange } from "./store/depthChanges.ts";
export type { O2Feed } from "./store/feed.ts";
export type { HistoryChannel, HistoryPage } from "./store/history.ts";
export type { HistoryStatus } from "./store/historyStatus.ts";
export type { OrderChange } from "./store/OrderLedger.ts";
export type { GivenSeed } from "./store/seed.ts";
export type { O2FeedOptions } from "./store/settings.ts";
export type { ConnectionState, Entry, O2State, O2Store, TopicData, TopicEntries } from "./store/state.ts";
export type { Ticker } from "./store/ticker.ts";
export type {
  AccountTopic,
  CandleTopic,
  DepthTopic,
  FeedTopic,
  FillsTopic,
  MarginAccountTopic,
  MarginTiersTopic,
  MarketSummariesTopic,
  OrdersTopic,
  PolledTopic,
  TradesTopic,
} from "./store/topics.ts";
export type { Holding, UntilOptions } from "./store/until.ts";
export type { OrderWatch } from "./store/watchOrders.ts";
export type { OrderEstimate } from "./trading/estimateOrder.ts";
export type { OrderDraft, Readings } from "./trading/orderDraft.ts";
export type { OrderFields, OrderForm, OrderFormOptions } from "./trading/orderForm.ts";
export type { ActionAnswer, ActionOutcome } from "./trading/outcomeOf.ts";
export type { Portfolio, PortfolioAsset } from "./trading/portfolio.ts";
export type { Tone } from "./trading/toneOf.ts";
