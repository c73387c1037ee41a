// Listens once to the client, counts references to topics, and writes the store once a frame. Knows nothing of React.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { MarketCounters } from "../client/audits.ts";
import { brand } from "../client/brand.ts";
import { isO2Error, isRestError, O2RestError, toO2Error } from "../client/errors.ts";
import type { ClientEvent } from "../client/events.ts";
import { identityKey, type MarketRef, toIdentity, toMarketId } from "../client/ids.ts";
import { isPair } from "../client/pairs.ts";
import type { Identity, O2Config, Trade } from "../client/protocol.ts";
import { O2Rest } from "../client/rest.ts";
import { Session } from "../client/session.ts";
import { slotOf } from "../client/wire.ts";
import type { Join } from "./backfill.ts";
import { candleStart } from "./candles.ts";
import type { Around } from "./channels/channel.ts";
import { Commits } from "./commits.ts";
import { guarded } from "./guarded.ts";
import type { HistoryPage } from "./history.ts";
import { carrierOf, isWhole, withLiveness } from "./live.ts";
import { newestFirst } from "./merge.ts";
import { Outages } from "./outages.ts";
import { type Context, readBooks, reduce } from "./reduce.ts";
import { Repair } from "./repair.ts";
import { Retention } from "./retention.ts";
import { fromSeed } from "./seed.ts";
import { type FeedSettings, networkOf, type O2FeedOptions, toConfig, toFeedSettings } from "./settings.ts";
import { ShownLevels } from "./shownLevels.ts";
import { INITIAL_STATE, type O2State, type O2Store, patch, topicsOf, withoutTopic, withTopic } from "./state.ts";
import { type DepthTopic, type FeedTopic, feedId, feedKey, toFeedTopic } from "./topics.ts";
import type { Tops, TopsOptions } from "./tops.ts";
import { TradeListeners } from "./tradeListeners.ts";

/** How far the last 24 hours move at once, in milliseconds. */
const DAY_STEP = 300_000;

/** One shared client and the store it fills: what an `O2Provider` holds. */
export class O2Feed {
  /** The conversation underneath: the connection, its counters. `new O2WebSocket(feed.session)` reads it by iterators. */
  readonly session: Session;
  /** The REST reads; `undefined` without an `apiBase`. */
  readonly rest: O2Rest | undefined;
  /** What is known, written once a frame. */
  readonly store: O2Store;
  readonly #store: StoreApi<O2State>;
  readonly #settings: FeedSettings;
  readonly #repair: Repair | undefined;
  readonly #retention: Retention;
  readonly #commits: Commits;
  #tops: Tops | undefined;
  readonly #tradeListeners: TradeListeners;
  readonly #shownLevels: ShownLevels = new ShownLevels();
  readonly #dirtyBooks = new Set<string>();
  readonly #outages = new Outages();
  readonly #config: O2Config;
  // The state as of now; the store gets it with the next frame.
  #state: O2State;
  #seeded: readonly FeedTopic[];
  #losing: ReturnType<typeof setTimeout> | undefined;
  #unwatch: (() => void) | undefined;
  #ticking: ReturnType<typeof setTimeout> | undefined;
  #corrections = 0;

  /** See {@link createO2Feed}. */
  constructor(options: O2FeedOptions) {
    brand(this, "feed");
    const config = toConfig(options);
    const settings = toFeedSettings(options);
    this.#settings = settings;
    this.#config = config;
    this.#state = options.initialData ? fromSeed(options.initialData, networkOf(config)) : INITIAL_STATE;
    this.#seeded = topicsOf(this.#state);
    this.#store = createStore<O2State>(() => this.#state);
    this.session = new Session(config, options);
    this.store = guarded(this.#store, (error) => this.session.report(error));
    this.rest = config.apiBase ? new O2Rest(config.apiBase, options) : undefined;
    const { session } = this;
    this.#commits = new Commits({
      read: session.catchUp.bind(session),
      collect: () => this.#collect(),
      publish: () => this.#publish(),
    });
    this.#repair =
      this.rest &&
      new Repair({
        ...settings,
        session,
        rest: this.rest,
        serverNow: () => session.clock.earliest,
        state: () => this.#state,
        around: this.#around,
        onState: (state) => this.#become(state),
        onFilled: (topic, join) => this.#filled(topic, join),
        onFailed: ({ error, retryAt }) => {
          if (retryAt !== undefined) this.#outages.began(config.apiBase ?? "", error.message, settings.now(), retryAt);
        },
        isWhole: (topic) => isWhole(this.#state, topic, session.subscriptions),
        isFollowed: (topic) => this.#retention.counts.get(feedKey(topic)) !== 0,
      });
    this.#retention = new Retention(settings.linger);
    this.#tradeListeners = new TradeListeners((error) => session.report(error));
    session.listen((event) => this.#hear(event));
  }

  /** Connects and stays connected until {@link close}. How it goes is in the store's `connection`. */
  connect(): void {
    this.#unwatch ??= this.#commits.watch();
    this.#tick();
    this.#repair?.open();
    // What was seeded and nobody shows goes after the linger, like all that is let go of.
    this.retain(this.#seeded)();
    this.#seeded = [];
    try {
      this.session.open();
    } catch (error) {
      // There is nothing to connect with.
      if (!isO2Error(error)) throw error;
      this.session.report(error);
    }
  }

  /** The exchange's time in milliseconds since 1970, estimated from the stamps of its frames; ours until it has said one. */
  get serverTime(): number {
    return this.session.clock.now;
  }

  /** Connects until the returned function is called, and for the linger after it: a remount meanwhile costs nothing. */
  use(): () => void {
    return this.#retention.hold("connection", () => {
      this.connect();
      return () => this.close();
    });
  }

  /** Gives the present link up and connects anew at once, whatever the state of the connection. */
  readonly reconnect = (): void => {
    const { status } = this.session.connection;
    if (status === "idle" || status === "closed") this.connect();
    else this.session.replace("reconnect() was called");
  };

  /** Disconnects. What is still held shows as stale and is taken up again by the next {@link connect}. */
  close(): void {
    this.#retention.flush();
    this.#repair?.close();
    this.#tops?.close();
    this.#unwatch?.();
    this.#unwatch = undefined;
    clearTimeout(this.#ticking);
    this.#ticking = undefined;
    this.session.close();
    this.#commits.flush();
  }

  /**
   * Follows topics until the returned function is called, and for the linger after it.
   * Ids may be in upper case or without `0x`; the store has them in lower case with it.
   * @throws O2InputError for an id, a precision, a count or a channel that cannot be used; then none of the topics is followed.
   */
  retain(topics: readonly FeedTopic[]): () => void {
    const releases = topics
      .map(toFeedTopic)
      .flatMap((topic) => [
        ...(topic.channel === "depth" ? [this.#show(topic)] : []),
        this.#retention.hold(feedKey(topic), () => this.#take(topic)),
      ]);
    // What only lingers makes room for what is asked for.
    const full = new Set(this.session.subscriptions.overLimit().map(({ channel }) => channel));
    if (full.size > 0) this.#retention.flush((key) => [...full].some((channel) => key.startsWith(`${channel}:`)));
    return () => {
      for (const release of releases) release();
    };
  }

  /**
   * Keeps a market's exact best prices in the store's `tops`, beside its finest book, until the returned function is called.
   * Who wants them brings along how they are made, so that no other page pays for it.
   */
  holdTop(market: string, make: (options: TopsOptions) => Tops): () => void {
    const { rest } = this;
    const id = toMarketId(market);
    if (!rest) return () => undefined;
    this.#tops ??= make({
      rest,
      now: this.#settings.now,
      state: () => this.#state,
      onState: (state) => this.#become(state),
      catchUp: () => this.#commits.flush(),
    });
    return this.#tops.hold(id);
  }

  /**
   * Calls a listener for each new trade of a market that is followed, at once and outside of any frame: oldest first, and
   * those made while the link was down once they are read.
   * @throws O2InputError when the id cannot be used.
   */
  onTrade(market: string, call: (trade: Trade) => void): () => void {
    return this.#tradeListeners.add(toMarketId(market), call);
  }

  /** Reads the list of markets, once, for the store's `markets`; again until it holds. */
  wantMarkets(): void {
    if (this.#repair) this.#repair.markets.want();
    else this.#become({ ...this.#state, markets: { ...this.#state.markets, error: noRest("markets") } });
  }

  /**
   * Reads the next page of older orders of some identities, in one market or in all; it is in the store when this resolves.
   * Waits for the newest orders of each. Nothing is read when one of them is let go of before: nobody would show it.
   */
  async readHistory(of: readonly Identity[], market?: MarketRef): Promise<HistoryPage> {
    if (!this.#repair) return { hasMore: false, error: noRest("older orders") };
    try {
      const identities = of.map(toIdentity);
      if (market !== undefined && !isPair(market)) toMarketId(market);
      // A child's effect runs before the effect that follows these orders. They linger until that one holds them.
      this.retain(identities.map((identity) => ({ channel: "orders", identity })))();
      const [isKnown, ids] = await Promise.all([this.#known(identities), this.#repair.markets.ids(market)]);
      if (!isKnown) return { hasMore: true, error: undefined };
      return await this.#repair.history.read(identities, ids, market === undefined ? undefined : ids[0]);
    } catch (error) {
      return { hasMore: true, error: toO2Error(error) };
    }
  }

  /** How many hold each topic, by `"channel:id"` as in the store, and the `"connection"`; none where it only lingers. */
  get holders(): ReadonlyMap<string, number> {
    return this.#retention.counts;
  }

  /** What was counted of a market that is shown. @throws O2InputError when the id cannot be used. */
  counters(of: string): MarketCounters {
    const market = toMarketId(of);
    const { audits = 0, mismatches = 0 } = this.#repair?.counters(market) ?? {};
    return { ...this.session.countersOf(market), audits, mismatches };
  }

  /** Somebody shows a book: what they ask for beyond what is shown is there at once, not with the next frame. */
  #show(topic: DepthTopic): () => void {
    const id = feedId(topic);
    // The best prices are always there.
    const levels = Math.max(1, topic.levels ?? Number.POSITIVE_INFINITY);
    const isMore = levels > this.#shownLevels.most(id) && this.#state.depth[id]?.data;
    const release = this.#shownLevels.ask(id, levels);
    if (isMore) {
      this.#dirtyBooks.add(topic.market);
      this.#commits.flush();
    }
    return release;
  }

  #take(topic: FeedTopic): () => void {
    const { session } = this;
    const isCandles = topic.channel === "candles";
    const needed = carrierOf(topic);
    const release = (isCandles ? this : session).retain([needed]);
    // Held for an iterator: then no subscription, and so no reset, will follow.
    const isHeld = session.subscriptions.isHeld(needed);
    this.#become(withTopic(this.#state, topic));
    if (topic.channel === "depth") this.#bookChanged(topic.market);
    // With REST, candles begin when the trades are whole, and say nothing of them.
    else if (isHeld && !(isCandles && this.#repair)) this.#reduce({ type: "reset", slot: slotOf(needed) });
    const isRead = session.subscriptions.isRead(needed);
    if (isRead && !this.#repair) this.#reduce({ type: "read", slots: [slotOf(needed)] });
    this.#repair?.take(topic, isRead);
    return () => {
      this.#repair?.drop(topic);
      release();
      this.#shownLevels.forget(feedId(topic));
      this.#become(withoutTopic(this.#state, topic));
    };
  }

  #hear(event: ClientEvent): void {
    if (event.type === "book") this.#bookChanged(event.market);
    else if (event.type === "waiting") this.#request();
    if (event.type === "book" || event.type === "waiting") return;
    const before = this.#state;
    this.#reduce(event);
    if (event.type === "connection") this.#watchLoss(before.connection.status);
    else if (event.type === "update" && event.update.action === "subscribe_trades")
      this.#tellTrades(event.update.market_id, newestFirst(event.update.trades), before);
    this.#repair?.hear(event);
  }

  #filled(topic: FeedTopic, join: Join): void {
    const before = this.#state;
    this.#outages.ended(this.#config.apiBase ?? "");
    // Candles that were read while their trades had to be read anew are read again with these.
    const carrier = carrierOf(topic);
    const isJoined = topic.channel !== "candles" || isWhole(before, carrier, this.session.subscriptions);
    const epoch = isJoined ? this.session.subscriptions.epochOf(carrier) : undefined;
    const filled = { epoch, error: undefined, retryAt: undefined, updatedAt: this.#settings.now() };
    this.#become(patch(join(before), topic.channel, feedId(topic), filled));
    if (topic.channel !== "trades" || !before.trades[topic.market]?.data) return;
    this.#tellTrades(topic.market, this.#state.trades[topic.market]?.data ?? [], before);
  }

  /** Resolves when there are orders of each identity to put older ones to, or none can be read now; `false` when one is not held. */
  #known(identities: readonly Identity[]): Promise<boolean> {
    return new Promise((resolve) => {
      const look = ({ orders }: O2State): void => {
        const entries = identities.map((identity) => orders[identityKey(identity)]);
        if (entries.some((entry) => entry && !entry.data && !isRestError(entry.error))) return;
        stop();
        resolve(!entries.includes(undefined));
      };
      const stop = this.store.subscribe(look);
      look(this.#state);
    });
  }

  #tellTrades(market: string, trades: readonly Trade[], before: O2State): void {
    const held = before.trades[market];
    if (held) this.#tradeListeners.tell(market, trades, held.data ?? this.#repair?.heardTrades(market) ?? []);
  }

  #watchLoss(before: O2State["connection"]["status"]): void {
    const { status } = this.#state.connection;
    if (status === before) return;
    const { wsUrl } = this.#config;
    clearTimeout(this.#losing);
    if (status === "connected") this.#outages.ended(wsUrl);
    if (status !== "connecting" && status !== "reconnecting") return;
    this.#losing = setTimeout(() => {
      const { connection } = this.#state;
      this.#become({ ...this.#state, connection: { ...connection, isLost: true } });
      this.#outages.began(wsUrl, connection.reason ?? "no answer so far", this.#settings.now(), connection.retryAt);
      this.#repair?.readWithoutLink();
    }, this.#settings.lostAfter);
  }

  #reduce(event: ClientEvent): void {
    const context: Context = {
      ...this.#around(),
      now: this.#settings.now(),
      epochOf: (slot) => this.session.subscriptions.epochOfSlot(slot),
      isFilled: this.#repair !== undefined,
    };
    this.#become(reduce(this.#state, event, context));
  }

  readonly #around = (): Around => {
    const { maxTrades, maxClosedOrders } = this.#settings;
    const { subscriptions } = this.session;
    return {
      state: this.#state,
      maxTrades,
      closedLimit: (id) => maxClosedOrders + (this.#repair?.history.count(id) ?? 0),
      isWhole: (topic) => isWhole(this.#state, topic, this.session.subscriptions),
      isOnly: (topic) => subscriptions.isOnly(topic.channel) && subscriptions.isHeld(topic),
      isShared: (channel) => subscriptions.identities(channel).length > 1,
      accountOf: (identity) => this.#repair?.accountOf(identity) ?? identity,
    };
  };

  #bookChanged(market: string): void {
    this.#dirtyBooks.add(market);
    this.#request();
  }

  #become(state: O2State): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#request();
  }

  #request(): void {
    if (!this.#commits.isCollecting) this.#commits.request();
  }

  /** Also in a quiet market the day moves on; where nobody shows candles that is no news. */
  #tick(): void {
    clearTimeout(this.#ticking);
    this.#ticking = setTimeout(() => this.#tick(), DAY_STEP - (this.serverTime % DAY_STEP));
    if (Object.keys(this.#state.candles).length > 0) this.#commits.request();
  }

  #tellTime(): void {
    const day = candleStart(this.serverTime, "5m");
    if (day !== this.#state.now) this.#state = { ...this.#state, now: day };
    const { corrections } = this.session.clock;
    if (corrections === this.#corrections) return;
    this.#corrections = corrections;
    this.#repair?.clockCorrected();
  }

  #collect(): void {
    const now = this.#settings.now();
    const { session } = this;
    if (this.#ticking !== undefined) this.#tellTime();
    if (this.#dirtyBooks.size > 0) {
      this.#state = readBooks(this.#state, this.#dirtyBooks, session, this.#shownLevels, now);
      this.#dirtyBooks.clear();
    }
    const { status, isSilent } = session.connection;
    const isHeard = status === "connected" && !isSilent;
    this.#state = withLiveness(this.#state, { isHeard, subscriptions: session.subscriptions });
    this.#tops?.look();
    const { lastMessageAt = 0 } = session;
    // To the second, so that a component that shows the connection is not rendered with every frame.
    if (Math.abs(lastMessageAt - (this.#state.connection.lastMessageAt ?? 0)) >= 1_000) {
      this.#state = { ...this.#state, connection: { ...this.#state.connection, lastMessageAt } };
    }
  }

  #publish(): void {
    this.#store.setState(this.#state, true);
  }
}

/**
 * Makes a feed; nothing is opened before its `connect()` or the mount of an `O2Provider` it is given to, which then
 * leaves closing it to you.
 * @throws O2InputError when neither a known `network` nor a usable `config` is given.
 *
 * @example
 * const feed = createO2Feed({ network: "testnet" });
 * feed.connect();
 */
export function createO2Feed(options: O2FeedOptions): O2Feed {
  return new O2Feed(options);
}

function noRest(what: string): O2RestError {
  return new O2RestError(
    `There are no ${what} to read: the config has no apiBase. Give the provider one, or pass market ids.`,
  );
}
