// Takes the client's events into the state: (state, event) -> state. Pure; books are read by the feed, once a frame.
import type { Connection } from "../client/connection.ts";
import type { BookSides } from "../client/entities.ts";
import { O2ConnectionError, type O2Error } from "../client/errors.ts";
import type { ClientEvent } from "../client/events.ts";
import { identityKey } from "../client/ids.ts";
import type { Topic } from "../client/protocol.ts";
import type { Slot } from "../client/wire.ts";
import type { Around, Channel, ListChannel, TopicOf } from "./channels/channel.ts";
import { CHANNELS, type Items, withUpdate } from "./channels/channels.ts";
import { patch, readWhole, topicsOf } from "./entries.ts";
import { carriedBy } from "./live.ts";
import type { Entry, O2State } from "./state.ts";
import { toDepth } from "./toDepth.ts";
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
export function reduce(state: O2State, event: ClientEvent, context: Context): O2State {
  switch (event.type) {
    case "connection":
      return connection(state, event.connection);
    case "reset":
      return sent(state, event.slot, context);
    case "read":
      return context.isFilled ? state : event.slots.reduce((next, slot) => read(next, slot, context), state);
    case "book":
    case "waiting":
    case "unproven":
      return state;
    case "doubt":
    case "rejected":
      return doubted(state, event.slot, event);
    case "update":
      return withUpdate(state, event.update, { ...context, state }, context.now);
    case "overLimit":
      return event.topics.reduce((next, topic) => overLimit(next, topic, event.error), state);
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

/**
 * The levels of some markets' books that are shown now, at each precision that is followed; `view` gives nothing where there is
 * no current one.
 */
export function readBooks(
  state: O2State,
  markets: ReadonlySet<string>,
  session: {
    readonly view: (shown: { market: string; precision: number; levels: number }) => BookSides | undefined;
    readonly subscriptions: { readonly epochOf: (topic: Topic) => number | undefined };
  },
  shown: { readonly most: (id: string) => number },
  now: number,
): O2State {
  // Copied once, however many there are.
  const depth = { ...state.depth };
  for (const [id, entry] of Object.entries(depth)) {
    const { topic } = entry;
    if (topic?.channel !== "depth" || !markets.has(topic.market)) continue;
    const { market, precision } = topic;
    const levels = shown.most(id);
    const sides = session.view({ market, precision, levels });
    if (sides)
      depth[id] = {
        ...entry,
        data: toDepth(sides, precision, entry.data),
        epoch: session.subscriptions.epochOf({ channel: "depth", market, precision }),
        ...readWhole(now),
        levels,
      };
    else if (entry.epoch !== undefined) depth[id] = { ...entry, epoch: undefined };
  }
  return { ...state, depth };
}

function connection(state: O2State, next: Connection): O2State {
  const { status, isLost, lastMessageAt, error, reason } = state.connection;
  const isDown = next.status === "connecting" || next.status === "reconnecting";
  const isSame = next.status === status && next.reason === reason;
  const known = {
    lastMessageAt,
    isLost: isDown && isLost,
    // The same one while it is the same trouble, so that components that show it do not render with each attempt.
    error: next.status === "connected" ? undefined : isSame && error ? error : noConnection(next),
  };
  const changed = { ...state, connection: { ...next, ...known } };
  // Each subscription is sent anew with the next link: an error that was to be mended by that is over.
  return status === "connected" && next.status !== "connected" ? withoutRetries(changed) : changed;
}

function noConnection({ status, reason, code }: Connection): O2ConnectionError | undefined {
  // Nothing has failed yet, or it was closed on purpose.
  if (reason === undefined) return undefined;
  const next = status === "closed" ? "Call reconnect() to try again" : "It is tried again";
  return new O2ConnectionError(`There is no connection to the exchange: ${reason}. ${next}.`, { code });
}

function withoutRetries(state: O2State): O2State {
  return topicsOf(state, ({ retryAt }) => retryAt !== undefined).reduce(
    (next, topic) => patch(next, topic.channel, feedId(topic), { error: undefined, retryAt: undefined }),
    state,
  );
}

/** Something of a slot may be missing: its topics say why, and when they are asked for again. */
function doubted(
  state: O2State,
  slot: Slot,
  { error, retryAt }: { readonly error: O2Error; readonly retryAt: number | undefined },
): O2State {
  return carriedBy(state, slot).reduce((next, topic) => {
    // A book's snapshot tells whether it is whole.
    const change = topic.channel === "depth" ? { error, retryAt } : { isComplete: false, error, retryAt };
    return patch(next, topic.channel, feedId(topic), change);
  }, state);
}

function overLimit(state: O2State, topic: Topic, error: O2Error): O2State {
  if (!("identity" in topic)) return state;
  const id = identityKey(topic.identity);
  const held = state[topic.channel][id]?.error;
  // It is said again with every change of what is wanted; the first time is the news.
  return patch(state, topic.channel, id, { error: held?.name === "O2LimitError" ? held : error, retryAt: undefined });
}
