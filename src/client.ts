// The O2 feed without React: the client, its errors and its vocabulary.

export type { WebSocketClass } from "./client/attempt.ts";
export type { ConnectionEvent, LifecycleEvent, ResubscribedEvent } from "./client/lifecycle.ts";
export { marginFigures } from "./client/marginFigures.ts";
export { O2WebSocket } from "./client/O2WebSocket.ts";
export { OrderBook } from "./client/OrderBook.ts";
export type { OnVenue } from "./client/protocol.ts";
export * from "./client/public.ts";
export { O2Rest } from "./client/rest.ts";
export type { O2Stream } from "./client/stream.ts";
