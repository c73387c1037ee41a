// Takes what the client says of records into the state: (state, event) -> state, for all channels but that of books. Pure.
import type { Slot } from "../client/wire.ts";
import type { Around, Channel, ListChannel, TopicOf } from "./channels/channel.ts";
import { CHANNELS, type Items, withUpdate } from "./channels/channels.ts";
import { patch } from "./entries.ts";
import { carriedBy } from "./live.ts";
import type { RecordEvent } from "./reduce.ts";
import type { Entry, O2State } from "./state.ts";
import { feedId } from "./topics.ts";

/** The facts that a reduction may depend on besides the event and the state. */
export interface Context extends Omit<Around, "state"> {
  readonly now: number;
  /** Whether gaps are filled over REST: until then a topic is not current. */
  readonly isFilled: boolean;
  /** The epoch of a slot's subscription, once the server has read it. */
  readonly epochOf: (slot: Slot) => number | undefined;
}

/** The state after an event. */
export function reduceRecords(state: O2State, event: RecordEvent, context: Context): O2State {
  switch (event.type) {
    case "reset":
      return sent(state, event.slot, context);
    case "read":
      return context.isFilled ? state : event.slots.reduce((next, slot) => read(next, slot, context), state);
    case "update":
      return withUpdate(state, event.update, { ...context, state }, context.now);
  }
}

/** A subscription was sent. The data shown proves nothing until the server has read it and the gap before it is filled. */
function sent(state: O2State, slot: Slot, { isFilled }: Context): O2State {
  return changeSlot(state, slot, (topic, { data }) => ({
    isComplete: false,
    // Without REST nothing is known of earlier times: none is an empty value.
    data: isFilled ? data : (data ?? CHANNELS[topic.channel].none),
  }));
}

/** The server has read a subscription, and there is no REST to fill the gap before it: what comes from now on is current. */
function read(state: O2State, slot: Slot, context: Context): O2State {
  const around = { ...context, state };
  return changeSlot(state, slot, (topic) => ({
    epoch: isTold(topic, around) ? context.epochOf(slot) : undefined,
    error: undefined,
    retryAt: undefined,
    updatedAt: context.now,
  }));
}

function isTold<C extends ListChannel>(topic: TopicOf<C>, around: Around): boolean {
  const { isTold: of = () => true }: Channel<C, Items[C]> = CHANNELS[topic.channel as C];
  return of(topic, around);
}

/** Changes what is known of all topics that a slot carries, but those of books: the feed reads these. */
function changeSlot(
  state: O2State,
  slot: Slot,
  change: (topic: TopicOf<ListChannel>, entry: Entry<unknown>) => Partial<Entry<unknown>>,
): O2State {
  return carriedBy(state, slot).reduce((next, topic) => {
    if (topic.channel === "depth") return next;
    const entries: Readonly<Record<string, Entry<unknown>>> = next[topic.channel];
    const entry = entries[feedId(topic)];
    return entry ? patch(next, topic.channel, feedId(topic), change(topic, entry) as Partial<Entry<never>>) : next;
  }, state);
}
