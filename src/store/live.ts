// Whether what is known is current: the one place that says so. Whatever is not proven in the present epoch is stale, so that
// nothing stays live because somebody forgot to take it back. Pure: knows nothing of sockets or time.
import type { Topic } from "../client/protocol.ts";
import { CHANNELS, type Entry, type O2State, patch } from "./state.ts";
import { type FeedTopic, feedId } from "./topics.ts";

/** What the client can prove. */
export interface Proofs {
  /** Whether the link is open, and something arrived over it within the bound. */
  readonly isHeard: boolean;
  /** The epoch of the subscription that serves a topic, once the server has read it; `undefined` before. */
  readonly epochOf: (topic: Topic) => number | undefined;
}

/** The topic on the wire that carries a topic's news: candles live on their market's trades. */
export function carrierOf(topic: FeedTopic): Topic {
  return topic.channel === "candles" ? { channel: "trades", market: topic.market } : topic;
}

/**
 * Whether nothing is missing in a topic while its link is believed: the server has read the subscription, and the gap before it
 * was filled, both in one epoch. Candles are joined to the trades, so nothing may be missing in these either.
 */
export function isWhole(state: O2State, topic: FeedTopic, epochOf: Proofs["epochOf"]): boolean {
  const carrier = carrierOf(topic);
  const epoch = epochOf(carrier);
  const isProven = (each: FeedTopic): boolean => {
    const entries: Readonly<Record<string, Entry<unknown>>> = state[each.channel];
    return entries[feedId(each)]?.epoch === epoch;
  };
  return epoch !== undefined && isProven(topic) && isProven(carrier);
}

/** Whether a topic is current: nothing is missing in it, and the link is heard. */
export function isCurrent(state: O2State, topic: FeedTopic, { isHeard, epochOf }: Proofs): boolean {
  return isHeard && isWhole(state, topic, epochOf);
}

/** The state with each topic marked as current or not. Unchanged entries keep their reference. */
export function withLiveness(state: O2State, proofs: Proofs): O2State {
  let next = state;
  for (const channel of CHANNELS) {
    const entries: Readonly<Record<string, Entry<unknown>>> = state[channel];
    for (const [id, { topic, isLive }] of Object.entries(entries)) {
      const isNow = topic !== undefined && isCurrent(state, topic, proofs);
      if (isNow !== isLive) next = patch(next, channel, id, { isLive: isNow });
    }
  }
  return next;
}
