// The engine's side of a worker's script.
import { EngineHost, type EngineOptions } from "./EngineHost.ts";
import type { Port } from "./messages.ts";
import { ServedPage } from "./ServedPage.ts";

/**
 * Serves an engine to the page that made this worker.
 * @param scope the worker's global object, `self`; or a `MessagePort`.
 * @param options what no message can carry: `WebSocket`, `fetch`, `now`, `random`.
 *
 * @example
 * // A worker of your own, for an engine with another `fetch`.
 * serveEngine(self, { fetch: (input, init) => fetch(input, { ...init, credentials: "omit" }) });
 */
export function serveEngine(scope: Port, options: EngineOptions = {}): void {
  new ServedPage(scope, new EngineHost(options));
}
