// o2-react/testing: the simulated exchange, for tests and stories. Runs in a page and in Node.

export type { Who } from "./testing/accounts.ts";
export type { Action, BatchOptions, TriggerParent } from "./testing/action.ts";
export type { Commit } from "./testing/commits.ts";
export type { LoggedRequest, ServerLink, ServerTransport } from "./testing/connections.ts";
export type {
  ExchangeHost,
  SimulatedExchange,
  SimulatedExchangeOptions,
  SimulatedMarginVenue,
} from "./testing/createExchange.ts";
export { createExchange } from "./testing/createExchange.ts";
export type { ActionFault, FaultControls, FrameMatch, RestFault } from "./testing/faults.ts";
export type { PageFetch } from "./testing/fetch.ts";
export type { FeedFixture, FixtureRead } from "./testing/fixture.ts";
export type { AssetTotal } from "./testing/ledger.ts";
export type { MarginControls, MarginScript } from "./testing/margin.ts";
export type { AssetSpec, ExchangeMarket, MarketSpec } from "./testing/markets.ts";
export { defaultMarkets } from "./testing/markets.ts";
export type { Account } from "./testing/orders.ts";
export type { FeedRecorder, FeedRecording, RecordFeedOptions } from "./testing/recordFeed.ts";
export { recordFeed } from "./testing/recordFeed.ts";
export { RecordingError } from "./testing/recordTap.ts";
export type { RefusalCode } from "./testing/refusal.ts";
export { ExchangeRefusal } from "./testing/refusal.ts";
export type { FeedReplay, ReplayFeedOptions } from "./testing/replayFeed.ts";
export { replayFeed } from "./testing/replayFeed.ts";
export type { RestReply } from "./testing/replies.ts";
export type { ApiRequest } from "./testing/rest/answer.ts";
export { type ErrorClasses, TradingClientError } from "./testing/sdk/clientErrors.ts";
export { simulatedWallet } from "./testing/sdk/clientSessions.ts";
export { type SimulatedClient, type SimulatedClientOptions, simulatedClient } from "./testing/sdk/simulatedClient.ts";
export type {
  ActionsResponse,
  ClientAction,
  ClientActionGroup,
  ClientBalance,
  ClientMarketRef,
  ClientOrder,
  ClientOrderOptions,
  ClientOrderType,
  ClientSession,
  ClientWallet,
  Numeric,
  TradingClient,
} from "./testing/sdk/tradingClient.ts";
export type { SessionSubscriptions } from "./testing/serverSession.ts";
export type { SimulatedVenue } from "./testing/simulatedVenue.ts";
export type { Resolution } from "./testing/tape.ts";
export type { OrderRequest } from "./testing/terms.ts";
export type { TriggerOrder, TriggerRequest, TriggerStatus, TriggerType } from "./testing/triggerRules.ts";
export type { BookTop } from "./testing/venue.ts";
export type { VenueSubscriptions } from "./testing/venueSession.ts";
export type { SnapshotKey } from "./testing/wire.ts";
export type { Wire, WireChoice } from "./testing/wires.ts";
export { ExchangeOptionError, readWire, WIRE } from "./testing/wires.ts";
export type { SignatureCheck } from "./testing/writes/signatures.ts";
