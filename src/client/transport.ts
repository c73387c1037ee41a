// One series of connection attempts to one address: the only import of reconnecting-websocket, kept inside the rules
// under which it works. Knows nothing of what is said over it.
import ReconnectingWebSocket from "reconnecting-websocket";
import { attemptsOver, type Down, type WebSocketClass } from "./attempt.ts";

/** The settings of a transport, and the callbacks that it tells. Times in milliseconds. */
export interface TransportOptions {
  readonly url: string;
  readonly WebSocket: WebSocketClass;
  /** The longest time one attempt may take to open. */
  readonly connectTimeout: number;
  /** An attempt begins. */
  readonly onAttempt: () => void;
  readonly onOpen: () => void;
  readonly onMessage: (data: unknown) => void;
  /** A connection or an attempt ended; returns how long to wait before the next attempt, `undefined` to give up. */
  readonly onDown: (down: Down) => number | undefined;
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
    WebSocket: attemptsOver(options.WebSocket),
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
  socket.addEventListener("close", ({ down, reason }: { down?: Down; reason?: string }) => {
    if (isClosed) return;
    // Without `down` it is reconnecting-websocket that gave up the attempt, after its timeout.
    const wait = options.onDown(down ?? { reason: `could not connect in time (${reason ?? "timeout"})` });
    if (wait === undefined) close();
    else delay = wait;
  });

  function close(): void {
    isClosed = true;
    clearTimeout(timer);
    socket.close();
  }

  return {
    send(text) {
      if (!isClosed && socket.readyState === ReconnectingSocket.OPEN) socket.send(text);
    },
    retryIn(milliseconds) {
      delay = milliseconds;
      wait();
    },
    close,
  };
}
