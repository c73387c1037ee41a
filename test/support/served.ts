// A simulated exchange behind a real server, and clients of it. All are closed when the test is over.
import { type O2Error, O2WebSocket, type O2WebSocketOptions } from "o2-react/client";
import type { SimulatedExchange, SimulatedExchangeOptions } from "o2-react/testing";
import type { ServedExchange } from "o2-react/testing/node";
import { onTestFinished, vi } from "vitest";
import { createExchange, serveAny } from "./servers.ts";

export interface Served {
  readonly exchange: SimulatedExchange;
  readonly server: Pick<ServedExchange, "config" | "close">;
  /** The errors that clients made by `client` reported through `onError`. */
  readonly errors: O2Error[];
  /** A client that reconnects quickly. It is not connected yet. */
  client(options?: O2WebSocketOptions): O2WebSocket;
  /** The frames received since the last call. */
  requests(): unknown[];
}

/** Serves an exchange on a free port, with a book of some depth in every market. */
export async function serve(options: SimulatedExchangeOptions = {}): Promise<Served> {
  const exchange = createExchange(options);
  exchange.tick(200);
  const server = await serveAny(exchange);
  onTestFinished(async () => {
    exchange.close();
    await server.close();
  });
  const errors: O2Error[] = [];
  return {
    exchange,
    server,
    errors,
    client(more = {}) {
      const client = new O2WebSocket(server.config, {
        minReconnectDelay: 10,
        maxReconnectDelay: 100,
        onError: (error) => errors.push(error),
        ...more,
      });
      onTestFinished(() => client.disconnect());
      return client;
    },
    requests() {
      const frames = exchange.requests.map(({ frame }) => frame);
      exchange.clearRequests();
      return frames;
    },
  };
}

/**
 * Waits until a condition holds. Only a condition that never holds takes this long: a busy machine needs many times
 * what a quiet one does.
 */
export function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { interval: 2, timeout: 60_000 });
}

/** Keeps reading in the background. `values` grows, and `ended` settles when the iterator ends. */
export function collect<T>(stream: AsyncIterable<T>): { readonly values: T[]; readonly ended: Promise<unknown> } {
  const values: T[] = [];
  const read = async (): Promise<unknown> => {
    try {
      for await (const value of stream) values.push(value);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  return { values, ended: read() };
}
