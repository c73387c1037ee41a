// One connection that is kept up: a transport, the heartbeat over it, and the state of both in one value.
// Knows nothing of what is said over it but PING and PONG.
import { Heartbeat } from "./heartbeat.ts";
import { openTransport, type Transport, type WebSocketClass } from "./transport.ts";

/** The state of the connection. Times in milliseconds since 1970, `latency` in milliseconds. */
export interface Connection {
  /** `idle` before the first `connect()`, `closed` after `disconnect()`; in between it is kept up without end. */
  readonly status: "idle" | "connecting" | "connected" | "reconnecting" | "closed";
  /** Attempts to connect again since the connection last held; 0 while it holds or for the first time connects. */
  readonly attempt: number;
  /** When the next attempt begins, while waiting for it. */
  readonly retryAt: number | undefined;
  /** From the last PING to its PONG. */
  readonly latency: number | undefined;
  /** Why the connection last went down. */
  readonly reason: string | undefined;
}

/** Timings, in milliseconds. */
export interface Timings {
  /** How often to PING. Default 30,000; the server closes after 60,000 without a word from us. */
  readonly pingInterval?: number;
  /** How long nothing at all may arrive before the link is replaced. Default 60,000. */
  readonly deadAfter?: number;
  /** How long a probe of a doubtful link waits for its PONG. Default 5,000. */
  readonly probeTimeout?: number;
  /** How long one connection attempt may take. Default 10,000. */
  readonly connectTimeout?: number;
  /** The first wait before connecting again; doubles with each attempt. Default 1,000. */
  readonly minReconnectDelay?: number;
  /** The longest wait. Default 60,000. */
  readonly maxReconnectDelay?: number;
  /** How long a connection must have held for the next failure to start at the first wait again. Default 5,000. */
  readonly minUptime?: number;
}

/** What a link needs and whom it tells. */
export interface LinkOptions {
  readonly url: string;
  readonly WebSocket: WebSocketClass;
  readonly timings: Required<Timings>;
  readonly ping: string;
  readonly pong: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly onMessage: (data: unknown) => void;
  readonly onChange: (connection: Connection) => void;
}

/** Starts connecting, and stays connected until closed. */
export class Link {
  readonly #options: LinkOptions;
  #transport: Transport;
  #heartbeat: Heartbeat | undefined;
  #hasBeenUp = false;
  #upSince: number | undefined;
  #attempt = 0;
  #connection: Connection = {
    status: "connecting",
    attempt: 0,
    retryAt: undefined,
    latency: undefined,
    reason: undefined,
  };

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#transport = this.#open();
  }

  get connection(): Connection {
    return this.#connection;
  }

  send(text: string): void {
    this.#transport.send(text);
  }

  /** An open link is asked for a sign of life and replaced when it gives none; a closed one is tried again now. */
  wake(): void {
    if (this.#heartbeat) this.#heartbeat.probe();
    else this.#transport.retryNow();
  }

  /** Gives the link up, whatever state it is in, and connects anew at once. */
  replace(reason: string): void {
    this.#silence();
    // A half-open socket gives no close event for 10 s and more: it is detached, not waited for.
    this.#transport.close();
    this.#attempt = 1;
    this.#change({ status: this.#down, attempt: 1, retryAt: undefined, reason });
    this.#transport = this.#open();
  }

  close(): void {
    this.#silence();
    this.#transport.close();
    this.#change({ status: "closed", attempt: 0, retryAt: undefined, reason: "disconnect() was called" });
  }

  get #down(): "connecting" | "reconnecting" {
    return this.#hasBeenUp ? "reconnecting" : "connecting";
  }

  #open(): Transport {
    const { url, WebSocket, timings, now, onMessage, ping, pong } = this.#options;
    return openTransport({
      url,
      WebSocket,
      connectTimeout: timings.connectTimeout,
      onOpen: () => {
        this.#hasBeenUp = true;
        this.#upSince = now();
        this.#heartbeat = new Heartbeat({
          interval: timings.pingInterval,
          timeout: timings.deadAfter,
          probeTimeout: timings.probeTimeout,
          now,
          ping: () => this.#transport.send(ping),
          onLatency: (latency) => this.#change({ latency }),
          onDead: (reason) => this.replace(reason),
        });
        this.#change({ status: "connected", attempt: 0, retryAt: undefined });
      },
      onMessage: (data) => {
        this.#heartbeat?.heard(data === pong);
        onMessage(data);
      },
      onDown: (reason) => {
        this.#silence();
        const delay = this.#nextDelay();
        this.#change({ status: this.#down, attempt: this.#attempt, retryAt: now() + delay, reason });
        return delay;
      },
    });
  }

  /** Counts the attempt to come. A connection that opens and falls at once does not start the count again. */
  #nextDelay(): number {
    const { now, random, timings } = this.#options;
    if (this.#upSince !== undefined && now() - this.#upSince >= timings.minUptime) this.#attempt = 0;
    this.#upSince = undefined;
    this.#attempt += 1;
    const delay = Math.min(timings.maxReconnectDelay, timings.minReconnectDelay * 2 ** (this.#attempt - 1));
    // Up to a quarter is taken off at random, so that a restarted server is not met by all its clients at once.
    return delay * (1 - random() / 4);
  }

  #silence(): void {
    this.#heartbeat?.stop();
    this.#heartbeat = undefined;
  }

  #change(change: Partial<Connection>): void {
    this.#connection = { ...this.#connection, ...change };
    this.#options.onChange(this.#connection);
  }
}
