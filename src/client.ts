// The O2 feed without React: the client, its errors and its vocabulary.
export {
  O2BookError,
  O2CallbackError,
  O2ConnectionError,
  O2Error,
  O2FrameError,
  O2InputError,
  O2LimitError,
  O2OverflowError,
  O2ServerError,
} from "./client/errors.ts";
export type { IdentityRef, MarketRef } from "./client/ids.ts";
export type { LifecycleEvent } from "./client/lifecycle.ts";
export type { Connection, Timings } from "./client/link.ts";
export { O2WebSocket } from "./client/O2WebSocket.ts";
export { OrderBook } from "./client/OrderBook.ts";
export type { O2WebSocketOptions } from "./client/options.ts";
export * from "./client/protocol.ts";
export type { ClientCounters, ClientEvent, Session } from "./client/session.ts";
export type { O2Stream } from "./client/stream.ts";
export type { Slot } from "./client/subscriptions.ts";
export type { WebSocketClass } from "./client/transport.ts";
