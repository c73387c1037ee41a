// o2-react/testing/node: the simulated exchange behind real HTTP and WebSocket. Needs Node and the package `ws`.

export type { ServedExchange, ServeOptions } from "./testing/server.ts";
export { serveExchange } from "./testing/server.ts";
