// The exchange behind real HTTP and WebSocket on a port. The only file of this folder that needs Node.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { ServerTransport } from "./connections.ts";
import type { SimulatedExchange } from "./createExchange.ts";
import { headersOf } from "./replies.ts";
import { loadSignatureCheck } from "./signatureCheck.ts";

/** An exchange on a port. */
export interface ServedExchange {
  readonly port: number;
  /** Addresses for a client. */
  readonly config: { readonly wsUrl: string; readonly apiBase: string };
  /** Ends the server and every connection to it. The exchange itself goes on. */
  close(): Promise<void>;
}

/** Options of a served exchange. */
export interface ServeOptions {
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /**
   * Checks every signature: the owner's under sessions and withdrawals, the session's under actions. Needs the packages
   * `@noble/curves` and `@noble/hashes`. Default false: any well-formed signature is taken.
   */
  readonly strict?: boolean | undefined;
}

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, PUT, OPTIONS",
  "access-control-allow-headers": "content-type, o2-owner-id",
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

/** The exchange's way to one client over TCP. */
const transportOf = (socket: WebSocket, tcp: Duplex): ServerTransport => {
  let parked: ((chunk: Buffer) => void)[] = [];
  const swallow = (): void => undefined;
  return {
    send: (text, isBinary = false) => socket.send(text, { binary: isBinary }),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    // A half-open link: what comes in is read and forgotten, so that `ws` answers neither pings nor a close.
    stall: () => {
      if (parked.length > 0) return;
      parked = tcp.listeners("data") as ((chunk: Buffer) => void)[];
      tcp.removeAllListeners("data");
      tcp.on("data", swallow);
    },
    resume: () => {
      tcp.off("data", swallow);
      for (const listener of parked) tcp.on("data", listener);
      parked = [];
    },
  };
};

/**
 * Serves an exchange: the feed at `/v1/ws`, REST beside it, the faucet at `/api/testnet/mint-v2`.
 *
 * @example
 * const served = await serveExchange(createExchange(), { port: 8787 });
 * const app = <O2Provider config={served.config}>…</O2Provider>;
 */
export const serveExchange = async (
  exchange: SimulatedExchange,
  { port = 0, host = "127.0.0.1", strict = false }: ServeOptions = {},
): Promise<ServedExchange> => {
  const { host: far } = exchange;
  const signatures = strict ? await loadSignatureCheck() : undefined;
  const hanging = new Set<Duplex>();
  const timers = new Set<ReturnType<typeof setTimeout>>();

  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === "OPTIONS") return void response.writeHead(204, CORS).end();
    const body = await textOf(request);
    const owner = request.headers["o2-owner-id"];
    const reply = far.reply(new URL(request.url ?? "/", "http://exchange"), request.method ?? "GET", {
      body,
      owner: typeof owner === "string" ? owner : undefined,
      caller: request.socket.remoteAddress,
      signatures,
    });
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (reply.failed) request.socket.destroy();
      else response.writeHead(reply.status, { ...CORS, ...headersOf(reply) }).end(reply.text);
    }, reply.delay);
    timers.add(timer);
  };

  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    // A client that goes away while its body is read has no answer to wait for.
    onRequest(request, response).catch(() => request.socket.destroy());
  });
  server.on("upgrade", (request: IncomingMessage, tcp: Duplex, head: Buffer) => {
    if (new URL(request.url ?? "/", "http://exchange").pathname !== "/v1/ws" || far.admission === "refuse") {
      tcp.destroy();
      return;
    }
    if (far.admission === "hang") {
      hanging.add(tcp);
      tcp.on("error", () => tcp.destroy());
      tcp.on("close", () => hanging.delete(tcp));
      return;
    }
    sockets.handleUpgrade(request, tcp, head, (socket) => {
      const link = far.connect(transportOf(socket, tcp));
      socket.on("message", (data) => link.receive(data.toString()));
      socket.on("close", () => link.end());
      // A close follows each error.
      socket.on("error", () => undefined);
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const at = `${host.includes(":") ? `[${host}]` : host}:${address.port}`;

  return {
    port: address.port,
    config: { wsUrl: `ws://${at}/v1/ws`, apiBase: `http://${at}` },
    close: () =>
      new Promise((resolve) => {
        for (const timer of timers) clearTimeout(timer);
        for (const tcp of hanging) tcp.destroy();
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
