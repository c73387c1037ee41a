// Says to the server what is wanted, and learns when it was read: joins the subscriptions, the books and what is received.
// Knows nothing of links: it is given the means to speak, told what arrives, and told when nothing more will.
import { Books } from "./books.ts";
import { encode } from "./codec.ts";
import { Doubts } from "./doubts.ts";
import { O2BookError } from "./feedErrors.ts";
import { Receiver, type ReceiverOptions } from "./Receiver.ts";
import { ServerClock } from "./ServerClock.ts";
import { steady } from "./steady.ts";
import { Subscriptions } from "./subscriptions.ts";
import { tooMany } from "./topicKeys.ts";
import { marketKey } from "./venues.ts";

/** The settings of a conversation, and its means to speak. Times in milliseconds. */
export interface ConversationOptions
  extends Pick<ReceiverOptions, "listeners" | "followers" | "onServerError" | "readers"> {
  readonly snapshotTimeout: number;
  readonly minResyncDelay: number;
  readonly maxResyncDelay: number;
  readonly now: () => number;
  readonly random: () => number;
  /** Whether the server can be spoken to. */
  readonly isOpen: () => boolean;
  readonly send: (text: string) => void;
  /** Calls back when the server has read all that was sent so far. */
  readonly whenRead: (then: () => void) => void;
}

/** One client's conversation, over however many links. */
export class Conversation {
  /** The topics that are wanted, and the slots that the server holds. */
  readonly subscriptions: Subscriptions;
  /** The books of the markets held. */
  readonly books: Books;
  /** The exchange's time. */
  readonly clock: ServerClock;
  /** The subscriptions that did not tell all that happened. */
  readonly doubts: Doubts;
  /** The server's frames. */
  readonly receiver: Receiver;
  readonly #options: ConversationOptions;
  /** The time that waits go by: a clock that is set back by an hour must not make them an hour longer. */
  readonly #now: () => number;
  #isFlushDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const { now, random, listeners, minResyncDelay: minDelay, maxResyncDelay: maxDelay } = options;
    this.#now = steady(now);
    this.clock = new ServerClock(now);
    this.subscriptions = new Subscriptions({ minDelay, maxDelay, random });
    this.books = new Books({ ...options, onDoubt: (market, error) => this.doubts.book(market, error) });
    // Each is given the parts that were made before it.
    this.doubts = new Doubts({ ...this, listeners, now, steadyNow: this.#now, onDue: () => this.#plan() });
    // A change of precision may have waited for this snapshot.
    const onSnapshot = (market: string): void => {
      this.subscriptions.settled(market, this.#now());
      this.changed();
    };
    const isTurboHeld = (): boolean => this.subscriptions.slots.some(({ venue }) => venue === "turbo");
    this.receiver = new Receiver({ ...options, ...this, isTurboHeld, onSnapshot });
  }

  /** The server can be spoken to: everything that is wanted is said. */
  opened(): void {
    this.#flush();
    // Some books may have been let go of while the link was down.
    this.books.keep((market) => this.subscriptions.precision(market) !== undefined);
  }

  /** The link is gone, and with it all that the server held. */
  lost(): void {
    this.receiver.texts.clear();
    this.subscriptions.lost();
    this.books.lost();
    clearTimeout(this.#timer);
  }

  /** Other topics are wanted than before: one exchange of frames follows for all of a task's changes. */
  changed(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    const { listeners, send, isOpen } = this.#options;
    this.#isFlushDue = false;
    this.receiver.catchUp();
    const topics = this.subscriptions.overLimit();
    if (topics.length > 0) listeners.tell({ type: "overLimit", topics, error: tooMany(topics) });
    if (!isOpen()) return;
    let isSubscribed = false;
    for (const { requests, before, after, mayBeLate, isRenewal } of this.subscriptions.flush(this.#now())) {
      // The reset goes ahead of the frames: a simulated server may answer before send() returns.
      if (after?.channel === "depth") {
        this.books.start(marketKey(after), mayBeLate, isRenewal);
        listeners.tell({ type: "book", market: marketKey(after) });
      } else if (before?.channel === "depth") this.books.drop(marketKey(before));
      if (after) {
        listeners.tell({ type: "reset", slot: after });
        isSubscribed = true;
      }
      for (const request of requests) send(encode(request));
    }
    this.#plan();
    if (isSubscribed) this.#confirm();
  }

  /**
   * A PONG came that nobody asked for: the one before it may have been another's. Nothing that was read by it is proven, and
   * what was read elsewhere since that PING was sent must be read again.
   */
  unproven(since: number): void {
    this.receiver.catchUp();
    const { listeners } = this.#options;
    const slots = this.subscriptions.unproven();
    for (const slot of slots) {
      if (slot.channel !== "depth") listeners.tell({ type: "reset", slot });
      else {
        const key = marketKey(slot);
        this.books.rejected(key, new O2BookError(key, "a PONG came that nobody asked for"));
      }
    }
    listeners.tell({ type: "unproven", since });
    this.#plan();
    if (slots.length > 0) this.#confirm();
  }

  /**
   * Asks when the server has read all that was flushed so far. Most subscriptions are not answered, and no answer says which one
   * it is of. The server reads in order, so the answer to a PING behind them is as good.
   */
  #confirm(): void {
    const { flushed } = this.subscriptions;
    this.#options.whenRead(() => this.#confirmed(flushed));
  }

  /** The server has read a flush. Frames sent since wait for an answer of their own. */
  #confirmed(flushed: number): void {
    this.receiver.catchUp();
    const slots = this.subscriptions.read(flushed, this.#now());
    for (const slot of slots) {
      if (slot.channel === "depth") for (const update of this.books.read(marketKey(slot))) this.receiver.update(update);
    }
    const told = slots.filter(({ channel }) => channel !== "depth");
    if (told.length > 0) this.#options.listeners.tell({ type: "read", slots: told });
    // A suspect may have waited for this answer.
    this.#plan();
  }

  /** Looks again when something is due that no event will tell of. */
  #plan(): void {
    clearTimeout(this.#timer);
    if (!this.#options.isOpen()) return;
    const now = this.#now();
    const at = this.subscriptions.nextAt(now);
    if (at !== undefined) this.#timer = setTimeout(() => this.#flush(), at - now);
  }
}
