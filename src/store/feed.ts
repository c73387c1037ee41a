// Listens once to the client, counts references to topics, and writes the store once a frame. Knows nothing of React.
import { createStore, type StoreApi } from "zustand/vanilla";
import { O2CallbackError, type O2Error, O2InputError } from "../client/errors.ts";
import { topicKey } from "../client/ids.ts";
import { O2WebSocket } from "../client/O2WebSocket.ts";
import type { O2WebSocketOptions } from "../client/options.ts";
import {
  NETWORKS,
  type O2Config,
  type O2Network,
  type Topic,
  type Trade,
  type TradeUpdate,
} from "../client/protocol.ts";
import type { ClientEvent } from "../client/session.ts";
import type { Slot } from "../client/subscriptions.ts";
import { toDepth } from "./depth.ts";
import { addTrades } from "./entities.ts";
import { Frames } from "./frames.ts";
import { Holdings } from "./holdings.ts";
import { type Context, depthTopics, reduce, subscribed } from "./reduce.ts";
import { INITIAL_STATE, type O2State, patch, withoutTopic, withTopic } from "./state.ts";

/** Which exchange to follow, and how. Times in milliseconds. */
export interface O2FeedOptions extends O2WebSocketOptions {
  /** One of the public networks. */
  readonly network?: O2Network;
  /** Or any other, e.g. the official SDK's `NetworkConfig`. */
  readonly config?: O2Config;
  /** How long a topic that nobody holds any more stays subscribed. Default 3,000. */
  readonly linger?: number;
  /** How long the connection may be down before `isLost`, so that a blip flashes no banner. Default 3,000. */
  readonly lostAfter?: number;
  /** How many trades are kept per market. Default 500. */
  readonly maxTrades?: number;
  /** How many closed orders are kept per identity. Default 200. */
  readonly maxClosedOrders?: number;
}

/** The store, to read and to follow. Only the feed writes it. */
export type O2Store = Pick<StoreApi<O2State>, "getState" | "getInitialState" | "subscribe">;

/** One shared client and the store it fills: what an `O2Provider` holds. */
export class O2Feed {
  /** The client underneath, e.g. for its iterators. */
  readonly client: O2WebSocket;
  /** What is known, written once a frame. */
  readonly store: O2Store;
  readonly #store: StoreApi<O2State>;
  readonly #context: () => Context;
  readonly #lostAfter: number;
  readonly #holdings: Holdings;
  readonly #frames: Frames = new Frames(() => this.#commit());
  readonly #dirtyBooks = new Set<string>();
  readonly #tradeListeners = new Set<{ readonly market: string; readonly call: (trade: Trade) => void }>();
  // The state as of now; the store gets it with the next frame.
  #state = INITIAL_STATE;
  #losing: ReturnType<typeof setTimeout> | undefined;
  #unwatch: (() => void) | undefined;

  /** See {@link createO2Feed}. */
  constructor(options: O2FeedOptions) {
    const { linger = 3_000, lostAfter = 3_000, maxTrades = 500, maxClosedOrders = 200, now = Date.now } = options;
    this.client = new O2WebSocket(toConfig(options), options);
    const { session } = this.client;
    const identities: Context["identities"] = (channel) => session.subscriptions.identities(channel);
    this.#context = () => ({ now: now(), maxTrades, maxClosedOrders, identities });
    this.#lostAfter = lostAfter;
    this.#holdings = new Holdings(linger);
    this.#store = createStore<O2State>(() => INITIAL_STATE);
    this.store = this.#store;
    session.listen((event) => this.#hear(event));
  }

  /** Connects and stays connected until {@link close}. How it goes is in the store's `connection`. */
  connect(): void {
    this.#watchVisibility();
    this.client.connect().catch((error: O2Error) => {
      // A close() meanwhile was wished for; that there is nothing to connect with was not.
      if (this.client.connection.status === "idle") this.client.session.report(error);
    });
  }

  /** Connects until the returned function is called, and for the linger after it: a remount meanwhile costs nothing. */
  use(): () => void {
    return this.#holdings.hold("connection", () => {
      this.connect();
      return () => this.close();
    });
  }

  /** Gives the present link up and connects anew at once, whatever the state of the connection. */
  readonly reconnect = (): void => {
    const { status } = this.client.connection;
    if (status === "idle" || status === "closed") this.connect();
    else this.client.reconnect();
  };

  /** Disconnects. What is still held shows as stale and is taken up again by the next {@link connect}. */
  close(): void {
    this.#holdings.flush();
    this.client.disconnect();
    clearTimeout(this.#losing);
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#frames.flush();
  }

  /** Follows topics until the returned function is called, and for the linger after it. */
  retain(topics: readonly Topic[]): () => void {
    const releases = topics.map((topic) => this.#holdings.hold(topicKey(topic), () => this.#take(topic)));
    // What only lingers makes room for what is asked for.
    const full = new Set(this.client.session.subscriptions.refused().map(({ channel }) => channel));
    if (full.size > 0) this.#holdings.flush((key) => [...full].some((channel) => key.startsWith(`${channel}:`)));
    return () => {
      for (const release of releases) release();
    };
  }

  /** Calls a listener for each new trade of a market that is followed, oldest first, at once and outside of any frame. */
  onTrade(market: string, call: (trade: Trade) => void): () => void {
    const listener = { market, call };
    this.#tradeListeners.add(listener);
    return () => this.#tradeListeners.delete(listener);
  }

  #take(topic: Topic): () => void {
    const { session } = this.client;
    const release = session.retain([topic]);
    this.#become(withTopic(this.#state, topic));
    if (topic.channel === "depth") this.#bookChanged(topic.market);
    // Held already for an iterator: no subscription, and so no reset, will follow.
    else if (session.subscriptions.isHeld(topic))
      this.#become(subscribed(this.#state, slotOf(topic), this.#context().now));
    return () => {
      release();
      this.#become(withoutTopic(this.#state, topic));
    };
  }

  #hear(event: ClientEvent): void {
    const before = this.#state;
    this.#become(reduce(before, event, this.#context()));
    if (event.type === "connection") this.#watchLoss(before.connection.status);
    else if (event.type === "reset" && event.slot.channel === "depth") this.#bookChanged(event.slot.market);
    else if (event.type === "update") {
      const { update } = event;
      if (update.action === "subscribe_depth" || update.action === "subscribe_depth_update")
        this.#bookChanged(update.market_id);
      if (update.action === "subscribe_trades") this.#tellTrades(update, before);
    }
  }

  #tellTrades({ market_id: market, trades }: TradeUpdate, before: O2State): void {
    const listeners = [...this.#tradeListeners].filter((listener) => listener.market === market);
    const held = before.trades[market];
    if (listeners.length === 0 || !held) return;
    const known = new Set(held.data?.map((trade) => trade.trade_id));
    const isNew = (trade: Trade): boolean => !known.has(trade.trade_id);
    for (const trade of [...addTrades([], trades.filter(isNew), Infinity)].reverse()) {
      for (const { call } of listeners) {
        try {
          call(trade);
        } catch (thrown) {
          this.client.session.report(new O2CallbackError("A listener of trades", thrown));
        }
      }
    }
  }

  #watchLoss(before: O2State["connection"]["status"]): void {
    const { status } = this.#state.connection;
    if (status === before) return;
    clearTimeout(this.#losing);
    if (status !== "connecting" && status !== "reconnecting") return;
    this.#losing = setTimeout(() => {
      this.#become({ ...this.#state, connection: { ...this.#state.connection, isLost: true } });
    }, this.#lostAfter);
  }

  #bookChanged(market: string): void {
    this.#dirtyBooks.add(market);
    this.#frames.request();
  }

  #become(state: O2State): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#frames.request();
  }

  #commit(): void {
    const { now } = this.#context();
    for (const market of this.#dirtyBooks) this.#readBook(market, now);
    this.#dirtyBooks.clear();
    const { lastMessageAt = 0 } = this.client;
    // To the second, so that a component that shows the connection is not rendered with every frame.
    if (lastMessageAt - (this.#state.connection.lastMessageAt ?? 0) >= 1_000) {
      this.#state = { ...this.#state, connection: { ...this.#state.connection, lastMessageAt } };
    }
    if (this.#store.getState() !== this.#state) this.#store.setState(this.#state, true);
  }

  #readBook(market: string, now: number): void {
    const held = this.client.session.book(market);
    for (const { id, precision } of depthTopics(this.#state, market)) {
      // A precision finer than the one held waits for its own snapshot.
      const isLive = held?.book.isReady === true && held.precision <= precision;
      const sides = isLive && (held.precision === precision ? held.book.view : held.book.grouped(precision));
      const known = sides
        ? { data: toDepth(sides, this.#state.depth[id]?.data), isLive, error: undefined, updatedAt: now }
        : { isLive };
      this.#state = patch(this.#state, "depth", id, known);
    }
  }

  #watchVisibility(): void {
    if (this.#unwatch || typeof document === "undefined") return;
    const changed = (): void => this.#frames.visibilityChanged();
    document.addEventListener("visibilitychange", changed);
    this.#unwatch = () => document.removeEventListener("visibilitychange", changed);
  }
}

/**
 * Makes a feed; nothing is opened before its `connect()` or the mount of an `O2Provider` it is given to, which then
 * leaves closing it to you.
 * @throws O2InputError when neither a known `network` nor a usable `config` is given.
 */
export function createO2Feed(options: O2FeedOptions): O2Feed {
  return new O2Feed(options);
}

function toConfig({ network, config }: O2FeedOptions): O2Config {
  if (config) return config;
  if (network && Object.hasOwn(NETWORKS, network)) return NETWORKS[network];
  const names = Object.keys(NETWORKS).join('", "');
  throw new O2InputError(
    "network",
    `${String(network)} is not a network. Expected one of "${names}", or a config with a wsUrl.`,
  );
}

function slotOf(topic: Topic): Slot {
  return "identity" in topic ? { channel: topic.channel, identities: [topic.identity] } : topic;
}
