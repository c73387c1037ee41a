// A feed whose engine is loaded when it is first asked for anything, part by part in this page or in a worker: what is asked before its
// part is there, and what is held when an engine has gone, is asked of it in the same order once it is. Nothing is asked while rendering.
import { brand } from "../client/brand.ts";
import type { Trade } from "../client/entities.ts";
import { O2Error, toO2Error } from "../client/errors.ts";
import { toMarketId } from "../client/ids.ts";
import { MAX_TRADES } from "../client/maxTrades.ts";
import type { O2Config } from "../client/networks.ts";
import type { Venue } from "../client/protocol.ts";
import type { EngineFeed, FeedHandle, RestReads } from "../port/FeedHandle.ts";
import type { MakeWorker } from "../port/openWorker.ts";
import type { O2Feed } from "../store/feed.ts";
import type { HistoryPage } from "../store/history.ts";
import { initialState, seedState } from "../store/initialState.ts";
import type { Later } from "../store/Later.ts";
import { Loading } from "../store/Loading.ts";
import { Mirror } from "../store/Mirror.ts";
import type { GivenSeed } from "../store/seed.ts";
import { networkName, type O2FeedOptions, toConfig } from "../store/settings.ts";
import type { O2State, O2Store } from "../store/state.ts";
import { type FeedTopic, toFeedTopic } from "../store/topics.ts";
import { Asks } from "./Asks.ts";
import { engineNow, loadPart, type Part } from "./engine.ts";
import { readsOf } from "./restReads.ts";

/** The options of a provider's feed. Its errors have somebody to go to, also before there is an engine. */
export type LazyFeedOptions = O2FeedOptions & {
  readonly onError: (error: O2Error) => void;
  readonly worker?: MakeWorker | undefined;
};

/** A feed that a page has before its engine. */
export class LazyFeed implements FeedHandle {
  readonly store: O2Store;
  readonly maxTrades: number;
  readonly rest: RestReads | undefined;
  readonly network: string;
  readonly #options: LazyFeedOptions;
  readonly #config: O2Config;
  readonly #mirror: Mirror;
  readonly #asks = new Asks(
    (part) => this.#want(part),
    () => {
      this.#engine.stop();
      this.#later?.stop();
    },
  );
  readonly #engine = new Loading({
    load: () => this.#loadEngine(),
    isWanted: () => this.#asks.isNeeded,
    onFailed: (error, wait) => {
      this.report(error);
      this.#say(error, wait === undefined ? undefined : this.#now + wait);
    },
  });
  #feed: EngineFeed | undefined;
  /** The parts that follow it, where the engine is in this page. */
  #later: Later | undefined;
  #isWorkerGone = false;
  /** Why seeds were left out: nobody is told while rendering, which may happen twice. */
  readonly #refused = new Map<string, O2Error>();
  readonly #refuse = (error: O2Error): void => void this.#refused.set(error.message, error);

  /** @throws O2InputError as `O2Provider` does. */
  constructor(options: LazyFeedOptions) {
    brand(this, "feed");
    this.#options = options;
    this.#config = toConfig(options);
    this.network = networkName(this.#config);
    this.maxTrades = options.maxTrades ?? MAX_TRADES;
    this.#mirror = new Mirror(initialState(this.#config, options.initialData, this.#refuse), this.report);
    this.store = this.#mirror.store;
    this.rest = this.#config.apiBase ? readsOf(() => this.#whole()) : undefined;
    if (!options.worker && engineNow().feed) this.#open();
  }

  get feed(): O2Feed | undefined {
    return this.#feed?.feed;
  }

  get serverTime(): number | undefined {
    return this.#feed?.serverTime;
  }

  readonly connect = (): void => this.#asks.tell("connect", (feed) => feed.connect());

  use(): () => void {
    this.#later?.start();
    return this.#asks.hold((feed) => feed.use());
  }

  readonly reconnect = (): void => {
    if (this.#feed) this.#feed.reconnect();
    else this.connect();
  };

  attach(tool: (engine: EngineFeed) => () => void): () => void {
    return this.#asks.hold(tool);
  }

  close(): void {
    // If nothing was asked, there is nothing to close, and no reason to load.
    if (this.#feed || this.#asks.isNeeded) this.#asks.tell("connect", (feed) => feed.close());
  }

  retain(topics: readonly FeedTopic[]): () => void {
    const checked = topics.map(toFeedTopic);
    const books = checked.filter(({ channel }) => channel === "depth");
    const others = checked.filter(({ channel }) => channel !== "depth");
    const releases = [
      ...(books.length > 0 ? [this.#asks.hold((feed) => feed.retain(books))] : []),
      ...(others.length > 0 ? [this.#asks.hold((feed) => feed.retain(others), "records")] : []),
    ];
    return () => {
      for (const release of releases) release();
    };
  }

  onTrade(market: string, call: (trade: Trade) => void, venue?: Venue): () => void {
    const id = toMarketId(market);
    return this.#asks.hold((feed) => feed.onTrade(id, call, venue), "records");
  }

  readonly holdTop: FeedHandle["holdTop"] = (...asked) => this.#asks.hold((feed) => feed.holdTop(...asked), "records");
  readonly wantMarkets = (): void => this.#asks.tell("markets", (feed) => feed.wantMarkets(), "reads");

  readonly until: FeedHandle["until"] = async (...asked) => (await this.#whole()).until(...asked);
  readonly watchOrders: FeedHandle["watchOrders"] = (...asked) =>
    this.#asks.hold((feed) => feed.watchOrders(...asked), "records");

  async readHistory(...asked: Parameters<FeedHandle["readHistory"]>): Promise<HistoryPage> {
    try {
      return await (this.feed ?? (await this.#whole())).readHistory(...asked);
    } catch (error) {
      return { hasMore: true, error: toO2Error(error) };
    }
  }

  readonly regrouped: FeedHandle["regrouped"] = (...asked) => this.#feed?.regrouped(...asked);
  readonly setCommits: FeedHandle["setCommits"] = (commits) =>
    this.#asks.tell("commits", (feed) => feed.setCommits(commits));

  addSeed(initialData: GivenSeed): void {
    const seed = seedState(initialData, this.#config, this.#refuse);
    if (seed && this.#feed) this.#feed.addSeed(initialData);
    else if (seed) this.#mirror.addSeed(seed);
  }

  readonly releaseSeed = (): void => {
    for (const error of this.#refused.values()) this.report(error);
    this.#refused.clear();
    this.#asks.tell("seed", (feed) => feed.releaseSeed());
  };

  readonly report = (error: O2Error): void => {
    if (this.#feed) this.#feed.report(error);
    else this.#options.onError(error);
  };

  async whenLoaded(): Promise<O2Feed> {
    const { feed } = await this.#whole();
    if (feed) return feed;
    throw new O2Error("The engine is in a worker: its feed cannot be had here. Use the members of the FeedHandle.");
  }

  get #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  /** The feed with all its parts. */
  async #whole(): Promise<EngineFeed> {
    const feed = await this.#engine.get();
    await this.#later?.get("records");
    return feed;
  }

  /** Somebody waits for a part. */
  #want(part: Part): void {
    if (!this.#feed) this.#engine.get().catch(nothing);
    // In parallel with the feed itself, which then finds it there.
    if (part === "reads" && !this.#feed && !this.#options.worker) loadPart(part).catch(nothing);
    if (part !== "feed") this.#later?.get(part).catch(nothing);
  }

  async #loadEngine(): Promise<EngineFeed> {
    // It was there when this was made.
    if (this.#feed) return this.#feed;
    this.#say(undefined, undefined);
    const { worker } = this.#options;
    const remote = worker && !this.#isWorkerGone ? await this.#loadWorker(worker) : undefined;
    if (remote) return remote;
    await loadPart("feed");
    return this.#open();
  }

  /** Makes the feed in this page, with the parts that are there. @throws O2InputError for options that cannot be used. */
  #open(): EngineFeed {
    const { feed: engine } = engineNow();
    if (!engine) throw new Error("The engine is not loaded.");
    const feed = new engine.O2Feed(this.#options, this.#mirror);
    const later = new engine.Later({
      feed,
      loaded: engineNow,
      load: loadPart,
      isNeeded: () => this.#asks.isNeeded,
      now: () => this.#now,
      onJoined: (parts) => this.#begin(feed, parts),
    });
    const parts = later.join();
    this.#later = later;
    this.#begin(feed, ["feed", ...parts]);
    if (this.#asks.isNeeded) later.start();
    return feed;
  }

  #begin(feed: EngineFeed, parts: readonly Part[]): void {
    this.#feed = feed;
    this.#asks.begin(feed, parts, this.report);
  }

  /** Makes the feed in a worker; `undefined` where that cannot be had: then the page does its work. */
  async #loadWorker(worker: MakeWorker): Promise<EngineFeed | undefined> {
    const { openWorker } = await import("../port/openWorker.ts");
    const feed = openWorker(worker, {
      options: this.#options,
      mirror: this.#mirror,
      report: this.#options.onError,
      onEnd: (hasFailed) => {
        this.#isWorkerGone = hasFailed;
        this.#feed = undefined;
        this.#engine.reset();
        this.#asks.end();
        if (hasFailed && this.#asks.isNeeded) this.#engine.get().catch(nothing);
      },
    });
    this.#isWorkerGone = !feed;
    if (feed) this.#begin(feed, ["feed", "reads", "records"]);
    return feed;
  }

  #say(error: O2Error | undefined, retryAt: number | undefined): void {
    const state = this.store.getState();
    const status = error && retryAt === undefined ? "closed" : "connecting";
    const connection = { ...state.connection, status, reason: error?.message, error, retryAt };
    this.#mirror.show({ ...state, connection } as O2State);
  }
}

const nothing = (): void => undefined;
