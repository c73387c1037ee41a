// Changes of the state that the engine makes, entry by entry. Pure; unchanged parts keep their reference.
import { isRestError } from "../client/errors.ts";
import { CHANNELS, EMPTY_ENTRY, type Entry, type O2State, type TopicData, type TopicEntries } from "./state.ts";
import { type FeedTopic, feedId } from "./topics.ts";

type Channel = FeedTopic["channel"];

/** A topic is held: it has an entry from now on. */
export function withTopic(state: O2State, topic: FeedTopic): O2State {
  const entry = state[topic.channel][feedId(topic)] ?? EMPTY_ENTRY;
  return entry.topic ? state : put(state, topic.channel, feedId(topic), { ...(entry as typeof EMPTY_ENTRY), topic });
}

/** The changes of an entry whose data was read whole, besides the data. */
export function readWhole(updatedAt: number): Pick<Entry<unknown>, "isComplete" | "error" | "retryAt" | "updatedAt"> {
  return { isComplete: true, error: undefined, retryAt: undefined, updatedAt };
}

/** Nobody holds a topic any more: what it left behind goes. */
export function withoutTopic(state: O2State, topic: FeedTopic): O2State {
  const { [feedId(topic)]: gone, ...rest } = state[topic.channel];
  return gone ? { ...state, [topic.channel]: rest } : state;
}

/** Whether reading a topic has failed: what the stream alone says of it is then all there is. */
export function isUnreadable({ error }: Entry<unknown>): boolean {
  return isRestError(error);
}

/** The items of a list that are held, and none of one that cannot be read; `undefined` while it is being read. */
export function heldOf<T>(entry: Entry<readonly T[]> | undefined): readonly T[] | undefined {
  return entry?.data ?? (entry && isUnreadable(entry) ? [] : undefined);
}

/** The entries of one channel. */
export function entriesOf<C extends Channel>(state: O2State, channel: C): TopicEntries[C] {
  const topics: TopicEntries = state;
  return topics[channel];
}

/** Changes what is known of a held topic; a topic that nobody holds stays unknown. */
export function patch<C extends Channel>(
  state: O2State,
  channel: C,
  id: string,
  change: Partial<Entry<TopicData[C]>>,
): O2State {
  const entry = entriesOf(state, channel)[id];
  if (!entry) return state;
  const isSame = (Object.keys(change) as (keyof typeof change)[]).every((key) => entry[key] === change[key]);
  return isSame ? state : put(state, channel, id, { ...entry, ...change });
}

/** The topics there are, all or some. */
export function topicsOf(state: O2State, isMeant: (entry: Entry<unknown>) => boolean = () => true): FeedTopic[] {
  return CHANNELS.flatMap((channel) =>
    Object.values<Entry<unknown>>(state[channel]).flatMap((entry) =>
      entry.topic && isMeant(entry) ? [entry.topic] : [],
    ),
  );
}

function put<C extends Channel>(state: O2State, channel: C, id: string, entry: Entry<TopicData[C]>): O2State {
  return { ...state, [channel]: { ...state[channel], [id]: entry } };
}
