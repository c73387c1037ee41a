// o2-react/testing: the simulated exchange, for tests and stories. Runs in a page and in Node.

export type { Who } from "./testing/accounts.ts";
export type { Commit } from "./testing/commits.ts";
export type { Link, LoggedRequest, Transport } from "./testing/connections.ts";
export type { ExchangeHost, SimulatedExchange, SimulatedExchangeOptions } from "./testing/createExchange.ts";
export { createExchange } from "./testing/createExchange.ts";
export type { Action } from "./testing/exchange.ts";
export type { FaultControls, FrameMatch, RestFault } from "./testing/faults.ts";
export type { FeedFixture, FixtureRead } from "./testing/fixture.ts";
export type { AssetTotal } from "./testing/ledger.ts";
export type { AssetSpec, ExchangeMarket, MarketSpec } from "./testing/markets.ts";
export { defaultMarkets } from "./testing/markets.ts";
export type { Account } from "./testing/orders.ts";
export type { FeedRecorder, RecordFeedOptions } from "./testing/recordFeed.ts";
export { recordFeed } from "./testing/recordFeed.ts";
export type { RefusalCode } from "./testing/refusal.ts";
export { ExchangeRefusal } from "./testing/refusal.ts";
export type { FeedReplay, ReplayFeedOptions } from "./testing/replayFeed.ts";
export { replayFeed } from "./testing/replayFeed.ts";
export type { RestReply } from "./testing/replies.ts";
export type { SessionSubscriptions } from "./testing/session.ts";
export type { Bar, Resolution } from "./testing/tape.ts";
export type { OrderRequest } from "./testing/terms.ts";
export type { BookTop } from "./testing/venue.ts";
export type { SnapshotKey } from "./testing/wire.ts";
