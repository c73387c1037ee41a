// The global setup of the browser tests: exchanges behind real sockets on loopback. The page creates and commands them
// over HTTP (see remote-exchange.ts), because a page cannot listen on a port. Runs in Node.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createExchange, type SimulatedExchange, type SimulatedExchangeOptions } from "o2-react/testing";
import { type ServedExchange, serveExchange } from "o2-react/testing/node";
import type { TestProject } from "vitest/node";
import { callMember } from "../../lab/far/members.ts";
import { type Cached, cached } from "./cached.ts";
import { fromText, toText } from "./text.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The address at which exchanges are created and commanded. */
    readonly exchanges: string;
  }
}

/** A page's request: for a new exchange, or for an action of one it has. */
export type Command =
  | {
      readonly make: SimulatedExchangeOptions & {
        readonly ticks?: number;
        /** Additional headers of its REST answers, which say how long they may be cached. */
        readonly headers?: Readonly<Record<string, string>>;
      };
    }
  | { readonly exchange: number; readonly path: readonly string[]; readonly args: readonly unknown[] }
  | { readonly close: number };

interface Held {
  readonly exchange: SimulatedExchange;
  readonly server: ServedExchange;
  readonly front: Cached | undefined;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const held = new Map<number, Held>();
  let made = 0;

  const close = async (id: number): Promise<void> => {
    const entry = held.get(id);
    held.delete(id);
    entry?.exchange.close();
    await entry?.front?.close();
    await entry?.server.close();
  };

  const carryOut = async (command: Command): Promise<unknown> => {
    if ("close" in command) return close(command.close);
    if ("make" in command) {
      const { ticks = 300, headers, ...options } = command.make;
      const exchange = createExchange(options);
      exchange.tick(ticks);
      const server = await serveExchange(exchange);
      const front = headers && (await cached(server.config.apiBase ?? "", headers));
      made += 1;
      held.set(made, { exchange, server, front });
      const config = front ? { ...server.config, apiBase: front.apiBase } : server.config;
      return { id: made, config, markets: exchange.markets, accounts: exchange.accounts };
    }
    const entry = held.get(command.exchange);
    if (!entry) throw new Error(`There is no exchange ${command.exchange}`);
    return callMember(entry.exchange, command.path, command.args);
  };

  const control = createServer(async (request, response) => {
    const headers = { "access-control-allow-origin": "*", "content-type": "text/plain" };
    try {
      const result = await carryOut(fromText(await bodyOf(request)) as Command);
      response.writeHead(200, headers).end(toText(result));
    } catch (error) {
      response.writeHead(500, headers).end(String(error));
    }
  });
  await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));
  project.provide("exchanges", `http://127.0.0.1:${(control.address() as AddressInfo).port}`);

  return async () => {
    await Promise.all([...held.keys()].map(close));
    control.closeAllConnections();
    await new Promise((resolve) => control.close(resolve));
  };
}
