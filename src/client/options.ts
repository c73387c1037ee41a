// The options of an O2WebSocket, checked and completed.

import { parseUrl, showUrl } from "./addresses.ts";
import type { WebSocketClass } from "./attempt.ts";
import { O2ConnectionError, type O2Error, O2InputError } from "./errors.ts";
import type { Timings } from "./link.ts";
import type { O2Config } from "./networks.ts";
import { toNumbers } from "./numbers.ts";

/** Options beside the config. Times in milliseconds. */
export interface O2WebSocketOptions extends Timings {
  /** The `WebSocket` class to use; default the global one. */
  readonly WebSocket?: WebSocketClass;
  /** Whether a connection that is lost, or that was never had, is tried again. `false` is `maxReconnectAttempts: 0`. Default `true`. */
  readonly reconnect?: boolean;
  /**
   * The number of attempts to connect that may fail in a row, after a loss or at first, before the connection is `closed`.
   * Default `Infinity`.
   */
  readonly maxReconnectAttempts?: number;
  /** The number of updates that may wait for one reader before its iterator ends with an `O2OverflowError`. Default 1,024. */
  readonly maxBufferedUpdates?: number;
  /** The longest time a book's snapshot may take before it is asked for again. Default 10,000. */
  readonly snapshotTimeout?: number;
  /** At most one new snapshot of a market in this time; doubles while the trouble lasts. Default 1,000. */
  readonly minResyncDelay?: number;
  /** The longest time between two new snapshots of a market. Default 60,000. */
  readonly maxResyncDelay?: number;
  /**
   * Told of every error that belongs to no reader: refused frames, the server's errors, callbacks that threw. If there are more
   * than 20 in a second the others are only counted. Default `console.error`.
   */
  readonly onError?: (error: O2Error) => void;
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /** Randomness for jitter, from 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
}

/** The options with their defaults filled in. `WebSocket` is looked for when connecting, never before. */
export type Settings = Required<Omit<O2WebSocketOptions, "WebSocket" | "reconnect">>;

/** The options that are numbers. */
const NUMBERS = [
  "pingInterval",
  "staleAfter",
  "deadAfter",
  "probeTimeout",
  "connectTimeout",
  "minReconnectDelay",
  "maxReconnectDelay",
  "minUptime",
  "snapshotTimeout",
  "minResyncDelay",
  "maxResyncDelay",
  "maxReconnectAttempts",
  "maxBufferedUpdates",
] as const;

/**
 * Completes the options.
 * @throws O2InputError for a number that cannot be used.
 */
export function toSettings(options: O2WebSocketOptions): Settings {
  const { onError = console.error, now = Date.now, random = Math.random, reconnect = true } = options;
  const numbers = toNumbers(NUMBERS, options);
  return {
    ...numbers,
    maxReconnectAttempts: reconnect ? numbers.maxReconnectAttempts : 0,
    onError: calm(onError, now),
    now,
    random,
  };
}

/** The number of errors that are told of in a second: a server may send any number. */
const MOST_ERRORS = 20;

function calm(tell: (error: O2Error) => void, now: () => number): (error: O2Error) => void {
  let told: number[] = [];
  return (error) => {
    const time = now();
    told = told.filter((at) => Math.abs(time - at) < 1_000);
    if (told.length === MOST_ERRORS) return;
    told.push(time);
    tell(error);
  };
}

/**
 * The `WebSocket` class to connect with. Looked for when connecting, never at import.
 * @throws O2ConnectionError when there is none.
 */
export function toWebSocket(given: WebSocketClass | undefined): WebSocketClass {
  const found = given ?? (globalThis.WebSocket as WebSocketClass | undefined);
  if (typeof found === "function") return found;
  const what = found ? "This is not a WebSocket class" : "There is no WebSocket class here";
  throw new O2ConnectionError(`${what}. Pass one as the option WebSocket, e.g. that of the package "ws".`);
}

/**
 * The feed's address out of a config.
 * @throws O2InputError unless it is an absolute ws:// or wss:// address that this page may open.
 */
export function toUrl(config: O2Config, WebSocket?: WebSocketClass): string {
  const given: unknown = config?.wsUrl;
  const url = parseUrl(given);
  if (!url || (url.protocol !== "ws:" && url.protocol !== "wss:") || url.hash) {
    throw new O2InputError(
      "config.wsUrl",
      `${showUrl(given)} cannot be used. Expected an absolute ws:// or wss:// address, e.g. "wss://api.testnet.o2.app/v1/ws".`,
    );
  }
  // The browser's own class throws for it, at each attempt. Another class may reach it some other way.
  if (url.protocol === "ws:" && !WebSocket && globalThis.location?.protocol === "https:" && !isLoopback(url.hostname)) {
    throw new O2InputError(
      "config.wsUrl",
      `${showUrl(given)} can never be opened here: a page from https:// may open no unencrypted connection, except to this ` +
        "machine. Use a wss:// address, or open the page from http:// while developing.",
    );
  }
  return url.href;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
