// What a feed can follow: the client's topics, and candles, which are read over REST and kept live by a market's trades.
import { parseTopic, topicId, topicKey } from "../client/ids.ts";
import type { Resolution, Topic } from "../client/protocol.ts";

/** A market's newest candles of one length. */
export interface CandleTopic {
  readonly channel: "candles";
  readonly market: string;
  readonly resolution: Resolution;
  readonly limit: number;
}

/** Anything a feed can follow. */
export type FeedTopic = Topic | CandleTopic;

/** What a topic is called within its channel. */
export function feedId(topic: FeedTopic): string {
  return topic.channel === "candles" ? `${topic.market}:${topic.resolution}:${topic.limit}` : topicId(topic);
}

/** A topic's name: two topics are the same when their keys are. {@link parseFeedTopic} is its inverse. */
export function feedKey(topic: FeedTopic): string {
  return topic.channel === "candles" ? `candles:${feedId(topic)}` : topicKey(topic);
}

/** The topic a key was made from. */
export function parseFeedTopic(key: string): FeedTopic {
  const [channel, market = "", resolution, limit] = key.split(":");
  if (channel !== "candles") return parseTopic(key);
  return { channel, market, resolution: resolution as Resolution, limit: Number(limit) };
}
