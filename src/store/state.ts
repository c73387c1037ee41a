// The state that components read, and the same before anything happened. The engine changes it: entries.ts.
import type { StoreApi } from "zustand/vanilla";
import { type Connection, IDLE } from "../client/connection.ts";
import type {
  Balance,
  Bar,
  Fill,
  MarginAccount,
  MarginTier,
  Market,
  MarketSummary,
  Order,
  Trade,
  TradeAccount,
} from "../client/entities.ts";
import type { O2ConnectionError, O2Error } from "../client/errors.ts";
import type { HeldFills } from "./channels/heldFills.ts";
import type { HeldOrders } from "./channels/heldOrders.ts";
import type { StandaloneTriggers } from "./channels/triggers.ts";
import type { Depth } from "./depth.ts";
import type { HistoryStatus } from "./historyStatus.ts";
import type { FeedTopic } from "./topics.ts";

type Channel = FeedTopic["channel"];

/** The state of one topic. */
export interface Entry<T> {
  /** The newest data, kept while stale; `undefined` before the first. */
  readonly data: T | undefined;
  /** Whether the data is current, as of the last commit: see `live.ts`, which alone says so. */
  readonly isLive: boolean;
  /** Whether what happened before the subscription is in it: `false` until it was read over REST, and for ever where there is none. */
  readonly isComplete: boolean;
  /** Why the data is not current, or why there is none. */
  readonly error: O2Error | undefined;
  /**
   * When it is tried again, in milliseconds since 1970; in the past while the attempt is under way. `undefined` for an error
   * that a retry is not expected to mend.
   */
  readonly retryAt: number | undefined;
  /** When the data was last said or confirmed, or, where it went stale since, last known to be true: in milliseconds since 1970. */
  readonly updatedAt: number | undefined;
  /** The topic. */
  readonly topic?: FeedTopic;
  /** Only of a seed: its `updatedAt`. While both are the same and the data is not live, nothing else was heard of it. */
  readonly seededAt?: number | undefined;
  /**
   * The epoch of the subscription before which nothing is missing in the data. It is a proof only while that subscription stands.
   * On what no subscription tells (`PolledTopic`): there while its last read is a proof.
   */
  readonly epoch?: number | undefined;
  /** Only on a book: the number of levels of each side, if there are so many; `undefined` for all. */
  readonly levels?: number | undefined;
  /** Only on trades: the number that were read, if there are so many; `undefined` where none can be read. */
  readonly limit?: number | undefined;
  /** Only on the list of markets: whether the network has the margin venue; `undefined` where that is not known. */
  readonly hasMargin?: boolean | undefined;
  /** Only on orders: all that are held, also those that are not in the data, for there is a hole before them. */
  readonly held?: HeldOrders | undefined;
  /** Only on orders: the trigger orders without an open parent; `undefined` while none is known and none could be read. */
  readonly triggers?: StandaloneTriggers | undefined;
  /** Only on fills: all that are held, by market, also those below the end of another market's. */
  readonly heldFills?: HeldFills | undefined;
  /** Only on fills: the progress of the reading of older ones, once somebody asked for them. */
  readonly older?: Omit<HistoryStatus, "hasMore"> | undefined;
}

/** The data of each channel's topics. */
export interface TopicData {
  readonly depth: Depth;
  readonly trades: readonly Trade[];
  readonly orders: readonly Order[];
  readonly balances: readonly Balance[];
  readonly nonce: bigint;
  readonly candles: readonly Bar[];
  readonly fills: readonly Fill[];
  readonly marketSummaries: readonly MarketSummary[];
  readonly account: TradeAccount;
  readonly marginAccount: MarginAccount;
  readonly marginTiers: readonly MarginTier[];
}

/** The connection as components see it. Times in milliseconds since 1970. */
export interface ConnectionState extends Connection {
  /** When the last frame arrived, brought up to date at most once a second. */
  readonly lastMessageAt: number | undefined;
  /** Down for longer than a blip. */
  readonly isLost: boolean;
  /** Why there is no connection, while one is tried for, or once the attempts are used up. */
  readonly error: O2ConnectionError | undefined;
}

/**
 * The store. Topics are found by channel and id: `depth["0xmarket:precision"]`, `trades["0xmarket"]`, and
 * `orders`, `balances` and `nonce` by `"ContractId:0x…"` or `"Address:0x…"`, `candles["0xmarket:resolution:limit"]`, `account` as
 * `nonce`, `fills` as `orders`, with `" 0xmarket"` behind it where one market was asked for, `marketSummaries.all`, `marginTiers.all`, and
 * `marginAccount["0xaccount"]`, or `["0xparent:0xaccount"]` and `["0xparent:0"]` where the parent was named. On the margin venue an id has
 * `turbo:` before it.
 */
export interface O2State extends TopicEntries {
  readonly connection: ConnectionState;
  /**
   * When the five minutes began that hold the exchange's time, in milliseconds since 1970: the last 24 hours end there. The
   * exchange's clock is estimated from its frames. `undefined` before the feed first connects.
   */
  readonly now: number | undefined;
  /**
   * The exact best prices of markets whose tick is finer than the wire's finest book, by market id, while `useBestPrices`
   * shows them. Their `bids` and `asks` are empty. On the margin venue an id has `turbo:` before it.
   */
  readonly tops: Readonly<Record<string, Entry<Depth>>>;
  /**
   * The progress of the reading of older orders: by `"ContractId:0x… 0xmarket"`, or `"ContractId:0x… *"` of all markets together. There is
   * no entry before `fetchMore` of `useOrders` was called.
   */
  readonly history: Readonly<Record<string, HistoryStatus>>;
  /** The list of markets, once somebody asked for it. */
  readonly markets: Entry<readonly Market[]>;
}

/** The store, to read and to follow. Only the feed writes it. */
export type O2Store = Pick<StoreApi<O2State>, "getState" | "getInitialState" | "subscribe">;

/** The topics' part of the store. */
export type TopicEntries = { readonly [C in Channel]: Readonly<Record<string, Entry<TopicData[C]>>> };

/** Nothing is known of a topic. */
export const EMPTY_ENTRY: Entry<never> = {
  data: undefined,
  isLive: false,
  isComplete: false,
  error: undefined,
  retryAt: undefined,
  updatedAt: undefined,
};

const NO_TOPICS: TopicEntries = {
  depth: {},
  trades: {},
  orders: {},
  balances: {},
  nonce: {},
  candles: {},
  fills: {},
  marketSummaries: {},
  account: {},
  marginAccount: {},
  marginTiers: {},
};

const initialState = (): O2State => ({
  connection: { ...IDLE, lastMessageAt: undefined, isLost: false, error: undefined },
  now: undefined,
  tops: {},
  history: {},
  markets: EMPTY_ENTRY,
  ...NO_TOPICS,
});

/** The state before anything happened, which a server renders as well. A bundle that does not use it leaves it out. */
export const INITIAL_STATE: O2State = /* @__PURE__ */ initialState();

/** The channels whose topics the state holds. */
export const CHANNELS: readonly Channel[] = /* @__PURE__ */ Object.keys(NO_TOPICS) as Channel[];

const ALL = Number.POSITIVE_INFINITY;

/**
 * Whether an entry has less than a topic asks for: a book has as many levels, and a market as many trades, as somebody showed
 * before. A topic that asks for more has them once they were read.
 */
export function isShort(topic: FeedTopic, entry: Entry<unknown> | undefined): boolean {
  if (topic.channel === "depth") return (topic.levels ?? ALL) > (entry?.levels ?? ALL);
  if (topic.channel !== "trades" || !Array.isArray(entry?.data)) return false;
  return (topic.limit ?? 0) > Math.max(entry.data.length, entry.limit ?? ALL);
}
