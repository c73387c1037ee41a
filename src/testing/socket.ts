// A WebSocket for a page whose other end is the exchange. Everything arrives later and in order, through one timer a
// burst, so that fake timers rule it. It does not look at the text.
import type { Connections, ServerLink, ServerTransport } from "./connections.ts";

/** The page's sockets. */
export interface PageSockets {
  /** A class with the browser's interface. */
  readonly WebSocket: typeof globalThis.WebSocket;
  /** Ends every socket, refuses every later one, and leaves no timer behind. */
  close(): void;
}

/** The parts that a page's sockets are made from. */
export interface PageSocketsOptions {
  readonly connections: Pick<Connections, "admission" | "open">;
  /** The time that a burst is under way each way, and each half of the handshake, in milliseconds. Default 0. */
  readonly latency?: number | undefined;
}

/** The time after which a close of a half-open link is noticed. */
const CLOSE_TIMEOUT = 10_000;

const KINDS = ["open", "message", "error", "close"] as const;
type Kind = (typeof KINDS)[number];
type Listener = (event: Event) => void;

const event = (kind: Kind, fields: object = {}): Event => {
  if (kind === "message" && typeof MessageEvent === "function") return new MessageEvent(kind, fields);
  if (kind === "close" && typeof CloseEvent === "function") return new CloseEvent(kind, fields);
  return Object.assign(new Event(kind), fields);
};

/** Makes a `WebSocket` class that reaches the exchange whatever the URL's host. Nothing is opened before it is used. */
export const createPageSockets = ({ connections, latency = 0 }: PageSocketsOptions): PageSockets => {
  const alive = new Set<{ abandon(): void }>();
  let isClosed = false;

  class PageWebSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSING = 2;
    readonly CLOSED = 3;
    readonly url: string;
    readonly protocol = "";
    readonly extensions = "";
    readonly bufferedAmount = 0;
    binaryType: BinaryType = "blob";
    readonly #handlers = new Map<Kind, Listener>();
    readonly #timers = new Set<ReturnType<typeof setTimeout>>();
    #readyState: 0 | 1 | 2 | 3 = 0;
    #link: ServerLink | undefined;
    #stalled = false;
    #outward: string[] = [];
    #inward: (() => void)[] = [];

    constructor(url: string | URL) {
      super();
      const { protocol, href } = new URL(url);
      if (!/^(wss?|https?):$/.test(protocol))
        throw new DOMException(`The URL's scheme must be ws or wss: ${href}`, "SyntaxError");
      this.url = href.replace(/^http/, "ws");
      if (isClosed) {
        void Promise.resolve().then(() => this.#fail());
        return;
      }
      alive.add(this);
      this.#later(() => this.#connect());
    }

    get readyState(): 0 | 1 | 2 | 3 {
      return this.#readyState;
    }

    get onopen(): Listener | null {
      return this.#handlers.get("open") ?? null;
    }
    set onopen(listener: Listener | null) {
      this.#handle("open", listener);
    }
    get onmessage(): Listener | null {
      return this.#handlers.get("message") ?? null;
    }
    set onmessage(listener: Listener | null) {
      this.#handle("message", listener);
    }
    get onerror(): Listener | null {
      return this.#handlers.get("error") ?? null;
    }
    set onerror(listener: Listener | null) {
      this.#handle("error", listener);
    }
    get onclose(): Listener | null {
      return this.#handlers.get("close") ?? null;
    }
    set onclose(listener: Listener | null) {
      this.#handle("close", listener);
    }

    send(data: unknown): void {
      if (this.#readyState === 0) throw new DOMException("Still in CONNECTING state.", "InvalidStateError");
      // As in a browser, text sent after a close is dropped silently.
      if (this.#readyState !== 1) return;
      this.#outward.push(String(data));
      if (this.#outward.length > 1) return;
      this.#later(() => {
        const burst = this.#outward;
        this.#outward = [];
        for (const text of burst) this.#link?.receive(text);
      });
    }

    close(code?: number, reason: string = ""): void {
      if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
        throw new DOMException(`The close code must be 1000 or from 3000 to 4999, not ${code}.`, "InvalidAccessError");
      }
      if (this.#readyState >= 2) return;
      const connecting = this.#readyState === 0;
      this.#readyState = 2;
      if (connecting) this.#later(() => this.#fail());
      else if (this.#stalled) this.#later(() => this.#closed(1006, "", false), CLOSE_TIMEOUT);
      else this.#later(() => this.#closed(code ?? 1005, reason, true));
    }

    /** The exchange is closing: no timer may be left, so a microtask tells of it. */
    abandon(): void {
      this.#readyState = 2;
      this.#link?.end();
      this.#clear();
      void Promise.resolve().then(() => this.#closed(1006, "", false));
    }

    #connect(): void {
      if (this.#readyState !== 0) return;
      const { admission } = connections;
      if (admission === "refuse") this.#answer(() => this.#fail());
      if (admission !== "accept") return;
      const transport: ServerTransport = {
        send: (text, isBinary) => this.#arrive(() => this.#message(isBinary ? this.#binary(text) : text)),
        close: (code, reason) => this.#arrive(() => this.#closed(code, reason, true)),
        terminate: () => this.#arrive(() => this.#closed(1006, "", false)),
        stall: () => {
          this.#stalled = true;
        },
        resume: () => {
          this.#stalled = false;
        },
      };
      this.#link = connections.open(transport);
      this.#answer(() => {
        this.#readyState = 1;
        this.dispatchEvent(event("open"));
      });
    }

    /** The server's answer to the handshake. */
    #answer(step: () => void): void {
      if (latency === 0) step();
      else this.#later(() => (this.#readyState === 0 ? step() : undefined));
    }

    /** Something from the server, after everything that came earlier. */
    #arrive(step: () => void): void {
      this.#inward.push(step);
      if (this.#inward.length > 1) return;
      this.#later(() => {
        const burst = this.#inward;
        this.#inward = [];
        for (const next of burst) next();
      });
    }

    #binary(text: string): Blob | ArrayBuffer {
      const bytes = new TextEncoder().encode(text);
      return this.binaryType === "arraybuffer" ? bytes.buffer : new Blob([bytes]);
    }

    #message(data: string | Blob | ArrayBuffer): void {
      if (this.#readyState === 1) this.dispatchEvent(event("message", { data, origin: new URL(this.url).origin }));
    }

    #fail(): void {
      this.dispatchEvent(event("error"));
      this.#closed(1006, "", false);
    }

    #closed(code: number, reason: string, wasClean: boolean): void {
      if (this.#readyState === 3) return;
      this.#readyState = 3;
      this.#link?.end();
      this.#clear();
      alive.delete(this);
      this.dispatchEvent(event("close", { code, reason, wasClean }));
    }

    #later(step: () => void, delay: number = latency): void {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        step();
      }, delay);
      this.#timers.add(timer);
    }

    #clear(): void {
      for (const timer of this.#timers) clearTimeout(timer);
      this.#timers.clear();
    }

    #handle(kind: Kind, listener: Listener | null): void {
      const before = this.#handlers.get(kind);
      if (before) this.removeEventListener(kind, before);
      this.#handlers.delete(kind);
      if (typeof listener !== "function") return;
      this.#handlers.set(kind, listener);
      this.addEventListener(kind, listener);
    }
  }

  return {
    // The page's class has all that clients use of a WebSocket; the DOM's type has overloads that a class cannot spell.
    WebSocket: PageWebSocket as unknown as typeof globalThis.WebSocket,
    close: () => {
      isClosed = true;
      for (const socket of [...alive]) socket.abandon();
    },
  };
};
