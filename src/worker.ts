// An engine in a worker of its own: the page only shows what it says.
export { serveEngine } from "./port/serveEngine.ts";

/**
 * Makes a worker with the engine, for the provider's `worker`. It has the whole of the feed but what components read: the socket, the
 * books, the reads over REST. Where it cannot be had, the page does its work, which is reported once.
 * @throws whatever the browser throws where it forbids workers.
 *
 * @example
 * <O2Provider network="testnet" worker={createWorker}>…</O2Provider>
 */
export function createWorker(): Worker {
  return new Worker(new URL("./engine.worker.js", import.meta.url), { type: "module", name: "o2-react" });
}
