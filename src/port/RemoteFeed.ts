// A page's end of the port: the feed whose engine is in another thread. What is asked of it goes there as messages. Knows nothing of
// how the other thread was made.
import { CONTRACT, VERSION } from "../client/brand.ts";
import type { Trade } from "../client/entities.ts";
import { O2CallbackError, type O2Error } from "../client/errors.ts";
import { toMarketId, toVenue } from "../client/ids.ts";
import { thisPage } from "../client/page.ts";
import type { Venue } from "../client/protocol.ts";
import type { CommitPace } from "../store/commits.ts";
import type { Depth } from "../store/depth.ts";
import { toPace } from "../store/feedSettings.ts";
import type { HistoryPage } from "../store/history.ts";
import { seedState } from "../store/initialState.ts";
import type { Mirror } from "../store/Mirror.ts";
import type { GivenSeed } from "../store/seed.ts";
import { type O2FeedOptions, toConfig } from "../store/settings.ts";
import type { Entry, O2State, O2Store } from "../store/state.ts";
import { type DepthTopic, type FeedTopic, toFeedTopic } from "../store/topics.ts";
import { until } from "../store/until.ts";
import { watchOrders } from "../store/watchOrders.ts";
import { Calls } from "./Calls.ts";
import { toError } from "./errorData.ts";
import type { EngineFeed, RestReads } from "./FeedHandle.ts";
import { FormerBooks } from "./FormerBooks.ts";
import type { Ask, FromEngine, Hold, Port, SentOptions, View } from "./messages.ts";
import { Outbox } from "./Outbox.ts";
import { diff } from "./patch.ts";
import { sendPage } from "./sentPage.ts";
import type { RemoteTap, TapReader } from "./taps.ts";
import { Views } from "./Views.ts";

/** The parts of a remote feed, and the functions that it tells. */
export interface RemoteFeedOptions {
  readonly port: Port;
  readonly options: O2FeedOptions;
  readonly mirror: Mirror;
  readonly report: (error: O2Error) => void;
  /** The engine is dead, or cannot serve this page. */
  readonly onGone: (why: string) => void;
  /** Nothing is held, the connection is closed, and no read is under way: the engine is not needed. */
  readonly onIdle: () => void;
}

/** The feed of one page. */
export class RemoteFeed implements EngineFeed {
  /** Its engine is not in this thread. */
  readonly feed = undefined;
  readonly rest: RestReads;
  readonly store: O2Store;
  readonly #options: RemoteFeedOptions;
  readonly #outbox: Outbox;
  readonly #calls: Calls;
  readonly #views: Views;
  readonly #former = new FormerBooks();
  readonly #taps = new Map<number, TapReader>();
  readonly #listeners = new Map<number, (trade: Trade) => void>();
  readonly #held = new Set<number>();
  readonly #unwatch: () => void;
  #last = 0;
  /** The exchange's clock beside the time that passes in this page, of which a worker has a clock of its own. */
  #ahead: number | undefined;
  #isOver = false;

  constructor(options: RemoteFeedOptions) {
    const { port, mirror } = options;
    this.#options = options;
    this.store = mirror.store;
    this.#outbox = new Outbox(options);
    this.#calls = new Calls((message) => this.#outbox.post(message));
    // Before anything else: options that cannot be used, or not be sent, leave nothing behind.
    const pace = toPace(options.options.commits);
    this.#outbox.post({
      type: "open",
      maker: { version: VERSION, contract: CONTRACT },
      options: toSent(options.options),
      known: diff(undefined, mirror.store.getState()),
      isVisible: thisPage.isVisible,
    });
    this.#views = new Views({
      mirror,
      isVisible: () => thisPage.isVisible,
      onShow: (view) => this.#tapped(view, "before"),
      onShown: (view) => this.#shown(view),
      onGone: options.onGone,
    });
    this.rest = readsOf(this.#calls);
    this.#views.setPace(pace);
    this.#unwatch = sendPage(
      (message) => this.#outbox.post(message),
      () => this.#views.check(),
    );
    port.addEventListener("message", ({ data }) => this.#hear(data as FromEngine));
    // The first view comes after what is asked for at first.
    queueMicrotask(() => this.#outbox.post({ type: "taken" }));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether its engine has said anything so far. */
  get hasSpoken(): boolean {
    return this.#views.hasSpoken;
  }

  get serverTime(): number | undefined {
    return this.#ahead === undefined ? undefined : Math.floor(performance.now() + this.#ahead);
  }

  readonly connect = (): void => this.#ask("connect");

  readonly use = (): (() => void) => this.#hold({ kind: "connection" });

  readonly reconnect = (): void => this.#ask("reconnect");

  readonly close = (): void => this.#ask("close");

  /** @throws O2InputError as the feed's own does. */
  retain(topics: readonly FeedTopic[]): () => void {
    const checked = topics.map(toFeedTopic);
    this.#former.follow(checked);
    return this.#hold({ kind: "topics", topics: checked });
  }

  onTrade(market: string, call: (trade: Trade) => void, venue?: Venue): () => void {
    const release = this.#hold({ kind: "trades", market: toMarketId(market), venue: toVenue(venue) });
    const id = this.#last;
    this.#listeners.set(id, call);
    return () => {
      this.#listeners.delete(id);
      release();
    };
  }

  holdTop(market: string, venue?: Venue): () => void {
    return this.#hold({ kind: "top", market: toMarketId(market), venue: toVenue(venue) });
  }

  /** Taps the engine. That is no reason to keep it. */
  tap(reader: TapReader): RemoteTap {
    const release = this.#hold({ kind: "tap" });
    const id = this.#last;
    this.#taps.set(id, reader);
    return {
      wantBaseline: () => this.#outbox.post({ type: "baseline", tap: id }),
      stop: () => {
        this.#taps.delete(id);
        release();
      },
    };
  }

  readonly wantMarkets = (): void => this.#ask("wantMarkets");
  readonly until: EngineFeed["until"] = (...asked) => until(this.store, ...asked);
  readonly watchOrders: EngineFeed["watchOrders"] = (...asked) => watchOrders(this, ...asked);
  readonly releaseSeed = (): void => this.#ask("releaseSeed");

  readHistory(...asked: Parameters<EngineFeed["readHistory"]>): Promise<HistoryPage> {
    return this.#calls.call("readHistory", asked) as Promise<HistoryPage>;
  }

  /** Until the engine has answered the rows of another precision are shown, as stale. */
  regrouped(topic: DepthTopic, _: readonly DepthTopic[], { depth }: O2State): Entry<Depth> | undefined {
    return this.#former.find(topic, depth);
  }

  /** @throws O2InputError as the option does. */
  setCommits(commits?: CommitPace): void {
    this.#views.setPace(toPace(commits));
  }

  addSeed(initialData: GivenSeed): void {
    const seed = seedState(initialData, toConfig(this.#options.options), this.report);
    if (!seed) return;
    this.#views.addSeed(seed);
    this.#outbox.post({ type: "seed", initialData });
  }

  readonly report = (error: O2Error): void => this.#options.report(error);

  /** Ends it. What waits for an answer is told why. */
  end(reason: O2Error): void {
    if (this.#isOver) return;
    this.#outbox.end({ type: "end" });
    this.#isOver = true;
    this.#views.stop();
    this.#unwatch();
    this.#calls.fail(reason);
  }

  #hear(message: FromEngine): void {
    if (this.#isOver) return;
    if (message.type === "unfit") {
      const { maker, error } = message;
      this.#options.onGone(error?.message ?? `it is of o2-react ${maker.version}, and this page of ${VERSION}`);
      return;
    }
    if (message.serverTime !== undefined) this.#ahead = message.serverTime - performance.now();
    for (const [id, trade] of message.trades) this.#tell(id, trade);
    for (const error of message.errors) this.report(toError(error) as O2Error);
    // A listener may have ended it.
    if (!this.#isOver) this.#views.take(message);
  }

  #tell(id: number, trade: Trade): void {
    try {
      this.#listeners.get(id)?.(trade);
    } catch (thrown) {
      this.report(new O2CallbackError("A listener of trades", thrown));
    }
  }

  #tapped({ taps }: View, when: keyof TapReader): void {
    for (const [id, batch] of taps) this.#taps.get(id)?.[when](batch);
  }

  #shown(view: View): void {
    const { answers, isDown } = view;
    this.#outbox.post({ type: "taken" });
    this.#tapped(view, "after");
    for (const answer of answers) this.#calls.answer(answer);
    if (isDown && this.#held.size === this.#taps.size && this.#calls.size === 0) this.#options.onIdle();
  }

  #ask(ask: Ask): void {
    this.#outbox.postSoon({ type: "ask", ask });
  }

  #hold(hold: Hold): () => void {
    const id = ++this.#last;
    this.#held.add(id);
    this.#outbox.postSoon({ type: "hold", id, hold });
    return () => {
      if (this.#held.delete(id)) this.#outbox.postSoon({ type: "release", id });
    };
  }
}

/** The methods of the engine's `rest`. */
function readsOf(calls: Calls): RestReads {
  return new Proxy({} as RestReads, {
    get: (_, name) => (name === "then" ? undefined : (...args: unknown[]) => calls.call(`rest.${String(name)}`, args)),
  });
}

/** The options that can be cloned. The seed is in the state that goes along. */
function toSent({ initialData: _, commits: __, ...options }: O2FeedOptions): SentOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => typeof value !== "function"));
}
