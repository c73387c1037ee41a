// Reads a topic over REST and joins the result to what is held and what the stream said meanwhile. The differences between
// channels stand in `channels/`.
import type { ReadOptions } from "../client/request.ts";
import type { Buffered, TopicOf } from "./channels/channel.ts";
import type { Items } from "./channels/channels.ts";
import type { Read, Reading } from "./channels/read.ts";
import { READS, type ReadItems } from "./channels/reads.ts";
import { entriesOf, patch } from "./entries.ts";
import { EMPTY_ENTRY, type Entry, type O2State, type TopicData } from "./state.ts";
import { type FeedTopic, feedId } from "./topics.ts";

/** The sources of a read, and how much is kept. */
export type Sources = Omit<Reading, "how" | "trades">;

/** The outcome of a read, as a step from the state then to the state in which the gap is filled. */
export type Join = (state: O2State) => O2State;

/** An item that the stream tells of a topic; books are not read while it speaks. */
export type Item = Items[keyof Items];

/** Nothing was said yet. */
export function nothingBuffered(items: readonly Item[] = []): Buffered<Item> {
  return { items, found: new Map() };
}

/** Reads what a topic's subscription does not tell. Rejects whole when one request fails; trying again is the caller's business. */
export function readGap(
  topic: FeedTopic,
  state: O2State,
  buffered: Buffered<Item>,
  sources: Sources,
  how: ReadOptions,
): Promise<Join> {
  const reading = { ...sources, how, trades: (market: string) => state.trades[market]?.data };
  return readOf(topic.channel, topic, state, buffered, reading);
}

async function readOf<C extends FeedTopic["channel"]>(
  name: C,
  topic: FeedTopic,
  state: O2State,
  buffered: Buffered<Item>,
  reading: Reading,
): Promise<Join> {
  const id = feedId(topic);
  const entryIn = (at: O2State): Entry<TopicData[C]> | undefined => entriesOf(at, name)[id];
  const read: Read<C, ReadItems[C]> = READS[name];
  // A fill buffers the items of its own channel.
  const items = buffered as Buffered<ReadItems[C]>;
  const join = await read(topic as TopicOf<C>, entryIn(state) ?? EMPTY_ENTRY, items, reading);
  return (now) => {
    const entry = entryIn(now);
    return entry ? patch(now, name, id, { isComplete: true, ...join(entry) }) : now;
  };
}
