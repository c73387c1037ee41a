// The whole of every data hook: hold some topics of one channel while mounted, select from the store.
import { useEffect, useState } from "react";
import { useStore } from "zustand/react";
import { O2Error } from "../client/errors.ts";
import { parseTopic, topicId, topicKey } from "../client/ids.ts";
import type { Channel, Topic } from "../client/protocol.ts";
import type { TopicData, TopicEntries } from "../store/state.ts";
import { useO2Feed } from "./O2Provider.tsx";
import { createMemory, failed, IDLE, type Result, toResult } from "./result.ts";

/** What every data hook takes besides its own parameters. */
export interface TopicOptions<T, S> {
  /** `false` asks for nothing: the result is `idle`. Default `true`. */
  readonly enabled?: boolean | undefined;
  /** Narrows the data; the component renders only when the selection changes. Need not be a stable function. */
  readonly select?: ((data: T) => S) | undefined;
}

/**
 * @param ask the topics to follow; nullish for nothing yet. An `O2Error` it throws becomes the result.
 * @param read what the hook shows, from the data of each topic in turn.
 */
export function useTopic<C extends Channel, T, S = T>(
  channel: C,
  ask: () => readonly Topic[] | undefined,
  read: (data: readonly TopicData[C][]) => T,
  { enabled = true, select }: TopicOptions<T, S>,
): Result<S> {
  const feed = useO2Feed();
  const [remember] = useState(createMemory<S>);
  const asked = enabled ? attempt(ask) : undefined;
  const topics = asked instanceof O2Error ? undefined : asked;
  const error = asked instanceof O2Error ? asked : undefined;
  // Parameters are compared by value: equal ones have the same key, whatever objects they came in.
  const key = topics?.map(topicKey).join(" ");

  useEffect(() => (key === undefined ? undefined : feed.retain(key.split(" ").map(parseTopic))), [feed, key]);

  return useStore(feed.store, (state) => {
    if (error) return remember([error.message], () => failed(error));
    if (!topics) return IDLE;
    const known: TopicEntries = state;
    const entries = topics.map((topic) => known[channel][topicId(topic)]);
    return remember([key, read, select, ...entries], () =>
      toResult(entries, (data) => {
        const all = read(data);
        return select ? select(all) : (all as unknown as S);
      }),
    );
  });
}

function attempt(ask: () => readonly Topic[] | undefined): readonly Topic[] | O2Error | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof O2Error) return error;
    throw error;
  }
}
