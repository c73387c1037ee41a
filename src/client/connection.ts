// The state of the connection in one value, as links tell it and stores show it. Knows nothing of links.

/** The state of the connection. Times in milliseconds since 1970, `latency` in milliseconds. */
export interface Connection {
  /** `idle` before the first `connect()`; `closed` after `disconnect()`, or once `maxReconnectAttempts` are used up. */
  readonly status: "idle" | "connecting" | "connected" | "reconnecting" | "closed";
  /** Attempts to connect again since the connection last held or the machine last woke; 0 while it holds or for the first time connects. */
  readonly attempt: number;
  /** When the next attempt begins, while waiting for it; `undefined` while one is under way. */
  readonly retryAt: number | undefined;
  /** From the last PING to its PONG. */
  readonly latency: number | undefined;
  /** Whether nothing arrived for `staleAfter` over a connection that is open: what is shown is stale until something does. */
  readonly isSilent: boolean;
  /** Why there is no connection, or why the server serves nobody over the one there is; `undefined` otherwise. */
  readonly reason: string | undefined;
  /**
   * The same as a number, until it is open again: the HTTP status of a refused handshake (below 1000) or the server's code,
   * e.g. 1004 where it serves no one in this region. `undefined` where nothing said one: browsers never tell the status.
   */
  readonly code: number | undefined;
}

/** The state before the first `connect()`. */
export const IDLE: Connection = {
  status: "idle",
  attempt: 0,
  retryAt: undefined,
  latency: undefined,
  isSilent: false,
  reason: undefined,
  code: undefined,
};
