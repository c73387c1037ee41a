// Connects a worker to an exchange in its page: a `WebSocket` class and a `fetch` made of messages, and the page's end
// of them.
import type { O2FeedOptions } from "o2-react";
import type { CountedPort, FromExchange, ToExchange } from "./messages.ts";

/** The classes and functions that connect to an exchange. */
export interface Ways {
  readonly WebSocket?: O2FeedOptions["WebSocket"] | undefined;
  readonly fetch?: O2FeedOptions["fetch"] | undefined;
}

/** A running read. */
interface Read {
  readonly resolve: (response: Response) => void;
  readonly reject: (reason: unknown) => void;
}

const KINDS = ["open", "message", "error", "close"] as const;

/** The worker's end. */
export function wireTo(port: CountedPort) {
  let made = 0;
  const sockets = new Map<number, EventTarget>();
  const reads = new Map<number, Read>();
  const say = (message: ToExchange): void => port.postMessage(message);

  class FarSocket extends EventTarget {
    readonly #id = ++made;
    constructor(url: string) {
      super();
      sockets.set(this.#id, this);
      say({ type: "dial", id: this.#id, url });
    }
    send(text: string): void {
      say({ type: "send", id: this.#id, text });
    }
    close(code?: number): void {
      say({ type: "hang up", id: this.#id, code });
    }
  }

  const fetch = (input: URL | RequestInfo, { signal, ...init }: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const id = ++made;
      reads.set(id, { resolve, reject });
      say({ type: "read", id, url: String(input), init });
      signal?.addEventListener("abort", () => {
        say({ type: "give up", id });
        reject(signal.reason);
      });
    });

  const hear = (said: FromExchange): void => {
    if (said.type === "event") {
      sockets.get(said.id)?.dispatchEvent(Object.assign(new Event(said.kind), said.fields));
    } else if (said.type === "answer") {
      const { status, headers, body } = said;
      const init = { status, headers: headers.map(([name, value]): [string, string] => [name, value]) };
      reads.get(said.id)?.resolve(new Response(body.byteLength ? body : null, init));
    } else reads.get(said.id)?.reject(Object.assign(new TypeError(said.message), { name: said.name }));
  };
  port.addEventListener("message", ({ data }) => {
    for (const said of data as readonly FromExchange[]) hear(said);
  });
  return { WebSocket: FarSocket, fetch };
}

/** The page's end, which uses the page's own connections. */
export function serveWire(port: CountedPort, { WebSocket, fetch }: Ways): void {
  const sockets = new Map<number, InstanceType<NonNullable<Ways["WebSocket"]>>>();
  const reads = new Map<number, AbortController>();
  let burst: FromExchange[] = [];
  // Messages of one task of the page arrive in one task of the worker.
  const say = (message: FromExchange): void => {
    burst.push(message);
    if (burst.length > 1) return;
    queueMicrotask(() => {
      port.postMessage(burst);
      burst = [];
    });
  };

  const dial = (id: number, url: string): void => {
    try {
      const socket = new WebSocket!(url);
      sockets.set(id, Object.assign(socket, { binaryType: "arraybuffer" }));
      for (const kind of KINDS) {
        socket.addEventListener(kind, (...told: unknown[]) => {
          const { data, code, reason, message } = told[0] as Record<string, unknown>;
          say({ type: "event", id, kind, fields: { data, code, reason, message } });
        });
      }
    } catch (thrown) {
      say({ type: "event", id, kind: "close", fields: { code: 1006, reason: String(thrown) } });
    }
  };
  const read = async (id: number, url: string, init: RequestInit): Promise<void> => {
    const abort = new AbortController();
    reads.set(id, abort);
    try {
      const response = await fetch!(url, { ...init, signal: abort.signal });
      const body = await response.arrayBuffer();
      say({ type: "answer", id, status: response.status, headers: [...response.headers], body });
    } catch (thrown) {
      const { name, message } = thrown as Error;
      say({ type: "no answer", id, name, message });
    }
  };
  port.addEventListener("message", ({ data }) => {
    const said = data as ToExchange;
    if (said.type === "dial") dial(said.id, said.url);
    else if (said.type === "send") sockets.get(said.id)?.send(said.text);
    else if (said.type === "hang up") sockets.get(said.id)?.close(said.code);
    else if (said.type === "read") void read(said.id, said.url, said.init);
    else reads.get(said.id)?.abort();
  });
}
