// A server with late answers. A page that waits for one in a synchronous request of its main thread stands still
// meanwhile.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Milliseconds until the answer to a slow page: nine tenths of each second. */
const SLOW = 900;

/** The server. */
export class Stops {
  readonly #held = new Map<string, ServerResponse>();
  readonly #server = createServer((request, response) => {
    // The pages are isolated.
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("cross-origin-resource-policy", "cross-origin");
    const [, name = ""] = (request.url ?? "").split("/");
    if (name === "slow") setTimeout(() => response.end(), SLOW);
    else this.#held.set(name, response);
  });

  static async open(): Promise<Stops> {
    const stops = new Stops();
    await new Promise<void>((resolve) => stops.#server.listen(0, "127.0.0.1", resolve));
    return stops;
  }

  /** Answers after nine tenths of a second. */
  get slow(): string {
    return this.held("slow");
  }

  /** An address that answers when it is released. */
  held(name: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${name}`;
  }

  /** True while a page waits for this address. */
  isHeld(name: string): boolean {
    return this.#held.has(name);
  }

  release(name: string): void {
    this.#held.get(name)?.end();
    this.#held.delete(name);
  }

  releaseAll(): void {
    for (const name of [...this.#held.keys()]) this.release(name);
  }

  close(): void {
    this.releaseAll();
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
