// Listens once to the client, counts references to topics, and writes the store once a frame. Knows nothing of React.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { MarketCounters } from "../client/audits.ts";
import { brand } from "../client/brand.ts";
import type { Identity, Trade } from "../client/entities.ts";
import { isO2Error, O2RestError } from "../client/errors.ts";
import type { ClientEvent } from "../client/events.ts";
import { type MarketRef, toMarketId } from "../client/ids.ts";
import type { O2Config } from "../client/networks.ts";
import { O2Rest } from "../client/rest.ts";
import { Session } from "../client/session.ts";
import { slotOf } from "../client/wire.ts";
import type { Item, Join } from "./backfill.ts";
import { candleStart } from "./candles.ts";
import type { Around } from "./channels/channel.ts";
import { type CommitPace, Commits } from "./commits.ts";
import { type Depth, toDepth } from "./depth.ts";
import { guarded } from "./guarded.ts";
import type { HistoryPage } from "./history.ts";
import { HistoryAsks } from "./historyAsks.ts";
import { withoutHistoryStatus } from "./historyStatus.ts";
import { carrierOf, isWhole, withLiveness } from "./live.ts";
import { newestFirst } from "./merge.ts";
import { MostAsked } from "./mostAsked.ts";
import { Outages } from "./outages.ts";
import { type Context, readBooks, reduce } from "./reduce.ts";
import { Repair } from "./repair.ts";
import { Retention } from "./retention.ts";
import { fromSeed, type O2Seed, withSeed } from "./seed.ts";
import { type FeedSettings, networkOf, type O2FeedOptions, toConfig, toFeedSettings, toPace } from "./settings.ts";
import {
  type Entry,
  INITIAL_STATE,
  isShort,
  type O2State,
  type O2Store,
  patch,
  topicsOf,
  withoutTopic,
  withTopic,
} from "./state.ts";
import { type DepthTopic, type FeedTopic, feedId, feedKey, type TradesTopic, toFeedTopic } from "./topics.ts";
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
  /** How many trades of a market are kept. */
  readonly maxTrades: number;
  readonly #store: StoreApi<O2State>;
  readonly #settings: FeedSettings;
  readonly #repair: Repair | undefined;
  readonly #historyAsks: HistoryAsks | undefined;
  readonly #retention: Retention;
  readonly #commits: Commits;
  #tops: Tops | undefined;
  readonly #tradeListeners: TradeListeners;
  readonly #mostAsked: MostAsked = new MostAsked();
  readonly #dirtyBooks = new Set<string>();
  readonly #outages = new Outages();
  readonly #config: O2Config;
  // The state as of now; the store gets it with the next frame.
  #state: O2State;
  #seeded: readonly FeedTopic[];
  readonly #seeding = { isQuiet: false };
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
    this.maxTrades = settings.maxTrades;
    this.#config = config;
    const known = options.initialData ? fromSeed(options.initialData, networkOf(config)) : INITIAL_STATE;
    const error = config.apiBase ? undefined : noRest("markets");
    this.#state = error ? { ...known, markets: { ...known.markets, error } } : known;
    this.#seeded = topicsOf(this.#state);
    this.#store = createStore<O2State>(() => this.#state);
    this.session = new Session(config, options);
    this.store = guarded(this.#store, this.#seeding, (error) => this.session.report(error));
    this.rest = config.apiBase ? new O2Rest(config.apiBase, options) : undefined;
    const { session } = this;
    this.#commits = new Commits({
      read: session.catchUp.bind(session),
      collect: () => this.#collect(),
      publish: () => this.#publish(),
    });
    this.setCommits(options.commits);
    this.#repair =
      this.rest &&
      new Repair({
        ...settings,
        session,
        rest: this.rest,
        serverNow: () => session.clock.earliest,
        tradesWanted: (market, newest) => {
          return { count: this.#mostAsked.most(market), since: this.#tradeListeners.since(market, newest) };
        },
        state: () => this.#state,
        around: this.#around,
        onState: (state) => this.#become(state),
        onFilled: (topic, join, buffered) => this.#filled(topic, join, buffered),
        onFailed: ({ error, retryAt }) => {
          if (retryAt !== undefined) this.#outages.began(config.apiBase ?? "", error.message, settings.now(), retryAt);
        },
        isWhole: (topic) => isWhole(this.#state, topic, session.subscriptions),
        isFollowed: (topic) => this.#retention.counts.get(feedKey(topic)) !== 0,
      });
    this.#historyAsks = this.#repair && this.#asksOf(this.#repair);
    this.#retention = new Retention(settings.linger);
    const { clock } = session;
    this.#tradeListeners = new TradeListeners({ report: (error) => session.report(error), now: settings.now, clock });
    session.listen((event) => this.#hear(event));
  }

  /** Connects and stays connected until {@link close}. How it goes is in the store's `connection`. */
  connect(): void {
    this.#unwatch ??= this.#commits.watch();
    this.#tick();
    this.#repair?.open();
    this.releaseSeed();
    try {
      this.session.open();
    } catch (error) {
      // There is nothing to connect with.
      if (!isO2Error(error)) throw error;
      this.session.report(error);
    }
  }

  /**
   * Takes in what `prefetch` read for the next page: topics that the feed has nothing of. Followers of the store hear of it
   * with the next commit, so that it can be called while rendering; {@link releaseSeed} follows in an effect.
   * @throws O2InputError when it is not what `prefetch` gave.
   */
  addSeed(initialData: O2Seed): void {
    const seed = fromSeed(initialData, networkOf(this.#config));
    this.#state = withSeed(this.#state, seed);
    this.#seeding.isQuiet = true;
    this.#store.setState(withSeed(this.#store.getState(), seed), true);
    this.#seeding.isQuiet = false;
    this.#seeded = [...this.#seeded, ...topicsOf(seed)];
  }

  /** What was seeded and nobody shows goes after the linger, like all that is let go of. */
  releaseSeed(): void {
    this.retain(this.#seeded)();
    this.#seeded = [];
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

  /** Changes the option `commits`, e.g. when a panel is popped out into a window of its own. @throws O2InputError as the option does. */
  setCommits(commits?: CommitPace): void {
    this.#commits.setPace(toPace(commits));
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
        ...(topic.channel === "trades" ? [this.#want(topic)] : []),
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
   * Calls a listener for each trade that is made from now on in a market that is followed, once, at once and outside of any frame:
   * oldest first, and those made while the link was down once they are read, as far as they are kept.
   * @throws O2InputError when the id cannot be used.
   */
  onTrade(market: string, call: (trade: Trade) => void): () => void {
    const topic = { channel: "trades", market: toMarketId(market) } as const;
    const newest = this.#state.trades[topic.market]?.data?.[0]?.timestamp ?? Number.NEGATIVE_INFINITY;
    const isNoneMissing = isWhole(this.#state, topic, this.session.subscriptions);
    return this.#tradeListeners.add(topic.market, call, isNoneMissing ? newest : undefined);
  }

  /** Reads the list of markets for the store's `markets`, again until it holds, and every few minutes while the page is visible. */
  wantMarkets(): void {
    this.#repair?.markets.want();
  }

  /**
   * Reads the next page of older orders of some identities, in one market or in all; it is in the store when this resolves.
   * Waits for the newest orders of each. Nothing is read when one of them is let go of before: nobody would show it.
   */
  async readHistory(of: readonly Identity[], market?: MarketRef): Promise<HistoryPage> {
    if (!this.#historyAsks) return { hasMore: false, error: noRest("older orders") };
    return this.#historyAsks.ask(of, market);
  }

  /** How many hold each topic, by `"channel:id"` as in the store, and the `"connection"`; none where it only lingers. */
  get holders(): ReadonlyMap<string, number> {
    return this.#retention.counts;
  }

  /**
   * One of some books of a market that are shown together, out of one that is live, where this state lacks any of them or some
   * of its levels: to be shown until a commit has them all. All are of one moment. Changes nothing, so that it can be asked for
   * while rendering.
   */
  regrouped(topic: DepthTopic, together: readonly DepthTopic[], { depth }: O2State): Entry<Depth> | undefined {
    if (!together.some((book) => isMissing(book, depth[feedId(book)]))) return undefined;
    const { market, precision, levels = Number.POSITIVE_INFINITY } = topic;
    const live = Object.entries(depth).find(([id, entry]) => entry.isLive && id.startsWith(`${market}:`))?.[1];
    const sides = live && this.session.peek({ market, precision, levels: Math.max(1, levels) });
    return sides && { ...live, data: toDepth(sides, undefined), levels };
  }

  /** What was counted of a market that is shown. @throws O2InputError when the id cannot be used. */
  counters(of: string): MarketCounters {
    const market = toMarketId(of);
    const { audits = 0, mismatches = 0 } = this.#repair?.counters(market) ?? {};
    return { ...this.session.countersOf(market), audits, mismatches };
  }

  #asksOf({ markets, history }: Repair): HistoryAsks {
    return new HistoryAsks({
      state: () => this.#state,
      store: this.store,
      onState: (state) => {
        this.#become(state);
        // Who asks for older orders sees it at once, not with the next frame.
        this.#commits.flush();
      },
      hold: (identities) => this.retain(identities.map((identity) => ({ channel: "orders", identity })))(),
      markets: (market) => markets.ids(market),
      read: (identities, ids, market) => history.read(identities, ids, market),
    });
  }

  /** Somebody shows a book: what they ask for beyond what is shown is there at once, not with the next frame. */
  #show(topic: DepthTopic): () => void {
    const id = feedId(topic);
    // The best prices are always there.
    const levels = Math.max(1, topic.levels ?? Number.POSITIVE_INFINITY);
    const isMore = levels > this.#mostAsked.most(id) && this.#state.depth[id]?.data;
    const release = this.#mostAsked.ask(id, levels);
    if (isMore) {
      this.#dirtyBooks.add(topic.market);
      this.#commits.flush();
    }
    return release;
  }

  /** Somebody shows trades: those that were not read for lack of anybody who wants them are read now. */
  #want({ market, limit = 0 }: TradesTopic): () => void {
    const topic = { channel: "trades", market, limit } as const;
    const release = this.#mostAsked.ask(market, limit);
    if (isShort(topic, this.#state.trades[market])) this.#repair?.readMore(topic);
    return release;
  }

  #take(topic: FeedTopic): () => void {
    const { session } = this;
    if (topic.channel === "trades") this.#tradeListeners.begin(topic.market);
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
      this.#mostAsked.forget(feedId(topic));
      const left = withoutTopic(this.#state, topic);
      this.#become(topic.channel === "orders" ? withoutHistoryStatus(left, topic.identity) : left);
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

  #filled(topic: FeedTopic, join: Join, buffered: readonly Item[]): void {
    const before = this.#state;
    this.#outages.ended(this.#config.apiBase ?? "");
    // Candles that were read while their trades had to be read anew are read again with these.
    const carrier = carrierOf(topic);
    const isJoined = topic.channel !== "candles" || isWhole(before, carrier, this.session.subscriptions);
    const epoch = isJoined ? this.session.subscriptions.epochOf(carrier) : undefined;
    const filled = { epoch, error: undefined, retryAt: undefined, updatedAt: this.#settings.now() };
    const limit = topic.channel === "trades" ? this.#mostAsked.most(topic.market) : undefined;
    this.#become(patch(join(before), topic.channel, feedId(topic), { ...filled, limit }));
    if (topic.channel !== "trades" || !before.trades[topic.market]) return;
    // Nothing is held before the first read; what the stream said meanwhile was told.
    const known = [...(before.trades[topic.market]?.data ?? []), ...(buffered as readonly Trade[])];
    this.#tradeListeners.tellRead(topic.market, this.#state.trades[topic.market]?.data ?? [], known);
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
      this.#state = readBooks(this.#state, this.#dirtyBooks, session, this.#mostAsked, now);
      this.#dirtyBooks.clear();
    }
    const { status, isSilent } = session.connection;
    const isHeard = status === "connected" && !isSilent;
    const { lastMessageAt = 0, subscriptions } = session;
    this.#state = withLiveness(this.#state, { isHeard, heardAt: lastMessageAt, subscriptions });
    this.#tops?.look();
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

/** Whether a book that is asked for is not there, or has fewer levels. */
function isMissing(topic: DepthTopic, entry: Entry<Depth> | undefined): boolean {
  return !entry?.data || isShort(topic, entry);
}

function noRest(what: string): O2RestError {
  return new O2RestError(
    `There are no ${what} to read: the config has no apiBase. Give the provider one, or pass market ids.`,
  );
}
