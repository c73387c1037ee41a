// The contract of a channel in the store: it says whose an update is, how its items join those held, and from when on they are
// shown. Its reads over REST stand in a file beside it. The loops that use it (reduce, gapFills) know no channel by name.
import type { Identity } from "../../client/entities.ts";
import type { Topic, Update } from "../../client/protocol.ts";
import type { Entry, O2State, TopicData } from "../state.ts";
import type { FeedTopic, PolledTopic } from "../topics.ts";

/** All channels that the stream tells but that of books, whose snapshots come over it and which the feed reads once a frame. */
export type ListChannel = Exclude<FeedTopic["channel"], "depth" | PolledTopic["channel"]>;

/** The topics of one channel. */
export type TopicOf<C extends FeedTopic["channel"]> = FeedTopic & { readonly channel: C };

/** The surroundings that a channel may go by, besides the update and the topic. */
export interface Around {
  /** The state before the update. */
  readonly state: O2State;
  readonly maxTrades: number;
  /** The number of closed orders of an identity that are kept. */
  readonly closedLimit: (id: string) => number;
  /** Since when the changes of an identity's orders are wanted, in milliseconds since 1970; `undefined` where they are not. */
  readonly wantedSince?: (id: string) => number | undefined;
  /** Whether nothing of a topic is missing. */
  readonly isWhole: (topic: FeedTopic) => boolean;
  /** Whether an entry that names nobody can only be of this topic's identity. */
  readonly isOnly: (topic: Topic) => boolean;
  /** Whether several identities share the subscription of a topic. */
  readonly isShared: (topic: Topic) => boolean;
  /** The identity that the stream names when it speaks of one: for a wallet its trade account, once that was read. */
  readonly accountOf: (identity: Identity) => Identity;
}

/** A change of a topic's entry. */
export type Change<C extends FeedTopic["channel"]> = Partial<Entry<TopicData[C]>>;

/** One channel. `I` is what the stream says of it, item by item. */
export interface Channel<C extends ListChannel, I> {
  /** The data where nothing is held and nothing can be read. */
  readonly none: TopicData[C] | undefined;
  /**
   * From when on the items of the stream are shown where nothing is held yet: from the first one (each says all there is), once a
   * read has failed (they are all there is), or once the topic was read (alone they would be wrong).
   */
  readonly shownFrom: "item" | "failure" | "read";
  /** Whether the stream alone tells all that happens to a topic. Default always. */
  readonly isTold?: (topic: TopicOf<C>, around: Around) => boolean;
  /** The items of an update that are of a topic, newest first where items have an order. */
  route(update: Update, topic: TopicOf<C>, around: Around): readonly I[];
  /** The items that may be of a topic, as far as is known before the read. Default {@link route}. */
  readonly mayRoute?: (update: Update, topic: TopicOf<C>, around: Around) => readonly I[];
  /** The change that some items of {@link route} make to a topic's entry; the same data where they change none. */
  merge(entry: Entry<TopicData[C]>, items: readonly I[], topic: TopicOf<C>, around: Around): Change<C>;
  /** Those of the items of {@link mayRoute} that are of the topic, as far as is known now. Default all. */
  readonly own?: (items: readonly I[], topic: TopicOf<C>, around: Around) => readonly I[];
  /** Adds items to those that wait for a read; each that a later one replaces may go. */
  buffer(waiting: readonly I[], items: readonly I[], around: Around): readonly I[];
}

/** The items that the stream told of a topic since its subscription, while its gap is open: this wins over what REST says. */
export interface Buffered<I> {
  items: readonly I[];
  /** The parts that an attempt had read before it failed: the next one need not read it again. */
  readonly found: Map<string, unknown>;
}
