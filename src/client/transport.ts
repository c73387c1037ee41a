// One series of connection attempts to one address: the only import of reconnecting-websocket, kept inside the rules
// under which it works. Knows nothing of what is said over it.
import ReconnectingWebSocket from "reconnecting-websocket";

/** A `WebSocket` class: the browser's, Node's, the `ws` package's, or a simulated one. */
export type WebSocketClass = { readonly CLOSING: number } & (new (
  url: string,
) => {
  readonly readyState: number;
  /** Sends a text frame. */
  send(data: string): void;
  /** Begins the closing handshake. */
  close(code?: number, reason?: string): void;
  /** Tells of the socket's life and of what it hears. */
  addEventListener(type: "open" | "message" | "close" | "error", listener: () => void): void;
});

/** What a transport needs and whom it tells. Times in milliseconds. */
export interface TransportOptions {
  readonly url: string;
  readonly WebSocket: WebSocketClass;
  /** How long one attempt may take to open. */
  readonly connectTimeout: number;
  /** An attempt begins. */
  readonly onAttempt: () => void;
  readonly onOpen: () => void;
  readonly onMessage: (data: unknown) => void;
  /** A connection or an attempt ended; returns how long to wait before the next attempt. */
  readonly onDown: (reason: string) => number;
}

/** An open series of attempts. */
export interface Transport {
  /** Sends when open; otherwise nothing is sent or kept. */
  send(text: string): void;
  /** Makes what is left of a running backoff this long. */
  retryIn(wait: number): void;
  /** Ends the series at once; nothing is told any more and no timer is left, even when the socket never closes. */
  close(): void;
}

// Under `nodenext` the default import of this CommonJS package does not type as the class it is.
type Socket = InstanceType<typeof ReconnectingWebSocket.default>;
const ReconnectingSocket = ReconnectingWebSocket as unknown as typeof ReconnectingWebSocket.default;

/** Starts connecting. */
export function openTransport(options: TransportOptions): Transport {
  let isClosed = false;
  let delay = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let begin: (() => void) | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => begin?.(), delay);
  };

  // reconnecting-websocket cannot cut its own backoff short and leaves its timer behind after close(). It does wait for
  // its URL, so its delays are zero and the wait is here, where it can be ended.
  const url = (): Promise<string> =>
    new Promise((resolve) => {
      // It asks even after a close() that came right behind a lost connection.
      if (isClosed) return;
      begin = () => {
        begin = undefined;
        options.onAttempt();
        resolve(options.url);
      };
      wait();
    });

  const socket: Socket = new ReconnectingSocket(url, undefined, {
    WebSocket: withErrorListener(options.WebSocket),
    minReconnectionDelay: 0,
    maxReconnectionDelay: 0,
    reconnectionDelayGrowFactor: 1,
    connectionTimeout: options.connectTimeout,
    // Frames queued while closed would be sent besides those said anew on open.
    maxEnqueuedMessages: 0,
  });
  socket.addEventListener("open", () => {
    if (!isClosed) options.onOpen();
  });
  socket.addEventListener("message", (event: { data: unknown }) => {
    if (!isClosed) options.onMessage(event.data);
  });
  socket.addEventListener("close", (event: { code?: number; reason?: string }) => {
    if (isClosed) return;
    const why = event.reason ? `${event.code}, ${event.reason}` : `code ${event.code ?? "unknown"}`;
    delay = options.onDown(`the connection closed (${why})`);
  });

  return {
    send(text) {
      if (!isClosed && socket.readyState === ReconnectingSocket.OPEN) socket.send(text);
    },
    retryIn(milliseconds) {
      delay = milliseconds;
      wait();
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}

// The `ws` package throws an unhandled "error" when an attempt is given up and nobody listens, and
// reconnecting-websocket takes its listeners off first: keep one that stays.
function withErrorListener(Base: WebSocketClass): WebSocketClass {
  return class extends Base {
    constructor(url: string) {
      super(url);
      this.addEventListener("error", () => undefined);
    }
  };
}
