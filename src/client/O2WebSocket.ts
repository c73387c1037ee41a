// The official Python client's class in TypeScript: async iterators over a session that is kept up. Usable without React or a store.
import { beginDepth, beginTrades, beginView } from "./beginnings.ts";
import { makerOf } from "./brand.ts";
import type { Connection } from "./connection.ts";
import { usable } from "./copies.ts";
import type { ClientCounters } from "./events.ts";
import { FillStream } from "./FillStream.ts";
import { frameReaders } from "./frameReaders.ts";
import { toIdentities } from "./identities.ts";
import type { IdentityRef } from "./ids.ts";
import { Lifecycles } from "./Lifecycles.ts";
import { type LifecycleEvent, resubscribed } from "./lifecycle.ts";
import type { O2Config } from "./networks.ts";
import { toNumber } from "./numbers.ts";
import { openIdentities } from "./openIdentities.ts";
import type { O2WebSocketOptions } from "./options.ts";
import { thisPage } from "./page.ts";
import { placeOf, venueOf, viewOf } from "./placeOf.ts";
import type {
  BalanceUpdate,
  DepthUpdate,
  DepthViewOptions,
  DepthViewUpdate,
  FillUpdate,
  IdentityChannel,
  NonceUpdate,
  OnVenue,
  OrderUpdate,
  TradeUpdate,
} from "./protocol.ts";
import { Readers } from "./readers.ts";
import { Session } from "./session.ts";
import type { O2Stream } from "./stream.ts";
import { topicKey } from "./topicKeys.ts";
import { fromWirePrecision } from "./wirePrecision.ts";

/**
 * The O2 feed: one socket that is kept up and any number of typed async iterators over it. Subscriptions persist: they
 * are sent again after every reconnect. Amounts are chain integers (`bigint`), ids lower-case hex with `0x`.
 *
 * @example
 * ```ts
 * const ws = await new O2WebSocket(NETWORKS.testnet).connect();
 * for await (const { trades } of ws.streamTrades(marketId)) {
 *   for (const trade of trades) console.log(trade.side, trade.quantity, trade.price);
 * }
 * ```
 */
export class O2WebSocket {
  /** The conversation underneath, for stores: topics held without an iterator, books, and every event in order. */
  readonly session: Session;
  readonly #readers: Readers;
  readonly #lifecycles: Lifecycles;
  readonly #isGuest: boolean;
  #unlisten: (() => void) | undefined;

  /**
   * Makes a client; nothing is opened before `connect()`.
   * @param config where to connect to, or the `session` of a feed, to read over its connection; the options then do not count.
   * @throws O2InputError when `config.wsUrl` is not a ws:// or wss:// address, an option cannot be used, or the session is of
   * another copy of this library that this one cannot be mixed with.
   */
  constructor(config: O2Config | Session, options: O2WebSocketOptions = {}) {
    this.#isGuest = isSession(config);
    const own = (): Session => new Session(config as O2Config, options, thisPage, frameReaders());
    this.session = isSession(config) ? usable("session", config) : own();
    const limit = toNumber("maxBufferedUpdates", options.maxBufferedUpdates);
    this.#lifecycles = new Lifecycles(limit, this.session.connection);
    this.#readers = new Readers(limit, this.session, (topics) => this.#lifecycles.tell(resubscribed(topics)));
    this.#listen();
  }

  /** The state of the connection; a new object with each change. */
  get connection(): Connection {
    return this.session.connection;
  }

  /** When the last frame arrived, in milliseconds since 1970. */
  get lastMessageAt(): number | undefined {
    return this.session.lastMessageAt;
  }

  /** The counts so far. */
  get counters(): ClientCounters {
    return this.session.counters;
  }

  /**
   * Connects and stays connected: a lost connection is tried again after 1 s, doubling to 60 s, without end, or as the
   * options `reconnect` and `maxReconnectAttempts` say. Resolves to the client once it is open, however many attempts that
   * takes (see `streamLifecycle()`); concurrent calls share one.
   * @throws O2ConnectionError when there is no `WebSocket` class, the attempts are used up, or `disconnect()` comes first.
   */
  async connect(): Promise<this> {
    this.#listen();
    if (this.connection.status === "connected") return this;
    if (!this.#isGuest) this.session.open();
    await this.#lifecycles.opened();
    return this;
  }

  /**
   * Closes the connection at once, also while connecting or waiting to. Every iterator ends when its reader has read the
   * updates that wait. `connect()` starts anew. Over a feed's session it ends its own iterators and leaves the connection.
   */
  disconnect(): void {
    // Ended first: who is told that the session is closed may connect and read anew.
    this.#end("disconnect() was called");
    if (!this.#isGuest) this.session.close();
    if (!this.#isGuest) return;
    this.#unlisten?.();
    this.#unlisten = undefined;
  }

  /** Tries again now instead of waiting, or asks an open link for a sign of life and replaces it when none comes. */
  wake(): void {
    this.session.wake();
  }

  /** Gives the present link up, whatever its state, and connects anew at once. */
  reconnect(reason = "reconnect() was called"): void {
    this.session.replace(reason);
  }

  /**
   * Yields the connection's life from now on, with a last `closed` at `disconnect()`. All that is said between `disconnected` and
   * `reconnected` is lost. `resubscribed` names topics of this client's iterators that were subscribed to anew, after a reconnect or
   * on a link that stands (another iterator added an identity, or the server rejected something): updates may be lost, and what is
   * read over REST from then on leaves no gap.
   */
  streamLifecycle(): O2Stream<LifecycleEvent> {
    return this.#lifecycles.stream();
  }

  /**
   * Follows a market's book: first a snapshot (`view`), then signed changes (`changes`); a new snapshot whenever the
   * book had to be fetched again. A late reader starts from the current book, at no cost on the wire.
   * @param wirePrecision `"10"` (finest) to `"1000000000000000000"`; coarser readers of one market are regrouped here.
   * @throws O2InputError for an id, a precision or a venue that cannot be used.
   */
  streamDepth(marketId: string, wirePrecision = "10", on: OnVenue = {}): O2Stream<DepthUpdate> {
    const at = placeOf(marketId, on);
    const precision = fromWirePrecision(wirePrecision);
    const begin = beginDepth(this.session, at, precision);
    return this.#readers.open("depth", [{ channel: "depth", ...at, precision }], begin);
  }

  /**
   * Follows a market's book as whole books (`view`), which come at the stated frequency at most. Where the server has none, and on the
   * margin venue, for which none are known, they are made of the ordinary changes.
   * @throws O2InputError for an id, a precision, a frequency or a venue that cannot be used.
   */
  streamDepthView(marketId: string, options: DepthViewOptions = {}): O2Stream<DepthViewUpdate> {
    const topic = viewOf(marketId, options);
    return this.#readers.open("depthView", [topic], beginView(this.session, topic));
  }

  /** Follows a market's trades from now on. @throws O2InputError for an id or a venue that cannot be used. */
  streamTrades(marketId: string, on: OnVenue = {}): O2Stream<TradeUpdate> {
    return this.#readers.open("trades", [{ channel: "trades", ...placeOf(marketId, on) }], beginTrades(this.session));
  }

  /**
   * Follows the orders of up to ten identities from now on; each entry is an order's newest whole state.
   * The iterator ends with an O2LimitError when the client would follow more than ten identities on a venue.
   * @throws O2InputError for an empty list, a wallet on the margin venue, or an identity or a venue that cannot be used.
   */
  streamOrders(identities: readonly IdentityRef[], on: OnVenue = {}): O2Stream<OrderUpdate> {
    return openIdentities(this.session, this.#readers, "orders", identities, venueOf(on));
  }

  /**
   * Follows the fills of up to ten identities, as their orders' updates tell them: each match once, those of before with the first update
   * of their order. The stream never tells `trader_side`, `trade_id` or fees. It has one subscription with {@link streamOrders}, and
   * `unsubscribeOrders` ends it too; errors as there.
   */
  streamFills(identities: readonly IdentityRef[], on: OnVenue = {}): O2Stream<FillUpdate> {
    return new FillStream(this.streamOrders(identities, on), toIdentities(identities));
  }

  /** Follows the balances of up to ten identities from now on; errors as with {@link streamOrders}. */
  streamBalances(identities: readonly IdentityRef[]): O2Stream<BalanceUpdate> {
    return openIdentities(this.session, this.#readers, "balances", identities);
  }

  /** Follows the nonces of up to ten trade accounts from now on; errors as with {@link streamOrders}. */
  streamNonce(identities: readonly IdentityRef[]): O2Stream<NonceUpdate> {
    return openIdentities(this.session, this.#readers, "nonce", identities);
  }

  /** Ends this client's iterators over a market's book on a venue. */
  unsubscribeDepth(marketId: string, on: OnVenue = {}): void {
    this.#readers.unfollowSlot({ channel: "depth", ...placeOf(marketId, on) });
  }

  /** Ends this client's iterators over a market's whole books on a venue. */
  unsubscribeDepthView(marketId: string, on: OnVenue = {}): void {
    this.#readers.unfollowSlot({ channel: "depthView", ...placeOf(marketId, on) });
  }

  /** Ends this client's iterators over a market's trades on a venue. */
  unsubscribeTrades(marketId: string, on: OnVenue = {}): void {
    this.#readers.unfollowSlot({ channel: "trades", ...placeOf(marketId, on) });
  }

  /** Ends all of this client's iterators over orders of a venue. */
  unsubscribeOrders(on: OnVenue = {}): void {
    this.#readers.unfollowSlot({ channel: "orders", ...venueOf(on) });
  }

  /** Takes identities from this client's iterators over balances; one left with none ends. */
  unsubscribeBalances(identities: readonly IdentityRef[]): void {
    this.#unfollow("balances", identities);
  }

  /** Takes identities from this client's iterators over nonces; one left with none ends. */
  unsubscribeNonce(identities: readonly IdentityRef[]): void {
    this.#unfollow("nonce", identities);
  }

  #listen(): void {
    if (this.#unlisten) return;
    this.#lifecycles.begin(this.session.connection);
    this.#unlisten = this.session.listen((event) => {
      if (event.type === "connection") this.#changed(event.connection);
      else this.#readers.hear(event);
    });
  }

  #changed(connection: Connection): void {
    if (connection.status === "closed") this.#end(connection.reason ?? "the connection was closed", connection.code);
    else this.#lifecycles.changed(connection);
  }

  /** The connection is closed, on purpose or given up: nothing more will come. */
  #end(reason: string, code?: number): void {
    this.#readers.end();
    this.#lifecycles.end(this.session.connection, reason, code);
  }

  #unfollow(channel: IdentityChannel, identities: readonly IdentityRef[]): void {
    const keys = new Set(toIdentities(identities).map((identity) => topicKey({ channel, identity })));
    this.#readers.unfollow((topic) => keys.has(topicKey(topic)));
  }
}

/** A session of this copy of the library or of another one; a config has no maker. */
function isSession(given: O2Config | Session): given is Session {
  return makerOf(given, "session") !== undefined;
}
