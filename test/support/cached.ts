// A server in front of the REST API that allows caching of its answers, as a CDN does. Runs in Node.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Cached {
  readonly apiBase: string;
  close(): Promise<void>;
}

/** Passes reads on, and adds headers to the answers. A read that the server behind it cuts off is cut off here as well. */
export async function cached(apiBase: string, headers: Readonly<Record<string, string>>): Promise<Cached> {
  const passOn = async (path: string, response: ServerResponse): Promise<void> => {
    const answer = await fetch(apiBase + path);
    const body = await answer.text();
    response.writeHead(answer.status, {
      "access-control-allow-origin": "*",
      "content-type": answer.headers.get("content-type") ?? "application/json",
      ...headers,
    });
    response.end(body);
  };
  const server = createServer((request, response) => {
    passOn(request.url ?? "/", response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    apiBase: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
