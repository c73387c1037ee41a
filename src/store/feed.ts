// The door of a feed: who follows what, counted by reference, and the store that is filled for them. Knows nothing of React.
import type { MarketCounters } from "../client/audits.ts";
import { brand } from "../client/brand.ts";
import type { Identity, Trade } from "../client/entities.ts";
import { isO2Error, type O2Error } from "../client/errors.ts";
import { type MarketRef, toMarketId } from "../client/ids.ts";
import type { O2Config } from "../client/networks.ts";
import type { FeedPage } from "../client/page.ts";
import { O2Rest } from "../client/rest.ts";
import { Session } from "../client/session.ts";
import type { CommitPace } from "./commits.ts";
import { Current } from "./current.ts";
import { Day } from "./day.ts";
import type { Depth } from "./depth.ts";
import { topicsOf } from "./entries.ts";
import { toFeedSettings, toPace } from "./feedSettings.ts";
import { Following } from "./following.ts";
import type { HistoryPage } from "./history.ts";
import { initialState, noRest } from "./initialState.ts";
import { Intake } from "./intake.ts";
import { isWhole } from "./live.ts";
import { Mirror } from "./Mirror.ts";
import { MostAsked } from "./mostAsked.ts";
import { regrouped } from "./regrouped.ts";
import { Retention } from "./retention.ts";
import { fromSeed, type O2Seed } from "./seed.ts";
import { networkOf, type O2FeedOptions, toConfig } from "./settings.ts";
import { type Entry, INITIAL_STATE, type O2State, type O2Store } from "./state.ts";
import { type DepthTopic, type FeedTopic, feedKey } from "./topics.ts";
import { Tops } from "./tops.ts";

/** One shared client and the store it fills: what an `O2Provider` holds. */
export class O2Feed {
  /** The conversation underneath: the connection, its counters. `new O2WebSocket(feed.session)` reads it by iterators. */
  readonly session: Session;
  /** The REST reads; `undefined` without an `apiBase`. */
  readonly rest: O2Rest | undefined;
  /** The state of all that is followed, written once a frame. */
  readonly store: O2Store;
  /** The number of trades of a market that are kept. */
  readonly maxTrades: number;
  readonly #config: O2Config;
  readonly #current: Current;
  readonly #intake: Intake;
  readonly #day: Day;
  readonly #retention: Retention;
  readonly #following: Following;
  readonly #tops: Tops | undefined;
  #seeded: readonly FeedTopic[];
  #unwatch: (() => void) | undefined;

  /** See {@link createO2Feed}. @param mirror the store to show its state in, if there is one. @param page the page, if not this thread's. */
  constructor(options: O2FeedOptions, mirror?: Mirror, page?: FeedPage) {
    brand(this, "feed");
    const config = toConfig(options);
    const settings = toFeedSettings(options);
    this.#config = config;
    this.maxTrades = settings.maxTrades;
    const known = mirror?.store.getState() ?? initialState(config, options.initialData);
    const initial = { ...known, connection: INITIAL_STATE.connection };
    this.#seeded = topicsOf(known);
    const session = new Session(config, options, page);
    this.session = session;
    this.rest = config.apiBase ? new O2Rest(config.apiBase, options) : undefined;
    const retention = new Retention(settings.linger);
    const mostAsked = new MostAsked();
    const shown = mirror ?? new Mirror(known, session.report.bind(session));
    const current = new Current(initial, {
      session,
      mirror: shown,
      now: settings.now,
      mostAsked,
      onBegin: () => this.#day.checkClock(),
      toNow: (state) => this.#day.toNow(state),
      onProven: () => this.#tops?.look(),
    });
    this.#current = current;
    this.#tops = this.rest && new Tops({ rest: this.rest, now: settings.now, current });
    this.store = shown.store;
    this.setCommits(options.commits);
    const intake = new Intake({
      config,
      settings,
      session,
      rest: this.rest,
      current,
      mostAsked,
      isFollowed: (topic) => retention.counts.get(feedKey(topic)) !== 0,
    });
    this.#intake = intake;
    this.#retention = retention;
    this.#following = new Following({ session, current, intake, retention, mostAsked, store: shown.store });
    this.#day = new Day({ clock: session.clock, current, onCorrected: () => intake.repair?.clockCorrected() });
  }

  /** Connects and stays connected until {@link close}. How it goes is in the store's `connection`. */
  connect(): void {
    this.#unwatch ??= this.#current.watch();
    this.#day.start();
    this.#intake.repair?.open();
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
   * Takes in topics that `prefetch` read for the next page and the feed has nothing of, also while rendering: followers of the
   * store hear of it with the next commit. {@link releaseSeed} follows in an effect.
   * @throws O2InputError when it is not what `prefetch` gave.
   */
  addSeed(initialData: O2Seed): void {
    const seed = fromSeed(initialData, networkOf(this.#config));
    this.#current.addSeed(seed);
    this.#seeded = [...this.#seeded, ...topicsOf(seed)];
  }

  /** Seeded data that nobody shows goes after the linger, like all that is let go of. */
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
    this.#current.setPace(toPace(commits));
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
    this.#intake.repair?.close();
    this.#tops?.close();
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#day.stop();
    this.session.close();
    this.#current.flush();
  }

  /**
   * Follows topics until the returned function is called, and for the linger after it.
   * Ids may be in upper case or without `0x`; the store has them in lower case with it.
   * @throws O2InputError for an id, a precision, a count or a channel that cannot be used; then none of the topics is followed.
   */
  retain(topics: readonly FeedTopic[]): () => void {
    return this.#following.retain(topics);
  }

  /** Keeps a market's exact best prices in the store's `tops`, beside its finest book, until the returned function is called. */
  holdTop(market: string): () => void {
    const id = toMarketId(market);
    return this.#tops?.hold(id) ?? (() => undefined);
  }

  /**
   * Calls a listener for each trade that is made from now on in a market that is followed, once, at once and outside of any frame:
   * oldest first, and those made while the link was down once they are read, as far as they are kept.
   * @throws O2InputError when the id cannot be used.
   */
  onTrade(market: string, call: (trade: Trade) => void): () => void {
    const topic = { channel: "trades", market: toMarketId(market) } as const;
    const newest = this.#current.state.trades[topic.market]?.data?.[0]?.timestamp ?? Number.NEGATIVE_INFINITY;
    const isNoneMissing = isWhole(this.#current.state, topic, this.session.subscriptions);
    return this.#intake.tradeListeners.add(topic.market, call, isNoneMissing ? newest : undefined);
  }

  /** This feed: its engine is loaded. */
  get feed(): this {
    return this;
  }

  /** Resolves with this feed at once. */
  readonly whenLoaded = async (): Promise<this> => this;
  /** Calls a tool with this feed at once; as every handle does. */
  readonly attach = (tool: (engine: this) => () => void): (() => void) => tool(this);

  /** Reports an error that belongs to nobody in particular. */
  readonly report = (error: O2Error): void => this.session.report(error);

  /** Reads the list of markets for the store's `markets`, again until it holds, and every few minutes while the page is visible. */
  wantMarkets(): void {
    this.#intake.repair?.markets.want();
  }

  /**
   * Reads the next page of older orders of some identities, in one market or in all; it is in the store when this resolves.
   * Waits for the newest orders of each. Nothing is read when one of them is let go of before: nobody would show it.
   */
  async readHistory(of: readonly Identity[], market?: MarketRef): Promise<HistoryPage> {
    const { history } = this.#following;
    return history ? history.ask(of, market) : { hasMore: false, error: noRest("older orders") };
  }

  /** The number of holders of each topic, by `"channel:id"` as in the store, and the `"connection"`; none where it only lingers. */
  get holders(): ReadonlyMap<string, number> {
    return this.#retention.counts;
  }

  /**
   * One of some books of a market that are shown together, made of one that is live, where this state lacks any of them: to be
   * shown until a commit has them all. Changes nothing, so that it can be asked for while rendering.
   */
  regrouped(topic: DepthTopic, together: readonly DepthTopic[], { depth }: O2State): Entry<Depth> | undefined {
    return regrouped(topic, together, depth, this.session);
  }

  /** The counters of a market that is shown. @throws O2InputError when the id cannot be used. */
  counters(of: string): MarketCounters {
    const market = toMarketId(of);
    const { audits = 0, mismatches = 0 } = this.#intake.repair?.counters(market) ?? {};
    return { ...this.session.countersOf(market), audits, mismatches };
  }
}

/**
 * Makes a feed; nothing is opened before its `connect()` or the mount of an `O2Provider` it is given to. Closing it is yours.
 * @throws O2InputError when neither a known `network` nor a usable `config` is given.
 *
 * @example
 * const feed = createO2Feed({ network: "testnet" });
 * feed.connect();
 */
export function createO2Feed(options: O2FeedOptions): O2Feed {
  return new O2Feed(options);
}
