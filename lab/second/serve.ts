// Serves the second exchange on a port of this machine. Knows HTTP and WebSocket, and nothing of what is said.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { bodyOf, type Host, Line } from "./inPage.ts";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, PUT",
  "access-control-allow-headers": "content-type, o2-owner-id",
};

/** Serves an exchange on a free port of loopback, in text frames unless they are to be binary. */
export async function serveSecond(host: Host, { isBinary = false }: { readonly isBinary?: boolean } = {}) {
  const answering = new Set<ReturnType<typeof setTimeout>>();
  const server = createServer((request, response) => {
    if (request.method === "OPTIONS") return void response.writeHead(204, CORS).end();
    const answer = host.read(urlOf(request), request.method ?? "GET");
    const timer = setTimeout(() => {
      answering.delete(timer);
      if (answer.fails) response.destroy();
      else write(response, answer.status, bodyOf(answer), answer.html === undefined);
    }, answer.delay);
    answering.add(timer);
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (host.admission === "hang") return;
    if (host.admission === "refuse" || urlOf(request).pathname !== "/v1/ws") return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (client) => join(host, client, isBinary));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    config: { wsUrl: `ws://${address}/v1/ws`, apiBase: `http://${address}` },
    close: async (): Promise<void> => {
      for (const timer of answering) clearTimeout(timer);
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function urlOf({ url = "/" }: IncomingMessage): URL {
  return new URL(url, "http://127.0.0.1");
}

function write(response: ServerResponse, status: number, text: string, isJson: boolean): void {
  const type = isJson ? "application/json" : "text/html";
  response.writeHead(status, { ...CORS, "content-type": type }).end(text);
}

function join(host: Host, client: WebSocket, isBinary: boolean): void {
  const down = new Line();
  let isStalled = false;
  const server = host.join({
    send: (text, lateness) => {
      if (!isStalled) down.push(() => client.send(text, { binary: isBinary }), lateness);
    },
    cut: () => {
      down.clear();
      client.terminate();
      server.end();
    },
    stall: () => {
      isStalled = true;
      client.pause();
    },
  });
  client.on("message", (data) => {
    if (!isStalled) server.receive(String(data));
  });
  client.on("close", () => {
    down.clear();
    server.end();
  });
}
