// The door of a feed: who follows what, counted by reference, and the store that is filled for them. It follows books; all else
// waits for its two other parts, REST and records. Knows nothing of React, nor of how parts are loaded.
import type { MarketCounters } from "../client/audits.ts";
import { brand } from "../client/brand.ts";
import type { Identity, Trade } from "../client/entities.ts";
import { isO2Error, type O2Error } from "../client/errors.ts";
import { type MarketRef, toMarketId, toVenue } from "../client/ids.ts";
import type { FeedPage } from "../client/page.ts";
import type { Venue } from "../client/protocol.ts";
import type { RestAnswer } from "../client/request.ts";
import type { O2Rest } from "../client/rest.ts";
import type { Session } from "../client/session.ts";
import { marketKey } from "../client/venues.ts";
import type { CommitPace } from "./commits.ts";
import { Core } from "./core.ts";
import type { Depth } from "./depth.ts";
import { topicsOf } from "./entries.ts";
import type { Failure } from "./failure.ts";
import { toPace } from "./feedSettings.ts";
import type { HistoryChannel, HistoryPage } from "./history.ts";
import { seedState } from "./initialState.ts";
import type { Mirror } from "./Mirror.ts";
import type { OrderChange } from "./OrderLedger.ts";
import type { LaterParts } from "./parts.ts";
import type { Records } from "./records.ts";
import { regrouped } from "./regrouped.ts";
import type { GivenSeed } from "./seed.ts";
import { networkName, type O2FeedOptions } from "./settings.ts";
import type { Entry, O2State, O2Store } from "./state.ts";
import type { DepthTopic, FeedTopic } from "./topics.ts";
import type { Holding, UntilOptions } from "./until.ts";
import type { OrderWatch } from "./watchOrders.ts";

export { Later } from "./Later.ts";

/** One shared client and the store it fills: what an `O2Provider` holds. */
export class O2Feed {
  /** The conversation underneath: the connection, its counters. `new O2WebSocket(feed.session)` reads it by iterators. */
  readonly session: Session;
  /** The state of all that is followed, written once a frame. */
  readonly store: O2Store;
  /** The number of trades of a market that are kept. */
  readonly maxTrades: number;
  /** As {@link FeedHandle.network}. */
  readonly network: string;
  readonly #core: Core;
  #seeded: readonly FeedTopic[];
  #unwatch: (() => void) | undefined;

  /**
   * A feed of books; its later parts make it whole.
   * @param mirror the store to show its state in, if there is one. @param page the page, if not this thread's.
   */
  constructor(options: O2FeedOptions, mirror?: Mirror, page?: FeedPage) {
    brand(this, "feed");
    const core = new Core(options, mirror, page);
    this.#core = core;
    this.session = core.session;
    this.store = core.store;
    this.maxTrades = core.settings.maxTrades;
    this.network = networkName(core.config);
    this.#seeded = topicsOf(core.current.state);
    this.setCommits(options.commits);
  }

  /** The parts of a feed: those that are loaded later are added to it there. */
  static coreOf(feed: O2Feed): Core {
    return feed.#core;
  }

  /** A part could not be loaded, and is tried again; `undefined` once it is there. Whoever waits for it is told why. */
  setMissing(part: keyof LaterParts, failure: Failure | undefined): void {
    this.#core.intake.setMissing(part, failure);
  }

  /** The REST reads; `undefined` without an `apiBase`. */
  get rest(): O2Rest | undefined {
    return this.#core.records?.rest;
  }

  /** For recorders: they are told of each answer over REST as it came, also after its read was given up. One that throws fails the read. */
  get answerTaps(): Set<(answer: RestAnswer) => void> {
    return this.#core.answerTaps;
  }

  /** Connects and stays connected until {@link close}. How it goes is in the store's `connection`. */
  connect(): void {
    this.#unwatch ??= this.#core.current.watch();
    this.#core.isOpen = true;
    this.#core.day.start();
    this.#core.reads?.markets.resume();
    this.#core.records?.open();
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
   * Takes in what a seed has and the feed has nothing of, also while rendering: followers of the store hear of it with the next commit.
   * {@link releaseSeed} follows in an effect. A seed that cannot be used is reported.
   */
  addSeed(initialData: GivenSeed): void {
    const seed = seedState(initialData, this.#core.config, this.report);
    if (seed) this.#core.current.addSeed(seed);
    if (seed) this.#seeded = [...this.#seeded, ...topicsOf(seed)];
  }

  /** Seeded data that nobody shows goes after the linger, like all that is let go of; that of records once their part is there. */
  releaseSeed(): void {
    const isMeant = ({ channel }: FeedTopic): boolean => channel === "depth" || this.#core.records !== undefined;
    const meant = this.#seeded.filter(isMeant);
    this.#seeded = this.#seeded.filter((topic) => !isMeant(topic));
    this.retain(meant)();
  }

  /** As {@link FeedHandle.serverTime}. */
  get serverTime(): number | undefined {
    return this.session.clock.said;
  }

  /** Connects until the returned function is called, and for the linger after it: a remount meanwhile costs nothing. */
  use(): () => void {
    return this.#core.retention.hold("connection", () => {
      this.connect();
      return () => this.close();
    });
  }

  /** Changes the option `commits`, e.g. when a panel is popped out into a window of its own. @throws O2InputError as the option does. */
  setCommits(commits?: CommitPace): void {
    this.#core.current.setPace(toPace(commits));
  }

  /** Gives the present link up and connects anew at once, whatever the state of the connection. */
  readonly reconnect = (): void => {
    const { status } = this.session.connection;
    if (status === "idle" || status === "closed") this.connect();
    else this.session.replace("reconnect() was called");
  };

  /** Disconnects. What is still held shows as stale and is taken up again by the next {@link connect}. */
  close(): void {
    this.#core.isOpen = false;
    this.#core.retention.flush();
    this.#core.records?.close();
    this.#core.reads?.markets.pause();
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#core.day.stop();
    this.session.close();
    this.#core.current.flush();
  }

  /**
   * Follows topics until the returned function is called, and for the linger after it.
   * Ids may be in upper case or without `0x`; the store has them in lower case with it.
   * @throws O2InputError for an id, a precision, a count or a channel that cannot be used; then none of the topics is followed.
   */
  retain(topics: readonly FeedTopic[]): () => void {
    return this.#core.following.retain(topics);
  }

  /** Keeps a market's exact best prices in the store's `tops`, beside its finest book, until the returned function is called. */
  holdTop(market: string, venue?: Venue): () => void {
    return this.#records.tops?.hold(toMarketKey(market, venue)) ?? (() => undefined);
  }

  /**
   * Calls a listener for each trade that is made from now on in a market that is followed, once, at once and outside of any frame:
   * oldest first, and those made while the link was down once they are read, as far as they are kept.
   * @throws O2InputError when the id cannot be used.
   */
  onTrade(market: string, call: (trade: Trade) => void, venue?: Venue): () => void {
    return this.#records.onTrade(toMarketKey(market, venue), call);
  }

  /** This feed, once it has all its parts. */
  get feed(): this | undefined {
    return this.#core.records && this;
  }

  /** Resolves with this feed at once. */
  readonly whenLoaded = async (): Promise<this> => this;
  /** Calls a tool with this feed at once; as every handle does. */
  readonly attach = (tool: (engine: this) => () => void): (() => void) => tool(this);

  /** As {@link FeedHandle.until}. */
  async until<T>(predicate: (state: O2State) => T, options?: UntilOptions): Promise<Holding<T>> {
    return this.#records.until(this.store, predicate, options);
  }

  /** As {@link FeedHandle.watchOrders}. */
  watchOrders(watch: OrderWatch, call: (change: OrderChange) => void): () => void {
    return this.#records.watchOrders(this, watch, call);
  }

  /** Reports an error that belongs to nobody in particular. */
  readonly report = (error: O2Error): void => this.session.report(error);

  /** Reads the list of markets for the store's `markets`, again until it holds, and every few minutes while the page is visible. */
  wantMarkets(): void {
    this.#core.reads?.markets.want();
  }

  /**
   * Reads the next page of older orders, or fills, of some identities, in one market or in all; it is in the store when this resolves.
   * Waits for the newest orders of each. Nothing is read when one of them is let go of before: nobody would show it.
   */
  readHistory(
    of: readonly Identity[],
    market?: MarketRef,
    venue?: Venue,
    channel?: HistoryChannel,
  ): Promise<HistoryPage> {
    return this.#records.readHistory(of, market, venue, channel);
  }

  /** The number of holders of each topic, by `"channel:id"` as in the store, and the `"connection"`; none where it only lingers. */
  get holders(): ReadonlyMap<string, number> {
    return this.#core.retention.counts;
  }

  /** One of some books of a market shown together that this state lacks, made of one that is live: for while rendering. */
  regrouped(topic: DepthTopic, together: readonly DepthTopic[], { depth }: O2State): Entry<Depth> | undefined {
    return regrouped(topic, together, depth, this.session);
  }

  /** The counters of a market that is shown. @throws O2InputError when the id cannot be used. */
  counters(of: string, venue?: Venue): MarketCounters {
    const market = toMarketKey(of, venue);
    return { ...this.session.countersOf(market), ...this.#records.counters(market) };
  }

  /** The records. Whoever asks for them waits until their part is there. */
  get #records(): Records {
    const { records } = this.#core;
    if (records) return records;
    throw new Error("The records are not loaded.");
  }
}

/** The name of a market on a venue. @throws O2InputError for an id or a venue that cannot be used. */
function toMarketKey(market: string, venue: Venue | undefined): string {
  return marketKey({ market: toMarketId(market), venue: toVenue(venue) });
}
