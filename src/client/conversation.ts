// What is said to the server and what is made of its answers: joins the subscriptions, the books and the codec.
// Knows nothing of links: it is given the means to speak, told what arrives, and told when nothing more will.
import { Books } from "./books.ts";
import { decode, encode, isDepthUpdate } from "./codec.ts";
import { Doubts } from "./doubts.ts";
import { O2BookError, type O2Error, O2FrameError, type O2ServerError } from "./errors.ts";
import type { ClientCounters, ClientEvent } from "./events.ts";
import { Inbox } from "./Inbox.ts";
import { tooMany } from "./ids.ts";
import type { Listeners } from "./listeners.ts";
import type { DepthUpdate, Topic, Update } from "./protocol.ts";
import { ServerClock } from "./ServerClock.ts";
import { steady } from "./steady.ts";
import { Subscriptions } from "./subscriptions.ts";
import { Texts } from "./Texts.ts";
import { stamp } from "./values.ts";

/** What a conversation needs. Times in milliseconds. */
export interface ConversationOptions {
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
  /** Who hears of everything but the single updates of books. */
  readonly listeners: Listeners<ClientEvent>;
  /** Who hears of these. While nobody does, they may wait. */
  readonly followers: Listeners<DepthUpdate>;
  /** The server answered with an error frame. */
  readonly onServerError?: (error: O2ServerError) => void;
}

/** One client's conversation, over however many links. */
export class Conversation {
  /** What is wanted and what the server holds. */
  readonly subscriptions: Subscriptions;
  /** The books of the markets held. */
  readonly books: Books;
  /** What time it is at the exchange. */
  readonly clock: ServerClock;
  /** Frames on their way to be text: as a rule none is. */
  readonly texts: Texts = new Texts((data) => this.#take(data));
  readonly #options: ConversationOptions;
  readonly #inbox: Inbox = new Inbox();
  #isReading = false;
  readonly #doubts: Doubts;
  /** The time that waits go by: a clock that is set back by an hour must not make them an hour longer. */
  readonly #now: () => number;
  readonly #counted = { frames: 0, malformedFrames: 0 };
  #isFlushDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const { listeners } = options;
    this.clock = new ServerClock(options.now);
    this.#now = steady(options.now);
    const { minResyncDelay: minDelay, maxResyncDelay: maxDelay, random } = options;
    this.subscriptions = new Subscriptions({ minDelay, maxDelay, random });
    this.books = new Books({
      ...options,
      onDoubt: (market, error) => this.#doubts.book(market, error),
    });
    const { subscriptions, books } = this;
    this.#doubts = new Doubts({
      ...{ subscriptions, books, listeners },
      now: options.now,
      steadyNow: this.#now,
      onDue: () => this.#plan(),
    });
  }

  /** What was counted so far. */
  get counters(): ClientCounters {
    this.catchUp();
    return { ...this.#counted, resyncs: this.books.resyncs };
  }

  /** The server can be spoken to: everything that is wanted is said. */
  opened(): void {
    this.#flush();
    // What was let go of while the link was down.
    this.books.keep((market) => this.subscriptions.precision(market) !== undefined);
  }

  /** The link is gone, and with it all that the server held. */
  lost(): void {
    this.texts.clear();
    this.subscriptions.lost();
    this.books.lost();
    clearTimeout(this.#timer);
  }

  /** What is wanted has changed: one exchange of frames follows for all of a task's changes. */
  changed(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => this.#flush());
  }

  /** A frame arrived. */
  receive(data: unknown): void {
    this.#counted.frames += 1;
    if (typeof data === "string" && !this.texts.isWaiting) this.#take(data);
    else this.texts.push(data);
  }

  #take(data: unknown): void {
    const { listeners, followers } = this.#options;
    this.#inbox.push(data);
    if (this.#isReading) return;
    if (followers.size > 0 || !isDepthUpdate(data) || this.#inbox.isFull) this.catchUp();
    else if (this.#inbox.size === 1) listeners.tell({ type: "waiting" });
  }

  /** Reads what waits, and what comes meanwhile. Whoever looks at a book or acts on one does so first. */
  catchUp(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#inbox.size > 0) this.#read(this.#inbox.shift());
    } finally {
      this.#isReading = false;
      // A frame that cannot be read takes none behind it with it.
      if (this.#inbox.size > 0) this.catchUp();
    }
  }

  #flush(): void {
    const { listeners, send, whenRead } = this.#options;
    this.#isFlushDue = false;
    this.catchUp();
    const topics = this.subscriptions.overLimit();
    if (topics.length > 0) listeners.tell({ type: "overLimit", topics, error: tooMany(topics) });
    if (!this.#options.isOpen()) return;
    let isSubscribed = false;
    for (const { requests, before, after, mayBeLate, isRenewal } of this.subscriptions.flush(this.#now())) {
      // The reset goes ahead of the frames: a simulated server may answer before send() returns.
      if (after?.channel === "depth") {
        this.books.start(after.market, mayBeLate, isRenewal);
        listeners.tell({ type: "book", market: after.market });
      } else if (before?.channel === "depth") this.books.drop(before.market);
      if (after) listeners.tell({ type: "reset", slot: after });
      for (const request of requests) send(encode(request));
      isSubscribed ||= after !== undefined;
    }
    this.#plan();
    if (!isSubscribed) return;
    // Most subscriptions are not answered, and no answer says which one it is of. The server reads in order, so the answer to
    // a PING behind them is as good.
    const { flushed } = this.subscriptions;
    whenRead(() => this.#confirmed(flushed));
  }

  /**
   * A PONG came that nobody asked for: the one before it may have been another's. Nothing that was read by it is proven, and
   * what was read elsewhere since that PING was sent must be read again.
   */
  unproven(since: number): void {
    this.catchUp();
    const { listeners, whenRead } = this.#options;
    const slots = this.subscriptions.unproven();
    for (const slot of slots) {
      if (slot.channel !== "depth") listeners.tell({ type: "reset", slot });
      else this.books.rejected(slot.market, new O2BookError(slot.market, "a PONG came that nobody asked for"));
    }
    listeners.tell({ type: "unproven", since });
    this.#plan();
    const { flushed } = this.subscriptions;
    if (slots.length > 0) whenRead(() => this.#confirmed(flushed));
  }

  /** The server has read a flush. What was sent since waits for an answer of its own. */
  #confirmed(flushed: number): void {
    this.catchUp();
    const slots = this.subscriptions.read(flushed, this.#now());
    for (const slot of slots) {
      if (slot.channel === "depth") for (const update of this.books.read(slot.market)) this.#update(update);
    }
    const told = slots.filter(({ channel }) => channel !== "depth");
    if (told.length > 0) this.#options.listeners.tell({ type: "read", slots: told });
    // A suspect may have waited for this answer.
    this.#plan();
  }

  /** Looks again when something is due that no event will tell of. */
  #plan(): void {
    const { isOpen } = this.#options;
    const now = this.#now();
    clearTimeout(this.#timer);
    const at = isOpen() ? this.subscriptions.nextAt(now) : undefined;
    if (at !== undefined) this.#timer = setTimeout(() => this.#flush(), at - now);
  }

  /** Subscribes anew to what serves a topic: its subscription did not tell all that happened. A book is doubted by `books.doubt`. */
  doubt(topic: Exclude<Topic, { readonly channel: "depth" }>, error: O2Error): void {
    this.#doubts.topic(topic, error);
  }

  #read(data: unknown): void {
    const frame = decode(data);
    switch (frame.kind) {
      case "update":
        this.#update(frame.update);
        this.#doubts.nameless(frame.update, String(data));
        break;
      case "error":
        if (frame.resync) this.#doubts.resync(frame.error);
        else {
          this.#options.onServerError?.(frame.error);
          this.#doubts.rejected(frame.error);
        }
        break;
      case "malformed": {
        const error = new O2FrameError(frame.reason, String(data));
        this.#counted.malformedFrames += 1;
        this.#options.listeners.report(error);
        if (frame.isLoss) this.#doubts.missed(frame, error, (market) => this.books.frameMalformed(market, error));
        break;
      }
      case "unknown":
        this.#doubts.reportOnce(new O2FrameError(unknownAction(frame.action), String(data), false));
        break;
      case "pong":
      case "ignored":
        break;
    }
  }

  #update(update: Update): void {
    const { listeners, followers } = this.#options;
    // Changes and trades are told as they happen; other frames may repeat what is long known.
    if (update.action === "subscribe_depth_update" || update.action === "subscribe_trades") {
      const time = stamp(update.seen_timestamp) ?? stamp(update.onchain_timestamp);
      if (time !== undefined) this.clock.hear(time);
    }
    if (update.action !== "subscribe_depth" && update.action !== "subscribe_depth_update") {
      listeners.tell({ type: "update", update });
      return;
    }
    if (!this.books.apply(update)) return;
    if (update.view) {
      // A change of precision may have waited for this snapshot.
      this.subscriptions.settled(update.market_id, this.#now());
      this.changed();
    }
    if (followers.size > 0) followers.tell(update);
    // Those who follow each update hear it first: who begins at this word has it in the book.
    const { market_id: market } = update;
    if (this.books.isNews(market)) listeners.tell({ type: "book", market });
  }
}

function unknownAction(action: string): string {
  return `its action ${JSON.stringify(action)} is unknown and carries nothing of a known channel`;
}
