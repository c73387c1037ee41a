// o2-react/testing/node: the simulated exchange behind real HTTP and WebSocket, and fixtures in files. Needs Node and the
// package `ws`.

export { saveFixture } from "./testing/saveFixture.ts";
export type { ServedExchange, ServeOptions } from "./testing/server.ts";
export { serveExchange } from "./testing/server.ts";
