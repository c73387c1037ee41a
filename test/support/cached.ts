// A server before the REST API that lets its answers be kept, as a CDN does. Runs in Node.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Cached {
  readonly apiBase: string;
  close(): Promise<void>;
}

/** Passes reads on, and adds headers to the answers. */
export async function cached(apiBase: string, headers: Readonly<Record<string, string>>): Promise<Cached> {
  const server = createServer(async (request, response) => {
    const answer = await fetch(apiBase + (request.url ?? "/"));
    response.writeHead(answer.status, {
      "access-control-allow-origin": "*",
      "content-type": answer.headers.get("content-type") ?? "application/json",
      ...headers,
    });
    response.end(await answer.text());
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
