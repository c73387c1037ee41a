// A feed whose engine is loaded when it is first asked for anything, in this page or in a worker: what is asked before, and what is
// held when an engine has gone, is asked of it in the same order once there is one. Nothing is asked while rendering.
import { brand } from "../client/brand.ts";
import type { Identity, Trade } from "../client/entities.ts";
import { isO2Error, O2ConnectionError, O2Error, toO2Error } from "../client/errors.ts";
import { type MarketRef, toMarketId } from "../client/ids.ts";
import { MAX_TRADES } from "../client/maxTrades.ts";
import type { O2Config } from "../client/networks.ts";
import type { EngineFeed, FeedHandle, RestReads } from "../port/FeedHandle.ts";
import type { MakeWorker } from "../port/openWorker.ts";
import type { CommitPace } from "../store/commits.ts";
import type { Depth } from "../store/depth.ts";
import type { O2Feed } from "../store/feed.ts";
import type { HistoryPage } from "../store/history.ts";
import { initialState } from "../store/initialState.ts";
import { Mirror } from "../store/Mirror.ts";
import { fromSeed, type O2Seed } from "../store/seed.ts";
import { networkOf, type O2FeedOptions, toConfig } from "../store/settings.ts";
import type { Entry, O2State, O2Store } from "../store/state.ts";
import { type DepthTopic, type FeedTopic, toFeedTopic } from "../store/topics.ts";
import { Asks } from "./Asks.ts";
import { engineNow, preloadEngine } from "./engine.ts";
import { readsOf } from "./restReads.ts";

/** From one failed load to the next attempt, in milliseconds: doubles from the first to the last, each with jitter. */
const FIRST_RETRY = 1_000;
const LAST_RETRY = 60_000;

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
  readonly #options: LazyFeedOptions;
  readonly #config: O2Config;
  readonly #mirror: Mirror;
  readonly #asks = new Asks(
    () => this.#load().catch(nothing),
    () => clearTimeout(this.#retry),
  );
  #feed: EngineFeed | undefined;
  #isWorkerGone = false;
  #loading: Promise<EngineFeed> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  /** @throws O2InputError as `O2Provider` does. */
  constructor(options: LazyFeedOptions) {
    brand(this, "feed");
    const { initialData, maxTrades = MAX_TRADES } = options;
    this.#options = options;
    this.#config = toConfig(options);
    this.maxTrades = maxTrades;
    this.#mirror = new Mirror(initialState(this.#config, initialData), (error) => this.report(error));
    this.store = this.#mirror.store;
    this.rest = this.#config.apiBase ? readsOf(() => this.#load()) : undefined;
    if (!options.worker && engineNow()) this.#open();
  }

  get feed(): O2Feed | undefined {
    return this.#feed?.feed;
  }

  get serverTime(): number {
    return this.#feed?.serverTime ?? this.#now;
  }

  connect(): void {
    this.#asks.tell("connect", (feed) => feed.connect());
  }

  use(): () => void {
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
    // Where nothing was asked there is nothing to close, and no reason to load.
    if (this.#feed || this.#asks.size > 0) this.#asks.tell("connect", (feed) => feed.close());
  }

  retain(topics: readonly FeedTopic[]): () => void {
    const checked = topics.map(toFeedTopic);
    return this.#asks.hold((feed) => feed.retain(checked));
  }

  onTrade(market: string, call: (trade: Trade) => void): () => void {
    const id = toMarketId(market);
    return this.#asks.hold((feed) => feed.onTrade(id, call));
  }

  holdTop(market: string): () => void {
    return this.#asks.hold((feed) => feed.holdTop(market));
  }

  wantMarkets(): void {
    this.#asks.tell("markets", (feed) => feed.wantMarkets());
  }

  async readHistory(of: readonly Identity[], market?: MarketRef): Promise<HistoryPage> {
    try {
      return await (this.#feed ?? (await this.#load())).readHistory(of, market);
    } catch (error) {
      return { hasMore: true, error: toO2Error(error) };
    }
  }

  regrouped(topic: DepthTopic, together: readonly DepthTopic[], state: O2State): Entry<Depth> | undefined {
    return this.#feed?.regrouped(topic, together, state);
  }

  setCommits(commits?: CommitPace): void {
    this.#asks.tell("commits", (feed) => feed.setCommits(commits));
  }

  addSeed(initialData: O2Seed): void {
    if (this.#feed) this.#feed.addSeed(initialData);
    else this.#mirror.addSeed(fromSeed(initialData, networkOf(this.#config)));
  }

  releaseSeed(): void {
    this.#asks.tell("seed", (feed) => feed.releaseSeed());
  }

  report(error: O2Error): void {
    if (this.#feed) this.#feed.report(error);
    else this.#options.onError(error);
  }

  async whenLoaded(): Promise<O2Feed> {
    const { feed } = await this.#load();
    if (feed) return feed;
    throw new O2Error("The engine is in a worker: its feed cannot be had here. Use the members of the FeedHandle.");
  }

  get #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #load(): Promise<EngineFeed> {
    this.#loading ??= this.#loadEngine();
    return this.#loading;
  }

  async #loadEngine(): Promise<EngineFeed> {
    clearTimeout(this.#retry);
    this.#say(undefined, undefined);
    try {
      const { worker } = this.#options;
      const remote = worker && !this.#isWorkerGone ? await this.#loadWorker(worker) : undefined;
      if (remote) return remote;
      await preloadEngine();
      return this.#open();
    } catch (thrown) {
      this.#loading = undefined;
      throw this.#fail(thrown);
    }
  }

  /** Makes the feed in this page. @throws O2InputError for options that cannot be used. */
  #open(): EngineFeed {
    const engine = engineNow();
    if (!engine) throw new Error("The engine is not loaded.");
    return this.#begin(new engine.O2Feed(this.#options, this.#mirror));
  }

  #begin(feed: EngineFeed): EngineFeed {
    this.#feed = feed;
    this.#asks.begin(feed, (error) => this.report(error));
    return feed;
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
        this.#loading = undefined;
        this.#asks.end();
        if (hasFailed && this.#asks.size > 0) this.#load().catch(nothing);
      },
    });
    this.#isWorkerGone = !feed;
    return feed && this.#begin(feed);
  }

  /** Says why there is nothing to show. What is asked for meanwhile waits for the next attempt, if another one can help. */
  #fail(thrown: unknown): O2Error {
    const isInput = isO2Error(thrown);
    const error = isInput ? thrown : notLoaded(thrown);
    this.report(error);
    if (isInput) {
      this.#say(error, undefined);
      return error;
    }
    const wait = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#failures += 1;
    this.#say(error, this.#now + wait);
    this.#retry = setTimeout(() => {
      if (this.#asks.size > 0) this.#load().catch(nothing);
    }, wait);
    return error;
  }

  #say(error: O2Error | undefined, retryAt: number | undefined): void {
    const state = this.store.getState();
    const status = error && retryAt === undefined ? "closed" : "connecting";
    const connection = { ...state.connection, status, reason: error?.message, error, retryAt };
    this.#mirror.show({ ...state, connection } as O2State);
  }
}

const nothing = (): void => undefined;

function notLoaded(thrown: unknown): O2ConnectionError {
  return new O2ConnectionError(
    `The code of the feed could not be loaded: ${String(thrown)}. It is tried again. If the page was deployed anew since it was ` +
      "opened, reload it.",
    { cause: thrown },
  );
}
