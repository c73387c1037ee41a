// Takes the client's events into the state: (state, event) -> state. Pure; books are read by the feed, once a frame.
import type { Connection } from "../client/connection.ts";
import type { BookSides } from "../client/entities.ts";
import { O2ConnectionError, type O2Error } from "../client/errors.ts";
import type { ClientEvent, ViewRequest } from "../client/events.ts";
import type { Topic } from "../client/protocol.ts";
import { marketKey } from "../client/venues.ts";
import { type Slot, slotOf } from "../client/wire.ts";
import type { Depth } from "./depth.ts";
import { patch, readWhole, topicsOf } from "./entries.ts";
import { carriedBy, wireOf } from "./live.ts";
import type { Entry, O2State } from "./state.ts";
import { toDepth } from "./toDepth.ts";
import { type DepthTopic, feedId } from "./topics.ts";

/** The events that tell of records: books are read by the feed. */
export type RecordEvent = Extract<ClientEvent, { readonly type: "reset" | "read" | "update" }>;

/** The state after an event. `records` takes in those of records, which nobody holds before it is there. */
export function reduce(
  state: O2State,
  event: ClientEvent,
  records: (state: O2State, event: RecordEvent) => O2State = (same) => same,
): O2State {
  switch (event.type) {
    case "connection":
      return connection(state, event.connection);
    case "reset":
    case "read":
    case "update":
      return records(state, event);
    case "book":
    case "waiting":
    case "unproven":
      return state;
    case "doubt":
    case "rejected":
      return doubted(state, event.slot, event);
    case "overLimit":
      return event.topics.reduce((next, topic) => overLimit(next, topic, event.error), state);
  }
}

/**
 * The levels of some markets' books that are shown now, at each precision that is followed, but of calm ones (`CalmBooks`); `view` gives nothing where there is
 * no current one.
 */
export function readBooks(
  state: O2State,
  markets: ReadonlySet<string>,
  session: BookSession,
  shown: { readonly most: (id: string) => number },
  now: number,
): O2State {
  // Copied once, however many there are.
  const depth = { ...state.depth };
  for (const [id, entry] of Object.entries(depth)) {
    const { topic } = entry;
    if (topic?.channel !== "depth" || topic.frequency || !markets.has(marketKey(topic))) continue;
    depth[id] = withBook(entry, topic, session, shown.most(id), now);
  }
  return { ...state, depth };
}

/** The part of a session that is asked for books. */
interface BookSession {
  readonly view: (shown: ViewRequest) => BookSides | undefined;
  readonly subscriptions: { readonly epochOf: (topic: Topic) => number | undefined };
}

/** The entry of a book, with the levels that are there now. */
export function withBook(
  entry: Entry<Depth>,
  topic: DepthTopic,
  session: BookSession,
  levels: number,
  now: number,
): Entry<Depth> {
  const { precision, frequency } = topic;
  const sides = session.view({ market: marketKey(topic), precision, levels, frequency });
  if (!sides) return entry.epoch === undefined ? entry : { ...entry, epoch: undefined };
  const data = toDepth(sides, precision, entry.data);
  return { ...entry, data, epoch: session.subscriptions.epochOf(wireOf(topic)), ...readWhole(now), levels };
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
  return carriedBy(state, slotOf(topic)).reduce((next, each) => {
    const entries: Readonly<Record<string, Entry<unknown>>> = next[each.channel];
    const held = entries[feedId(each)]?.error;
    // It is said again with every change of what is wanted; the first time is the news.
    const said = held?.name === "O2LimitError" ? held : error;
    return patch(next, each.channel, feedId(each), { error: said, retryAt: undefined });
  }, state);
}
