// The whole of every data hook: hold some topics of one channel while mounted, select from the store.
import { useEffect, useState } from "react";
import { useStore } from "zustand/react";
import { isO2Error, type O2Error } from "../client/errors.ts";
import type { MarketRef } from "../client/ids.ts";
import type { Entry, O2State, TopicData, TopicEntries } from "../store/state.ts";
import { type FeedTopic, feedId, feedText, parseFeedTopic } from "../store/topics.ts";
import { useO2Feed } from "./O2Provider.tsx";
import { createMemory, IDLE, pendingOver, type Result, toResult, withoutData } from "./result.ts";
import { useMarketRef } from "./useMarketRef.ts";

/** What every data hook takes besides its own parameters. */
export interface TopicOptions<T, S> {
  /** `false` asks for nothing: the result is `idle`. Default `true`. */
  readonly enabled?: boolean | undefined;
  /** Narrows the data; the component renders only when the selection changes. Need not be a stable function. */
  readonly select?: ((data: T) => S) | undefined;
}

/** What a data hook asks for. */
export interface TopicQuery<C extends keyof TopicData, T> {
  readonly channel: C;
  /** A market by id, pair or object; what follows gets its id. */
  readonly market?: MarketRef | null | undefined;
  /** The topics to follow; nullish for nothing yet. An `O2Error` it throws becomes the result. */
  readonly topics: (marketId: string | undefined) => readonly FeedTopic[] | undefined;
  /**
   * What the hook shows, from the data of each topic in turn. Depends on nothing but what it is given and `deps`; what it takes
   * of the other `entries` must only ever change together with its own.
   */
  readonly read: (data: readonly TopicData[C][], marketId: string | undefined, entries: TopicEntries) => T;
  /** The entry to show in place of a topic's own, where another part of the state knows better. */
  readonly instead?: (state: O2State, marketId: string | undefined) => Entry<TopicData[C]> | undefined;
  /** The parameters that `read` depends on and the topics do not tell. */
  readonly deps?: string | number | null | undefined;
}

const ALL = Number.POSITIVE_INFINITY;

export function useTopic<C extends keyof TopicData, T, S = T>(
  { channel, market, topics: topicsOf, read, instead, deps }: TopicQuery<C, T>,
  { enabled = true, select }: TopicOptions<T, S>,
): Result<S> {
  const feed = useO2Feed();
  const [remember] = useState(createMemory<S>);
  const answer = useMarketRef(market, enabled);
  const marketId = answer?.id;
  const unresolved = answer?.id === undefined ? answer?.trouble : undefined;
  const asked = enabled && !unresolved ? attempt(() => topicsOf(marketId)) : undefined;
  const topics = isO2Error(asked) ? undefined : asked;
  const trouble = isO2Error(asked) ? { error: asked, retryAt: undefined } : unresolved;
  // Parameters are compared by value: equal ones have the same key, whatever objects they came in.
  const key = topics?.map(feedText).join(" ");

  useEffect(() => (key === undefined ? undefined : feed.retain(key.split(" ").map(parseFeedTopic))), [feed, key]);

  return useStore(feed.store, (state) => {
    // The same error is made anew with each render; it is the same while it says the same.
    if (trouble) return remember([trouble.error?.message, trouble.retryAt], [], () => withoutData(trouble));
    if (!topics) return IDLE;
    const known: TopicEntries = state;
    const entries = topics.map((topic) => instead?.(state, marketId) ?? known[channel][feedId(topic)]);
    const { connection } = state;
    return remember([key, deps, marketId, select], [connection.error, connection.retryAt, ...entries], () => {
      const narrow = (data: readonly TopicData[C][]): S => {
        const all = read(data, marketId, known);
        return select ? select(all) : (all as unknown as S);
      };
      // A book is made of as many levels as somebody showed; who asks for more has them with the next effect.
      const isPart = topics.some(
        (topic, index) => topic.channel === "depth" && (topic.levels ?? ALL) > (entries[index]?.levels ?? ALL),
      );
      const result = toResult(entries, narrow, isPart);
      return result.status === "pending" && !result.error ? pendingOver(connection) : result;
    });
  });
}

function attempt(resolve: () => readonly FeedTopic[] | undefined): readonly FeedTopic[] | O2Error | undefined {
  try {
    return resolve();
  } catch (error) {
    if (isO2Error(error)) return error;
    throw error;
  }
}
