// The topics of a feed: the client's, and candles, which are read over REST and kept live by a market's trades.
import type { Resolution } from "../client/entities.ts";
import { O2InputError } from "../client/errors.ts";
import {
  parseTopic,
  show,
  toCount,
  toIdentity,
  toMarketId,
  toPrecision,
  topicId,
  toResolution,
  toWhole,
} from "../client/ids.ts";
import type { Topic } from "../client/protocol.ts";

/** A market's newest candles of one length. */
export interface CandleTopic {
  readonly channel: "candles";
  readonly market: string;
  readonly resolution: Resolution;
  readonly limit: number;
}

/** The best levels of a market's book. */
export interface DepthTopic {
  readonly channel: "depth";
  readonly market: string;
  readonly precision: number;
  /** The number of levels of each side that are wanted; more are there when somebody else wants more. Default all. */
  readonly levels?: number;
}

/** A market's newest trades. */
export interface TradesTopic {
  readonly channel: "trades";
  readonly market: string;
  /** The number of trades that are wanted: so many are read, if there are as many. Default those of one read, and all that come. */
  readonly limit?: number | undefined;
}

/** Anything a feed can follow. */
export type FeedTopic =
  | DepthTopic
  | CandleTopic
  | TradesTopic
  | Exclude<Topic, { readonly channel: "depth" | "trades" }>;

/**
 * A topic with its ids in the one spelling that the server answers in, so that equal topics have equal keys.
 * @throws O2InputError for one that cannot be followed.
 */
export function toFeedTopic(topic: FeedTopic): FeedTopic {
  const { channel } = topic;
  switch (channel) {
    case "depth":
      toPrecision(topic.precision);
      if (topic.levels != null) toCount("levels", topic.levels);
      return { ...topic, market: toMarketId(topic.market) };
    case "candles":
      toResolution(topic.resolution);
      toWhole("limit", topic.limit, 1, 5_000);
      return { ...topic, market: toMarketId(topic.market) };
    case "trades":
      if (topic.limit != null) toCount("limit", topic.limit);
      return { ...topic, market: toMarketId(topic.market) };
    case "orders":
    case "balances":
    case "nonce":
      return { ...topic, identity: toIdentity(topic.identity) };
  }
  throw new O2InputError("channel", `${show(channel)} is not a channel.`, { code: "unknown", value: channel });
}

/** The key of a topic's data in the store, within its channel. */
export function feedId(topic: FeedTopic): string {
  return topic.channel === "candles" ? `${topic.market}:${topic.resolution}:${topic.limit}` : topicId(topic);
}

/** The name of a topic's data: two topics show the same when their keys are the same. */
export function feedKey(topic: FeedTopic): string {
  return `${topic.channel}:${feedId(topic)}`;
}

/** All that a topic says, as text: {@link parseFeedTopic} is its inverse. */
export function feedText(topic: FeedTopic): string {
  if (topic.channel === "depth") return `${feedKey(topic)}:${topic.levels ?? Number.POSITIVE_INFINITY}`;
  return topic.channel === "trades" && topic.limit !== undefined ? `${feedKey(topic)}:${topic.limit}` : feedKey(topic);
}

/** The topic that a text or a key was made from. */
export function parseFeedTopic(text: string): FeedTopic {
  const [channel, market = "", second, third = Number.POSITIVE_INFINITY] = text.split(":");
  if (channel === "depth") return { channel, market, precision: Number(second), levels: Number(third) };
  if (channel === "trades") return { channel, market, ...(second !== undefined && { limit: Number(second) }) };
  if (channel === "candles") return { channel, market, resolution: second as Resolution, limit: Number(third) };
  return parseTopic(text) as FeedTopic;
}
