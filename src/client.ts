// The O2 feed without React: the client, its errors and its vocabulary.

export type { WebSocketClass } from "./client/attempt.ts";
export type { Books } from "./client/books.ts";
export type { Connection } from "./client/connection.ts";
export * from "./client/entities.ts";
export type { InputErrorCode, InputFault } from "./client/errors.ts";
export {
  isO2Error,
  O2BookError,
  O2CallbackError,
  O2ConnectionError,
  O2Error,
  O2FrameError,
  O2InputError,
  O2LimitError,
  O2OverflowError,
  O2RestError,
  O2ServerError,
} from "./client/errors.ts";
export type { ClientCounters, ClientEvent, WireFrame } from "./client/events.ts";
export type { FormatOptions, MarketFormat } from "./client/format.ts";
export { createFormat, formatPrice, formatQuantity, parsePrice, parseQuantity } from "./client/format.ts";
export type { IdentityRef, MarketRef } from "./client/ids.ts";
export type { ConnectionEvent, LifecycleEvent, ResubscribedEvent } from "./client/lifecycle.ts";
export type { Timings } from "./client/link.ts";
export * from "./client/networks.ts";
export { O2WebSocket } from "./client/O2WebSocket.ts";
export { OrderBook } from "./client/OrderBook.ts";
export type { O2WebSocketOptions } from "./client/options.ts";
export { findMarket } from "./client/pairs.ts";
export * from "./client/protocol.ts";
export type { ReadOptions, RestOptions } from "./client/request.ts";
export { O2Rest } from "./client/rest.ts";
export type { Session } from "./client/session.ts";
export type { O2Stream } from "./client/stream.ts";
export type { Slot } from "./client/wire.ts";
