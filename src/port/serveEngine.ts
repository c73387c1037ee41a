// The engine's side of a worker's script.
import { EngineHost, type EngineOptions } from "./EngineHost.ts";
import type { Port } from "./messages.ts";
import { ServedPage } from "./ServedPage.ts";

/** The global object of a worker, of either kind. */
type WorkerScope = Port | { onconnect: ((event: { readonly ports: readonly MessagePort[] }) => void) | null };

/**
 * Serves an engine to the page that made this worker, or to all that share it.
 * @param scope the worker's global object, `self`; or a `MessagePort`.
 * @param options what no message can carry: `WebSocket`, `fetch`, `now`, `random`.
 *
 * @example
 * // A worker of your own, for an engine with another `fetch`.
 * serveEngine(self, { fetch: (input, init) => fetch(input, { ...init, credentials: "omit" }) });
 */
export function serveEngine(scope: WorkerScope, options: EngineOptions = {}): void {
  const host = new EngineHost(options);
  if (!("onconnect" in scope)) {
    new ServedPage(scope, host);
    return;
  }
  scope.onconnect = ({ ports: [port] }) => {
    if (!port) return;
    new ServedPage(port, host);
    port.start();
  };
}
