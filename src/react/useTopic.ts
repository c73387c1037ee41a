// The whole of every data hook: hold some topics of one channel while mounted, select from the store.
import { useEffect, useState } from "react";
import type { Answer } from "../store/resolve.ts";
import { type Entry, isShort, type O2State, type TopicData, type TopicEntries } from "../store/state.ts";
import { type FeedTopic, feedId } from "../store/topics.ts";
import { useO2Feed } from "./O2Provider.tsx";
import { createMemory, type Memory, pendingOver, type Result, toResult, withoutTopics } from "./result.ts";
import { useResult } from "./useResult.ts";

/** The options of every data hook besides its own parameters. */
export interface TopicOptions<T, S> {
  /** `false` asks for nothing: the result is `idle`. Default `true`. */
  readonly enabled?: boolean | undefined;
  /** Narrows the data; the component renders only when the selection changes. Need not be a stable function. */
  readonly select?: ((data: T) => S) | undefined;
  /**
   * The least time from one render for new data to the next, in milliseconds. Data that comes meanwhile is shown after that time, the
   * newest of it; another status or error, and other parameters, at once. `Infinity`: no render for new data alone. Default 0.
   */
  readonly throttle?: number | undefined;
}

/** The part of its topics that a data hook shows. */
export interface TopicView<C extends keyof TopicData, T> {
  readonly channel: C;
  /**
   * Makes what the hook shows, from the data of each topic in turn. Depends on nothing but what it is given and `deps`; what it takes
   * of the other `entries` must only ever change together with its own.
   */
  readonly read: (data: readonly TopicData[C][], marketId: string | undefined, entries: TopicEntries) => T;
  /** The entry to show in place of a topic's own, where another part of the state knows better. */
  readonly instead?: (
    state: O2State,
    marketId: string | undefined,
    topic: FeedTopic,
  ) => Entry<TopicData[C]> | undefined;
  /** The parameters that `read` depends on and the topics do not tell. */
  readonly deps?: string | number | null | undefined;
}

/** Shows topics of one channel. */
export function useTopic<C extends keyof TopicData, T, S = T>(
  answer: Answer,
  view: TopicView<C, T>,
  { select, throttle }: TopicOptions<T, S>,
): Result<S> {
  return useResult(useTopicSelector(answer, view, select), throttle);
}

/** Holds topics of one channel while mounted. Gives the function that makes a result of the store's state. */
export function useTopicSelector<C extends keyof TopicData, T, S = T>(
  answer: Answer,
  view: TopicView<C, T>,
  select?: TopicOptions<T, S>["select"],
): (state: O2State) => Result<S> {
  const [remember] = useState(createMemory<S>);
  const key = keyOf(answer);
  useRetained(key);
  return (state) => topicResult(state, answer, key, view, select, remember);
}

/** Holds topics, given as text, while mounted. */
export function useRetained(key: string | undefined): void {
  const feed = useO2Feed();
  useEffect(() => (key === undefined ? undefined : feed.retain(JSON.parse(key) as FeedTopic[])), [feed, key]);
}

/** The result of an answer in a state. `key` is the answer's. */
export function topicResult<C extends keyof TopicData, T, S>(
  state: O2State,
  answer: Answer,
  key: string | undefined,
  { read, instead, deps }: TopicView<C, T>,
  select: TopicOptions<T, S>["select"],
  remember: Memory<S>,
): Result<S> {
  if (answer.status !== "topics") return withoutTopics(answer, remember);
  const { topics, marketId } = answer;
  const known: TopicEntries = state;
  const entries = topics.map((topic) => {
    const own = known[topic.channel] as Readonly<Record<string, Entry<TopicData[C]>>>;
    return instead?.(state, marketId, topic) ?? own[feedId(topic)];
  });
  const { connection } = state;
  return remember([key, deps, marketId, select], [connection.error, connection.retryAt, ...entries], () => {
    const narrow = (data: readonly TopicData[C][]): S => {
      const all = read(data, marketId, known);
      return select ? select(all) : (all as unknown as S);
    };
    const isPart = topics.some((topic, index) => isShort(topic, entries[index]));
    const result = toResult(entries, narrow, isPart);
    return result.status === "pending" && !result.error ? pendingOver(connection) : result;
  });
}

/** The topics as text. Parameters are compared by value: equal ones have the same key, whatever objects they came in. */
export function keyOf(answer: Answer): string | undefined {
  return answer.status === "topics" ? JSON.stringify(answer.topics) : undefined;
}
