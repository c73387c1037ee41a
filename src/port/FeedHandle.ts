// The feed as components see it, also while its engine is not loaded. Types only.
import type { Identity, Trade } from "../client/entities.ts";
import type { O2Error } from "../client/errors.ts";
import type { MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import type { O2Rest } from "../client/rest.ts";
import type { CommitPace } from "../store/commits.ts";
import type { Depth } from "../store/depth.ts";
import type { O2Feed } from "../store/feed.ts";
import type { HistoryChannel, HistoryPage } from "../store/history.ts";
import type { OrderChange } from "../store/OrderLedger.ts";
import type { GivenSeed } from "../store/seed.ts";
import type { Entry, O2State, O2Store } from "../store/state.ts";
import type { DepthTopic, FeedTopic } from "../store/topics.ts";
import type { Holding, UntilOptions } from "../store/until.ts";
import type { OrderWatch } from "../store/watchOrders.ts";
import type { RemoteTap, TapReader } from "./taps.ts";

type Method = (...args: never[]) => unknown;

/** The REST reads. Each waits for the engine. */
export type RestReads = { readonly [K in keyof O2Rest as O2Rest[K] extends Method ? K : never]: O2Rest[K] };

/** A feed whose engine is there, in this page or in a worker. */
export interface EngineFeed
  extends Omit<FeedHandle, "store" | "maxTrades" | "network" | "rest" | "whenLoaded" | "attach"> {
  readonly rest: RestReads | undefined;
  /** Taps an engine of another thread. One of this page is tapped by its {@link EngineFeed.feed}. */
  readonly tap?: ((reader: TapReader) => RemoteTap) | undefined;
}

/** The feed of a provider. An {@link O2Feed} is one as well. */
export interface FeedHandle {
  /** The state of all that is followed, written once a frame. */
  readonly store: O2Store;
  /** The REST reads; `undefined` without an `apiBase`. */
  readonly rest: RestReads | undefined;
  /** The number of trades of a market that are kept. */
  readonly maxTrades: number;
  /** The name of a public network, or the address of another one's socket: seeds bear it. */
  readonly network: string;
  /**
   * The exchange's time in milliseconds since 1970, estimated from the stamps of its frames and from what has passed since, whatever the
   * device's clock says; `undefined` until it has said one.
   */
  readonly serverTime: number | undefined;
  /** The feed with all its members, once the engine is loaded in this page. */
  readonly feed: O2Feed | undefined;
  /** Loads the engine and resolves with the feed. Rejects, as `import()` does, where it cannot be loaded. */
  whenLoaded(): Promise<O2Feed>;
  /**
   * For tools, as the devtools are: calls a function with the engine, now or once it is there, and with each engine that follows when
   * one has gone. The function that it returns is called when `attach` is undone.
   */
  attach(tool: (engine: EngineFeed) => () => void): () => void;
  /** Connects and stays connected until {@link FeedHandle.close}. How it goes is in the store's `connection`. */
  connect(): void;
  /** Connects until the returned function is called, and for the linger after it. */
  use(): () => void;
  /** Gives the present link up and connects anew at once, whatever the state of the connection. */
  readonly reconnect: () => void;
  /** Disconnects. What is still held shows as stale and is taken up again by the next {@link FeedHandle.connect}. */
  close(): void;
  /** Follows topics until the returned function is called. @throws O2InputError for one that cannot be followed. */
  retain(topics: readonly FeedTopic[]): () => void;
  /** Calls a listener for each trade of a followed market from now on. @throws O2InputError when the id cannot be used. */
  onTrade(market: string, call: (trade: Trade) => void, venue?: Venue): () => void;
  /**
   * Resolves once the state says so, with the predicate's answer: anything but `false`, `undefined`, `null`, zero and the empty text. Whoever
   * calls it has what it looks at followed, by a hook or by {@link FeedHandle.retain}.
   * Rejects with an `O2TimeoutError`, the reason of the signal, an `O2ConnectionError` where the feed is closed, or whatever the predicate throws.
   */
  until<T>(predicate: (state: O2State) => T, options?: UntilOptions): Promise<Holding<T>>;
  /**
   * Calls a listener for each change of the orders of some identities, which it follows, until the returned function is called: as
   * `useOrderEvents` does. Topics are checked once the engine is there.
   */
  watchOrders(watch: OrderWatch, call: (change: OrderChange) => void): () => void;
  /** Reads the next page of older orders of some identities, or of their older fills, in one market or in all. */
  readHistory(
    of: readonly Identity[],
    market?: MarketRef,
    venue?: Venue,
    channel?: HistoryChannel,
  ): Promise<HistoryPage>;
  /** Reads the list of markets for the store's `markets`, again until it holds. */
  wantMarkets(): void;
  /** Keeps a market's exact best prices in the store's `tops` until the returned function is called. */
  holdTop(market: string, venue?: Venue): () => void;
  /** A book until a commit has it, for while rendering. */
  regrouped(topic: DepthTopic, together: readonly DepthTopic[], state: O2State): Entry<Depth> | undefined;
  /** Changes the option `commits`. @throws O2InputError as the option does. */
  setCommits(commits?: CommitPace): void;
  /** Takes in what `prefetch` read for the next page, or `dehydrate` had, also while rendering. */
  addSeed(initialData: GivenSeed): void;
  /** Seeded data that nobody shows goes after the linger. Seeds that cannot be used are reported. */
  releaseSeed(): void;
  /** Reports an error that belongs to nobody in particular. */
  report(error: O2Error): void;
}
