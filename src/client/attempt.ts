// One connection attempt as reconnecting-websocket sees it: whatever a WebSocket class does, the attempt ends with exactly
// one `close`, and a socket that is given up is gone. Knows nothing of retries or of the data.
import { O2ConnectionError } from "./errors.ts";

/** A `WebSocket` class: the browser's, Node's, the `ws` package's, one that wraps them, or a simulated one. */
export type WebSocketClass = new (
  url: string,
) => {
  /** Sends a text frame. */
  send(data: string): void;
  /** Begins the closing handshake. */
  close(code?: number, reason?: string): void;
  /** Drops the connection at once; called after `close()` where a class has it, as that of `ws` does. */
  terminate?(): void;
  /** Tells of the socket's life and of what it hears. */
  addEventListener(type: "open" | "message" | "close" | "error", listener: () => void): void;
};

/** The end of an attempt or of a connection. */
export interface Down {
  readonly reason: string;
  /** The HTTP status of a refused handshake, where the class tells it. */
  readonly code?: number | undefined;
  /** Set when the class threw or the server refused the handshake: waiting alone may not help. */
  readonly error?: O2ConnectionError | undefined;
}

/** The events of a socket, as far as they are read here. */
interface SocketEvent {
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
}

type Handler = (event: SocketEvent & { readonly down?: Down }) => void;

/** The class that reconnecting-websocket is given. It needs a static `CLOSING`, which a wrapped class may lack. */
export type AttemptClass = (new (url: string) => object) & { readonly CLOSING: 2 };

/** Makes the class of the attempts over sockets of another class. */
export function attemptsOver(Base: WebSocketClass): AttemptClass {
  return class extends Attempt {
    static readonly CLOSING = 2;
    constructor(url: string) {
      super(Base, url);
    }
  };
}

class Attempt {
  /** 0 until the socket is open, then 1; 3 once the attempt has ended. */
  readyState: 0 | 1 | 3 = 0;
  readonly #handlers = new Map<string, Handler>();
  #socket: InstanceType<WebSocketClass> | undefined;

  constructor(Base: WebSocketClass, url: string) {
    try {
      const socket = new Base(url);
      this.#socket = socket;
      // Text may come in binary frames, and a Blob cannot be read in order with the others.
      Object.assign(socket, { binaryType: "arraybuffer" });
      this.#listen(socket);
    } catch (thrown) {
      // After the constructor has returned: only then does somebody listen.
      queueMicrotask(() => this.#end(threw(thrown)));
    }
  }

  // reconnecting-websocket has one listener of each type.
  addEventListener(type: string, handler: Handler): void {
    this.#handlers.set(type, handler);
  }

  removeEventListener(type: string): void {
    this.#handlers.delete(type);
  }

  send(data: string): void {
    this.#socket?.send(data);
  }

  close(code?: number, reason?: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    // The class may refuse, and reconnecting-websocket would take that for an attempt that goes on.
    attempt(() => this.#socket?.close(code, reason));
    // Without this a silent peer keeps the socket, and with it a Node process, until the closing handshake times out.
    attempt(() => this.#socket?.terminate?.());
  }

  #listen(socket: InstanceType<WebSocketClass>): void {
    const on = (type: "open" | "message" | "close" | "error", listener: (event: SocketEvent) => void): void =>
      socket.addEventListener(type, listener as () => void);
    on("open", (event) => {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.#handlers.get("open")?.(event);
    });
    on("message", (event) => {
      if (this.readyState === 1) this.#handlers.get("message")?.({ data: toText(event.data) });
    });
    on("close", ({ code, reason }) => {
      const event = this.readyState === 0 ? "could not connect" : "the connection closed";
      this.#end({ reason: `${event} (${reason ? `${code}, ${reason}` : `code ${code ?? "unknown"}`})` });
    });
    // The `ws` package throws where nobody listens for errors, also after the attempt was given up.
    on("error", ({ message }) => {
      this.#end(failed(this.readyState === 0 ? "could not connect" : "the connection failed", message));
    });
  }

  #end(down: Down): void {
    if (this.readyState === 3) return;
    this.close();
    this.#handlers.get("close")?.({ down });
  }
}

function threw(thrown: unknown): Down {
  const message = thrown instanceof Error || thrown instanceof DOMException ? thrown.message : String(thrown);
  const reason = `the WebSocket class threw: ${message}`;
  return {
    reason,
    error: new O2ConnectionError(`No connection: ${reason}.`, { cause: thrown }),
  };
}

/** The `ws` package tells the status of a refused handshake in its error's message only; browsers never tell it. */
function failed(event: string, message: string | undefined): Down {
  const status = /^Unexpected server response: (\d{3})$/.exec(message ?? "")?.[1];
  if (!status) return { reason: message ? `${event} (${message})` : event };
  const code = Number(status);
  const reason = `the server refused the handshake (HTTP ${status})`;
  return { reason, code, error: new O2ConnectionError(`No connection: ${reason}.`, { code }) };
}

function toText(data: unknown): unknown {
  if (typeof data === "string") return data;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data as ArrayBuffer);
  } catch {
    // Neither text nor bytes of text: the decoder refuses it.
    return data;
  }
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // The socket is given up either way.
  }
}
