// One connection that is kept up: a transport, the heartbeat over it, and the state of both in one value.
// Knows nothing of what is said over it but PING and PONG.
import type { Down, WebSocketClass } from "./attempt.ts";
import { type Connection, IDLE } from "./connection.ts";
import type { O2ConnectionError } from "./errors.ts";
import { Heartbeat } from "./heartbeat.ts";
import { openTransport, type Transport } from "./transport.ts";

/** GeoRestricted: the server's word about whoever connects from here, not about one subscription. */
export const GEO_RESTRICTED = 1004;

/** Timings, in milliseconds. */
export interface Timings {
  /** The longest time without a PING. Default 30,000; the server closes after 60,000 without a word from us. */
  readonly pingInterval?: number;
  /**
   * While something is followed and the page is visible: how long nothing may arrive before everything is stale. Default 9,000.
   * A PING is sent after half of it.
   */
  readonly staleAfter?: number;
  /** The silence after which the link is replaced. Default 30,000; twice that while nothing is followed or the page is hidden. */
  readonly deadAfter?: number;
  /** The longest time a PONG may take: then a doubtful link is replaced, and one that is receiving is asked again. Default 5,000. */
  readonly probeTimeout?: number;
  /** The longest time one connection attempt may take. Default 10,000. */
  readonly connectTimeout?: number;
  /** The first wait before connecting again; doubles with each attempt. Default 1,000. */
  readonly minReconnectDelay?: number;
  /** The longest wait. Default 60,000. */
  readonly maxReconnectDelay?: number;
  /** The time a connection must have held for the next failure to start at the first wait again. Default 5,000. */
  readonly minUptime?: number;
}

/** The settings of a link, and the callbacks that it tells. */
export interface LinkOptions {
  readonly url: string;
  readonly WebSocket: WebSocketClass;
  readonly timings: Required<Timings> & { readonly maxReconnectAttempts: number };
  readonly ping: string;
  readonly pong: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly onMessage: (data: unknown) => void;
  /** Whether somebody watches what comes over the link. */
  readonly isWatched: () => boolean;
  /** A PONG came that nobody asked for: the one before it may have been another's. `since` is when that PING was sent. */
  readonly onUnaskedPong: (since: number) => void;
  readonly onChange: (connection: Connection) => void;
  /** Attempts fail for a reason that waiting may not mend. Told once for the same reason in a row. */
  readonly onError: (error: O2ConnectionError) => void;
}

/** From one attempt to the next, when it is an event that asks for it, in milliseconds. */
const WAKE_PAUSE = 1_000;

/** Starts connecting, and stays connected until closed. */
export class Link {
  readonly #options: LinkOptions;
  #transport: Transport;
  #heartbeat: Heartbeat | undefined;
  #hasBeenUp = false;
  #upSince: number | undefined;
  #triedAt = -Infinity;
  #hurry: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #reported: string | undefined;
  #connection: Connection = { ...IDLE, status: "connecting" };

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

  /** Calls back when the server has read all that was sent so far; never, when the link is lost before. */
  whenRead(then: () => void): void {
    this.#heartbeat?.whenRead(then);
  }

  /** An open link is asked for a sign of life and replaced when it gives none; a closed one is tried again now. */
  wake(): void {
    if (this.#heartbeat) {
      this.#heartbeat.probe();
      return;
    }
    const { now, timings } = this.#options;
    const { retryAt } = this.#connection;
    // Earlier failures say nothing of the network as it is now.
    this.#attempt = 0;
    if (retryAt === undefined) {
      // The attempt under way may be of the network before: it gets the time of a probe.
      this.#hurry ??= setTimeout(() => this.lost("no connection came after waking up"), timings.probeTimeout);
      return;
    }
    const wait = Math.max(0, Math.min(this.#pause, retryAt - now()));
    this.#transport.retryIn(wait);
    // A listener may wake the link again: an unchanged time is not told.
    if (now() + wait !== retryAt) this.#change({ retryAt: now() + wait });
  }

  /** The link is found dead: it is replaced, unless it is not to be tried again. */
  lost(reason: string): void {
    if (this.#options.timings.maxReconnectAttempts < 1) this.close(reason);
    else this.replace(reason);
  }

  /** The server says with this code that it serves nobody over this connection. */
  rejected(code: number, reason: string): void {
    this.#change({ code, reason });
  }

  /** Gives the link up, whatever state it is in, and connects anew at once. */
  replace(reason: string): void {
    this.#silence();
    // A half-open socket gives no close event for 10 s and more: it is detached, not waited for.
    this.#transport.close();
    this.#attempt = 1;
    this.#connection = {
      ...this.#connection,
      status: this.#down,
      attempt: 1,
      retryAt: undefined,
      isSilent: false,
      reason,
      code: undefined,
    };
    // Told of last: whoever hears of it may close this link, or replace it again.
    this.#transport = this.#open();
    this.#options.onChange(this.#connection);
  }

  /** Ends it for good: without a reason where that was asked for. */
  close(reason?: string, code?: number): void {
    this.#silence();
    this.#transport.close();
    this.#change({ status: "closed", attempt: 0, retryAt: undefined, isSilent: false, reason, code });
  }

  get #down(): "connecting" | "reconnecting" {
    return this.#hasBeenUp ? "reconnecting" : "connecting";
  }

  /** The time that an event which asks for an attempt has to wait: such events may come in floods. */
  get #pause(): number {
    return Math.max(0, Math.min(WAKE_PAUSE, this.#triedAt + WAKE_PAUSE - this.#options.now()));
  }

  #open(): Transport {
    const { url, WebSocket, timings, now, isWatched, onUnaskedPong, onMessage, ping, pong } = this.#options;
    return openTransport({
      url,
      WebSocket,
      connectTimeout: timings.connectTimeout,
      onAttempt: () => {
        this.#triedAt = now();
        if (this.#connection.retryAt !== undefined) this.#change({ retryAt: undefined });
      },
      onOpen: () => {
        this.#silence();
        this.#hasBeenUp = true;
        this.#upSince = now();
        this.#heartbeat = new Heartbeat({
          ...timings,
          isWatched,
          now,
          ping: () => this.#transport.send(ping),
          onLatency: (latency) => this.#change({ latency }),
          onSilence: (isSilent) => this.#change({ isSilent }),
          onUnaskedPong,
          onDead: (reason) => this.lost(reason),
        });
        this.#reported = undefined;
        this.#change({ status: "connected", attempt: 0, retryAt: undefined, reason: undefined, code: undefined });
      },
      onMessage: (data) => {
        this.#heartbeat?.heard(data === pong);
        onMessage(data);
      },
      onDown: (down) => this.#fell(down),
    });
  }

  /** A connection or an attempt ended. Returns how long to wait for the next one, `undefined` where there is none. */
  #fell({ reason, code, error }: Down): number | undefined {
    const { now, timings, onError } = this.#options;
    // A socket that died in a sleep may tell so after the wake: then the wake was of a closed link.
    const isWoken = this.#heartbeat?.isProbing ?? false;
    this.#silence();
    if (isWoken) this.#attempt = 0;
    const backoff = this.#nextDelay();
    if (error && error.message !== this.#reported) {
      this.#reported = error.message;
      onError(error);
    }
    if (this.#attempt > timings.maxReconnectAttempts) {
      const tries = this.#attempt === 1 ? reason : `${reason}; ${this.#attempt} attempts failed`;
      this.close(tries, code);
      return undefined;
    }
    const delay = isWoken ? Math.min(backoff, this.#pause) : backoff;
    this.#change({
      status: this.#down,
      attempt: this.#attempt,
      retryAt: now() + delay,
      isSilent: false,
      reason,
      code,
    });
    // A listener may have asked for an earlier attempt.
    return Math.max(0, (this.#connection.retryAt ?? now()) - now());
  }

  /** Counts the attempt to come. A connection that opens and falls at once does not start the count again. */
  #nextDelay(): number {
    const { now, random, timings } = this.#options;
    if (this.#upSince !== undefined && now() - this.#upSince >= timings.minUptime) this.#attempt = 0;
    this.#upSince = undefined;
    this.#attempt += 1;
    const delay = Math.min(timings.maxReconnectDelay, timings.minReconnectDelay * 2 ** (this.#attempt - 1));
    // Up to half is taken off at random, so that a restarted server is not met by all its clients at once, nor left idle
    // between their attempts.
    return delay * (1 - random() / 2);
  }

  #silence(): void {
    clearTimeout(this.#hurry);
    this.#hurry = undefined;
    this.#heartbeat?.stop();
    this.#heartbeat = undefined;
  }

  #change(change: Partial<Connection>): void {
    this.#connection = { ...this.#connection, ...change };
    this.#options.onChange(this.#connection);
  }
}
