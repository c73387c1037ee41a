"use client";
// An engine in a worker of its own: the page only shows what it says.

/**
 * Makes a worker with the engine, for the provider's `worker`: the socket, the books, the reads over REST. Where it cannot be had, the
 * page does its work, which is reported once.
 * @throws whatever the browser throws where it forbids workers.
 *
 * @example
 * <O2Provider network="testnet" worker={createWorker}>…</O2Provider>
 */
export function createWorker(): Worker {
  return new Worker(new URL("./engine.worker.js", import.meta.url), { type: "module", name: "o2-react" });
}
