// The topics of a feed: the client's, candles, which are read over REST and kept live by a market's trades, fills, which are by an
// identity's orders, and what only REST tells.
import type { Identity, Resolution } from "../client/entities.ts";
import type { Frequency } from "../client/frequencies.ts";
import {
  hex32,
  identityKey,
  refuse,
  toCount,
  toFrequency,
  toHolder,
  toIdentity,
  toMarketId,
  toPrecision,
  topicId,
  toResolution,
  toVenue,
  type VenueIdentity,
} from "../client/ids.ts";
import type { MarginAccountKey } from "../client/owners.ts";
import type { Topic, Venue } from "../client/protocol.ts";
import { marketKey, SPOT } from "../client/venues.ts";
import { CHANNELS } from "./state.ts";

/** A market's newest candles of one length. */
export interface CandleTopic {
  readonly channel: "candles";
  /** Default spot. */
  readonly venue?: Venue | undefined;
  readonly market: string;
  readonly resolution: Resolution;
  readonly limit: number;
}

/** The best levels of a market's book. */
export interface DepthTopic {
  readonly channel: "depth";
  /** Default spot. */
  readonly venue?: Venue | undefined;
  readonly market: string;
  readonly precision: number;
  /** The book comes whole and at most so often, where the server has that; else it is shown so often. Default with each change. */
  readonly frequency?: Frequency | undefined;
  /** The number of levels of each side that are wanted; more are there when somebody else wants more. Default all. */
  readonly levels?: number;
}

/** A market's newest trades. */
export interface TradesTopic {
  readonly channel: "trades";
  /** Default spot. */
  readonly venue?: Venue | undefined;
  readonly market: string;
  /** The number of trades that are wanted: so many are read, if there are as many. Default those of one read, and all that come. */
  readonly limit?: number | undefined;
}

/** An identity's own fills, in one market or in all that are listed. They are told by its orders. */
export interface FillsTopic {
  readonly channel: "fills";
  /** Default spot. */
  readonly venue?: Venue | undefined;
  readonly identity: Identity;
  readonly market?: string | undefined;
}

/** An identity's orders. */
export interface OrdersTopic {
  readonly channel: "orders";
  /** Default spot. */
  readonly venue?: Venue | undefined;
  readonly identity: Identity;
  /**
   * Each change since then is wanted, in milliseconds since 1970: what closed since then is read, and how each order ended, beyond the
   * number of closed orders that are kept. Default none.
   */
  readonly since?: number | undefined;
}

/** The last prices and days of all markets. */
export interface MarketSummariesTopic {
  readonly channel: "marketSummaries";
}

/** A trade account, by itself or by the wallet that owns it. */
export interface AccountTopic {
  readonly channel: "account";
  readonly identity: Identity;
}

/** A margin account, by itself or by its parent and its place. */
export interface MarginAccountTopic extends MarginAccountKey {
  readonly channel: "marginAccount";
}

/** The tiers of the margin venue. */
export interface MarginTiersTopic {
  readonly channel: "marginTiers";
}

/** A topic that no subscription tells: it is read from time to time. */
export type PolledTopic = MarketSummariesTopic | AccountTopic | MarginAccountTopic | MarginTiersTopic;

const POLLED: readonly FeedTopic["channel"][] = ["marketSummaries", "account", "marginAccount", "marginTiers"];

/** Anything a feed can follow. */
export type FeedTopic =
  | DepthTopic
  | CandleTopic
  | TradesTopic
  | FillsTopic
  | OrdersTopic
  | PolledTopic
  | (Exclude<Topic, { readonly channel: "depth" | "depthView" | "trades" }> & {
      readonly channel: "balances" | "nonce";
    });

/** A topic that a subscription tells. */
export type CarriedTopic = Exclude<FeedTopic, PolledTopic>;

/** Whether no subscription tells of a topic. */
export function isPolled(topic: FeedTopic): topic is PolledTopic {
  return POLLED.includes(topic.channel);
}

/** The largest number of candles. */
const MOST_CANDLES = 5_000;

/**
 * A topic with its ids in the one spelling that the server answers in, so that equal topics have equal keys.
 * @throws O2InputError for one that cannot be followed.
 */
export function toFeedTopic(topic: FeedTopic): FeedTopic {
  toVenue(venueOf(topic));
  switch (topic.channel) {
    case "depth":
      toPrecision(topic.precision);
      if (topic.frequency !== undefined) toFrequency(topic.frequency);
      toCount("levels", topic.levels ?? 0);
      break;
    case "candles":
      toResolution(topic.resolution);
      toCount("limit", topic.limit, 1, MOST_CANDLES);
      break;
    case "trades":
      toCount("limit", topic.limit ?? 0);
      break;
    case "fills":
      return {
        ...topic,
        identity: toIdentity(topic.identity),
        ...(topic.market !== undefined && { market: toMarketId(topic.market) }),
      };
    case "orders":
      checkSince(topic.since ?? 0);
      return { ...topic, identity: toHolder(topic.identity, topic.venue) };
    case "balances":
    case "nonce":
    case "account":
      toVenue(venueOf(topic), SPOT, `a venue of ${topic.channel}`);
      return { ...topic, identity: toIdentity(topic.identity) };
    case "marginAccount":
      return toMarginTopic(topic);
    case "marketSummaries":
    case "marginTiers":
      return topic;
    default:
      return refuseChannel(topic);
  }
  return { ...topic, market: toMarketId(topic.market) };
}

function toMarginTopic({ channel, account, parent }: MarginAccountTopic): MarginAccountTopic {
  const toId = (name: string, id: unknown): string =>
    hex32(id) ?? refuse(name, id, "an account id", "32 bytes of hex, or a place as account and an id as parent");
  const isPlace = typeof account === "number";
  return {
    channel,
    account: isPlace ? toCount("account", account) : toId("account", account),
    ...((isPlace || parent !== undefined) && { parent: toId("parent", parent) }),
  };
}

/** @throws O2InputError unless it is a time. */
function checkSince(since: number): void {
  if (Number.isFinite(since) && since >= 0) return;
  refuse("since", since, "a time", "milliseconds since 1970", { code: "outOfRange" });
}

function refuseChannel({ channel }: { readonly channel: unknown }): never {
  return refuse("channel", channel, "a channel", `one of ${CHANNELS.join(", ")}`, {
    code: "unknown",
    allowed: CHANNELS,
  });
}

/** The venue that a topic names; `undefined` is spot. */
export function venueOf(topic: FeedTopic): Venue | undefined {
  return "venue" in topic ? topic.venue : undefined;
}

/** Whose orders a topic is of. */
export function holderOf({
  identity,
  venue,
}: FillsTopic | Extract<Topic, { readonly identity: Identity }>): VenueIdentity {
  return venue === "turbo" ? { ...identity, venue } : identity;
}

/** The key of a topic's data in the store, within its channel. */
export function feedId(topic: FeedTopic): string {
  switch (topic.channel) {
    case "candles":
      return `${marketKey(topic)}:${topic.resolution}:${topic.limit}`;
    case "fills":
      return topic.market === undefined
        ? identityKey(holderOf(topic))
        : `${identityKey(holderOf(topic))} ${topic.market}`;
    case "marketSummaries":
    case "marginTiers":
      return "all";
    case "marginAccount":
      return topic.parent === undefined ? `${topic.account}` : `${topic.parent}:${topic.account}`;
    case "account":
      return identityKey(topic.identity);
    default:
      return topicId(topic);
  }
}

/** The name of a topic's data: two topics show the same when their keys are the same. */
export function feedKey(topic: FeedTopic): string {
  return `${topic.channel}:${feedId(topic)}`;
}
