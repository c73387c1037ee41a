// A faulty REST API, in this page or on a port, and a client of it.
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { O2Rest, type RestOptions } from "o2-react/client";
import { createExchange } from "o2-react/testing";
import { onTestFinished } from "vitest";

/** The reason with which a read is rejected. Unlike `rejects`, it listens from the start. */
export function failure(read: Promise<unknown>): Promise<unknown> {
  return read.then(
    () => Promise.reject(new Error("the read succeeded")),
    (error: unknown) => error,
  );
}

/** A REST API on a free port, with given answers. */
export async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A rest of an exchange in this page, and the times of its requests. */
export function page(options: RestOptions = {}, latency = 0) {
  const exchange = createExchange({ latency });
  const asked: number[] = [];
  const begin = Date.now();
  const fetch: typeof globalThis.fetch = (...args) => {
    asked.push(Date.now() - begin);
    return exchange.fetch(...args);
  };
  return { exchange, asked, rest: new O2Rest(exchange.config.apiBase, { fetch, ...options }) };
}
