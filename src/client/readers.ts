// The iterators handed out: which topics each follows, and which part of an update is its own.
// Knows nothing of sockets or links; it is told of a session's events and tells when a topic is no longer followed.
import type { O2Error } from "./errors.ts";
import type { ClientEvent } from "./events.ts";
import { regroup } from "./OrderBook.ts";
import type { Channel, DepthUpdate, RecordUpdate, Topic, Update, Updates, Venue } from "./protocol.ts";
import { type Entries, ownPart, type TopicOf } from "./route.ts";
import { type O2Stream, Stream } from "./stream.ts";
import { topicKey } from "./topicKeys.ts";
import { keyOfUpdate } from "./venueKeys.ts";
import { marketKey } from "./venues.ts";
import { channelOf, isBook, type Slot, type SlotName, slotKey } from "./wire.ts";

/** The slots that the server holds, as far as they decide whose an update is. */
interface HeldSlots {
  /** The precision level of a market's book, by the market's name on its venue. */
  precision(key: string): number | undefined;
  /** Whether an entry of a channel that names nobody can only be of the one identity held there. */
  isOnly(channel: Channel, venue?: Venue): boolean;
  /** Whether the server was asked for what a topic needs. */
  isHeld(topic: Topic): boolean;
}

/** The session that is read, as far as readers need it. */
export interface ReadSession {
  readonly subscriptions: HeldSlots;
  /** Wants topics once less. */
  release(topics: readonly Topic[]): void;
  /** Reports an error that belongs to nobody in particular. */
  report(error: O2Error): void;
}

/** The beginning of a reader. */
export interface Beginning<C extends Channel> {
  /** The update that it starts with. */
  readonly first?: Updates[C] | undefined;
  /** Called when it ends. */
  readonly stop?: () => void;
}

interface Reader {
  readonly channel: Channel;
  topics: readonly Topic[];
  /** Whether it is read: only then are its topics retained. */
  isBegun: boolean;
  /** The number of subscriptions that its slot had. */
  subscriptions: number;
  stop: (() => void) | undefined;
  readonly stream: Stream<Update>;
}

/** All iterators of one client. */
export class Readers {
  readonly #readers = new Set<Reader>();
  readonly #limit: number;
  readonly #session: ReadSession;
  readonly #onResubscribed: (topics: readonly Topic[]) => void;

  /**
   * @param limit the number of updates that may wait for a reader.
   * @param onResubscribed is told, each once, of the topics whose readers may have missed something between two subscriptions.
   */
  constructor(limit: number, session: ReadSession, onResubscribed: (topics: readonly Topic[]) => void) {
    this.#limit = limit;
    this.#session = session;
    this.#onResubscribed = onResubscribed;
  }

  /**
   * A new iterator over topics of one channel. Once it is read, `begin` retains them and says what it starts with. A reader of
   * books is told of each update by the `deliver` that `begin` gets, all others by {@link hear}.
   */
  open<C extends Channel>(
    channel: C,
    topics: readonly Topic[],
    begin: (topics: readonly Topic[], deliver: (update: Updates[C]) => void) => Beginning<C>,
  ): O2Stream<Updates[C]> {
    const stream = new Stream<Update>(
      this.#limit,
      () => {
        this.#readers.delete(reader);
        reader.stop?.();
        if (reader.isBegun) this.#session.release(reader.topics);
      },
      () => {
        const { first, stop } = begin(reader.topics, (update) => this.#push(reader, update));
        reader.isBegun = true;
        if (reader.topics.some((topic) => this.#session.subscriptions.isHeld(topic))) reader.subscriptions = 1;
        reader.stop = stop;
        if (first) stream.push(first);
      },
    );
    const reader: Reader = { channel, topics, isBegun: false, subscriptions: 0, stop: undefined, stream };
    this.#readers.add(reader);
    // A reader is given nothing but its own channel's updates.
    return stream as O2Stream<Update> as O2Stream<Updates[C]>;
  }

  /** Takes an event of the session: updates are handed to their readers. */
  hear(event: ClientEvent): void {
    switch (event.type) {
      case "update":
        this.#deliver(event.update);
        break;
      case "reset":
        for (const reader of this.#of(event.slot)) reader.subscriptions += 1;
        break;
      case "read":
        this.#read(event.slots);
        break;
      case "doubt":
      case "rejected": {
        const { slot, error } = event;
        // The frame that caused a doubt was reported itself.
        const isNews = event.type === "rejected" || (isBook(slot) && !error.cause);
        // A store shows these in its results; a reader only waits, so that somebody must be told.
        if (isNews && this.#of(slot).length > 0) this.#session.report(error);
        break;
      }
      default:
    }
  }

  /** Takes topics from every reader that follows them; a reader left with none ends. */
  unfollow(isMeant: (topic: Topic) => boolean): void {
    for (const reader of [...this.#readers]) {
      const gone = reader.topics.filter(isMeant);
      if (gone.length === reader.topics.length) {
        reader.stream.end();
        continue;
      }
      reader.topics = reader.topics.filter((topic) => !gone.includes(topic));
      if (reader.isBegun) this.#session.release(gone);
    }
  }

  /** Ends every reader of a slot. */
  unfollowSlot(slot: SlotName): void {
    this.unfollow((topic) => slotKey(topic) === slotKey(slot));
  }

  /** Ends every iterator; its reader still gets what waits. */
  end(): void {
    for (const reader of [...this.#readers]) reader.stream.finish();
  }

  /** The readers of a slot. A reader's topics are all of one slot. */
  #of(slot: Slot): Reader[] {
    const key = slotKey(slot);
    return [...this.#readers].filter(({ isBegun, topics: [topic] }) => isBegun && topic && slotKey(topic) === key);
  }

  /** Hands each reader the part of an update that is its own. */
  #deliver(update: RecordUpdate): void {
    if (this.#readers.size === 0) return;
    const channel = channelOf(update);
    // A reader that ends meanwhile leaves the set, which is safe while it is walked.
    for (const reader of this.#readers) if (reader.channel === channel && reader.isBegun) this.#push(reader, update);
  }

  /** The server has read these slots: readers that had a subscription before may have missed something. */
  #read(slots: readonly Slot[]): void {
    const again = slots.flatMap((slot) => this.#of(slot)).filter(({ subscriptions }) => subscriptions > 1);
    const topics = again.flatMap((reader) => reader.topics);
    if (topics.length === 0) return;
    this.#onResubscribed([...new Map(topics.map((topic) => [topicKey(topic), topic])).values()]);
  }

  #push({ topics, stream }: Reader, update: Update): void {
    const own = this.#own(update, topics);
    if (own) stream.push(own);
  }

  #own(update: Update, topics: readonly Topic[]): Update | undefined {
    // A reader's own, made for it.
    if (update.action === "subscribe_depth_view") return update;
    if (update.action !== "subscribe_depth" && update.action !== "subscribe_depth_update")
      return this.#part(channelOf(update) as keyof Entries, update, topics);
    const topic = topics.find((each) => each.channel === "depth" && marketKey(each) === keyOfUpdate(update));
    return topic?.channel === "depth"
      ? atPrecision(update, topic.precision, this.#session.subscriptions.precision(marketKey(topic)))
      : undefined;
  }

  /** A reader's topics are all of the channel whose updates it is given. */
  #part<C extends keyof Entries>(channel: C, update: Update, topics: readonly Topic[]): Update | undefined {
    const isOnly = this.#session.subscriptions.isOnly(channel, topics[0]?.venue);
    return ownPart(channel, update as Updates[C], topics as readonly TopicOf<C>[], isOnly);
  }
}

/** A depth update as a reader of a coarser precision must see it. A reader of a finer one waits for its own snapshot. */
export function atPrecision(update: DepthUpdate, precision: number, held: number | undefined): DepthUpdate | undefined {
  if (held === undefined || precision < held) return undefined;
  if (precision === held) return update;
  if (update.view) return { ...update, view: regroup(update.view, precision) };
  const changes = regroup(update.changes, precision);
  return changes.bids.length + changes.asks.length > 0 ? { ...update, changes } : undefined;
}
