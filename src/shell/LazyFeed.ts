// A feed whose engine is loaded when it is first asked for anything: what is asked before is asked of it in the same order once it is
// there. Nothing is asked while rendering.
import { brand } from "../client/brand.ts";
import type { Identity, Trade } from "../client/entities.ts";
import { isO2Error, O2ConnectionError, type O2Error, toO2Error } from "../client/errors.ts";
import { type MarketRef, toMarketId } from "../client/ids.ts";
import { MAX_TRADES } from "../client/maxTrades.ts";
import type { O2Config } from "../client/networks.ts";
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
import { engineNow, preloadEngine } from "./engine.ts";
import type { FeedHandle, RestReads } from "./FeedHandle.ts";
import { readsOf } from "./restReads.ts";

/** Asked of the feed once it is there. */
type Ask = (feed: O2Feed) => void;

/** From one failed load to the next attempt, in milliseconds: doubles from the first to the last, each with jitter. */
const FIRST_RETRY = 1_000;
const LAST_RETRY = 60_000;

/** The options of a provider's feed. Its errors have somebody to go to, also before there is an engine. */
export type LazyFeedOptions = O2FeedOptions & { readonly onError: (error: O2Error) => void };

/** A feed that a page has before its engine. */
export class LazyFeed implements FeedHandle {
  readonly store: O2Store;
  readonly maxTrades: number;
  readonly rest: RestReads | undefined;
  readonly #options: LazyFeedOptions;
  readonly #config: O2Config;
  readonly #mirror: Mirror;
  #feed: O2Feed | undefined;
  /** Asked for and not taken back while there is no feed, oldest first. */
  readonly #waiting = new Set<Ask>();
  #loading: Promise<O2Feed> | undefined;
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
    this.rest = this.#config.apiBase ? readsOf(this) : undefined;
    if (engineNow()) this.#open();
  }

  get feed(): O2Feed | undefined {
    return this.#feed;
  }

  get serverTime(): number {
    return this.#feed?.serverTime ?? (this.#options.now ?? Date.now)();
  }

  connect(): void {
    this.#tell((feed) => feed.connect());
  }

  use(): () => void {
    return this.#hold((feed) => feed.use());
  }

  readonly reconnect = (): void => {
    if (this.#feed) this.#feed.reconnect();
    else this.connect();
  };

  close(): void {
    // Where nothing was asked there is nothing to close, and no reason to load.
    if (this.#feed || this.#waiting.size > 0) this.#tell((feed) => feed.close());
  }

  retain(topics: readonly FeedTopic[]): () => void {
    const checked = topics.map(toFeedTopic);
    return this.#hold((feed) => feed.retain(checked));
  }

  onTrade(market: string, call: (trade: Trade) => void): () => void {
    const id = toMarketId(market);
    return this.#hold((feed) => feed.onTrade(id, call));
  }

  holdTop(market: string): () => void {
    return this.#hold((feed) => feed.holdTop(market));
  }

  wantMarkets(): void {
    this.#tell((feed) => feed.wantMarkets());
  }

  async readHistory(of: readonly Identity[], market?: MarketRef): Promise<HistoryPage> {
    if (this.#feed) return this.#feed.readHistory(of, market);
    try {
      return await (await this.whenLoaded()).readHistory(of, market);
    } catch (error) {
      return { hasMore: true, error: toO2Error(error) };
    }
  }

  regrouped(topic: DepthTopic, together: readonly DepthTopic[], state: O2State): Entry<Depth> | undefined {
    return this.#feed?.regrouped(topic, together, state);
  }

  setCommits(commits?: CommitPace): void {
    this.#tell((feed) => feed.setCommits(commits));
  }

  addSeed(initialData: O2Seed): void {
    if (this.#feed) this.#feed.addSeed(initialData);
    else this.#mirror.addSeed(fromSeed(initialData, networkOf(this.#config)));
  }

  releaseSeed(): void {
    this.#tell((feed) => feed.releaseSeed());
  }

  report(error: O2Error): void {
    if (this.#feed) this.#feed.report(error);
    else this.#options.onError(error);
  }

  whenLoaded(): Promise<O2Feed> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Asks now, or once the engine is loaded. */
  #tell(ask: Ask): void {
    if (this.#feed) ask(this.#feed);
    else this.#wait(ask);
  }

  /** The same until the returned function is called, with what the feed itself returns for that. */
  #hold(ask: (feed: O2Feed) => () => void): () => void {
    if (this.#feed) return ask(this.#feed);
    let release: (() => void) | undefined;
    const waiting: Ask = (feed) => {
      release = ask(feed);
    };
    this.#wait(waiting);
    return () => {
      this.#waiting.delete(waiting);
      if (this.#waiting.size === 0) clearTimeout(this.#retry);
      release?.();
    };
  }

  #wait(ask: Ask): void {
    this.#waiting.add(ask);
    this.whenLoaded().catch(nothing);
  }

  async #load(): Promise<O2Feed> {
    clearTimeout(this.#retry);
    this.#say(undefined, undefined);
    try {
      await preloadEngine();
      return this.#open();
    } catch (thrown) {
      this.#loading = undefined;
      throw this.#fail(thrown);
    }
  }

  /** Makes the feed and asks it what waits. @throws O2InputError for options that cannot be used. */
  #open(): O2Feed {
    const engine = engineNow();
    if (!engine) throw new Error("The engine is not loaded.");
    const feed = this.#feed ?? new engine.O2Feed(this.#options, this.#mirror);
    this.#feed = feed;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const ask of waiting) {
      try {
        ask(feed);
      } catch (thrown) {
        // Whoever asked is long gone on. The others are asked all the same.
        this.report(toO2Error(thrown));
      }
    }
    return feed;
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
    this.#say(error, (this.#options.now ?? Date.now)() + wait);
    this.#retry = setTimeout(() => {
      if (this.#waiting.size > 0) this.whenLoaded().catch(nothing);
    }, wait);
    return error;
  }

  #say(error: O2Error | undefined, retryAt: number | undefined): void {
    const state = this.store.getState();
    const status = error && retryAt === undefined ? "closed" : "connecting";
    const connection = {
      ...state.connection,
      status,
      reason: error?.message,
      error: error as O2ConnectionError,
      retryAt,
    };
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
