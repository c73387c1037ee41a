// Says to the server what is wanted, and learns when it was read: joins the subscriptions, the books and what is received.
// Knows nothing of links: it is given the means to speak, told what arrives, and told when nothing more will.
import { Books } from "./books.ts";
import { encode } from "./codec.ts";
import { DepthViews } from "./DepthViews.ts";
import { Doubts } from "./doubts.ts";
import type { BookSides } from "./entities.ts";
import type { ViewRequest } from "./events.ts";
import { O2BookError, O2ServerError } from "./feedErrors.ts";
import type { BookChannel } from "./protocol.ts";
import { Receiver, type ReceiverOptions } from "./Receiver.ts";
import { ServerClock } from "./ServerClock.ts";
import { steady } from "./steady.ts";
import { Subscriptions } from "./subscriptions.ts";
import { tooMany } from "./topicKeys.ts";
import { marketAt } from "./venueKeys.ts";
import { marketKey } from "./venues.ts";
import { type BookSlot, isBook } from "./wire.ts";

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
  /** The books that come whole, of the markets whose depth views are held. */
  readonly views: DepthViews;
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
    this.views = new DepthViews({
      onDoubt: (market, error) => this.doubts.book(market, error, "depthView"),
      onAmbiguous: (market) => this.doubts.again(market),
      onSilent: (market, waited) => this.#viewless(`none of market ${market} came within ${waited} ms`),
    });
    // Each is given the parts that were made before it.
    const onViewless = ({ message, code }: O2ServerError): void => this.#viewless(message, code);
    this.doubts = new Doubts({ ...this, listeners, now, steadyNow: this.#now, onViewless, onDue: () => this.#plan() });
    // A change of precision may have waited for this snapshot.
    const onSnapshot = (market: string, channel?: BookChannel): void => {
      this.subscriptions.settled(market, this.#now(), channel);
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
    const hasView = (key: string): boolean => this.#heldBook({ market: key, frequency: "3s" })?.channel === "depthView";
    this.views.keep(hasView);
  }

  /** The link is gone, and with it all that the server held. */
  lost(): void {
    this.receiver.texts.clear();
    this.subscriptions.lost();
    this.books.lost();
    this.views.lost();
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
      if (after && isBook(after)) this.#start(after, mayBeLate, isRenewal);
      else if (before && isBook(before)) this.#booksOf(before).drop(marketKey(before));
      if (after) {
        listeners.tell({ type: "reset", slot: after });
        isSubscribed = true;
      }
      for (const request of requests) send(encode(request));
    }
    this.#plan();
    if (isSubscribed) this.#confirm();
  }

  /** The best levels of a book as of the last frame that was read; `undefined` while there is no current one as fine as this. */
  peek({ market, precision, levels, frequency }: ViewRequest): BookSides | undefined {
    const slot = this.#heldBook({ market, frequency });
    if (!slot || precision < slot.precision) return undefined;
    return this.#booksOf(slot).view(market, levels, precision === slot.precision ? undefined : precision);
  }

  #heldBook({ market, frequency }: Pick<ViewRequest, "market" | "frequency">): BookSlot | undefined {
    const channel = frequency ? "depthView" : "depth";
    const slot = this.subscriptions.held({ channel, ...marketAt(market) });
    return slot && isBook(slot) ? slot : undefined;
  }

  #booksOf({ channel }: BookSlot): Pick<Books & DepthViews, "view" | "drop" | "rejected"> {
    return channel === "depth" ? this.books : this.views;
  }

  #start(slot: BookSlot, mayBeLate: boolean, isRenewal: boolean): void {
    const market = marketKey(slot);
    const isView = slot.channel === "depthView";
    if (isView) this.views.start(slot, mayBeLate, isRenewal);
    else this.books.start(market, mayBeLate, isRenewal);
    this.#options.listeners.tell({ type: "book", market, ...(isView && { isView }) });
  }

  /**
   * The server has no depth views: said once, and for as long as this client lives ordinary books serve in their place. It is not tried
   * again with the next link: each try would cost its readers a wait without a book, and the changes are as true.
   */
  #viewless(reason: string, code?: number): void {
    if (!this.subscriptions.wanted.lacksViews()) return;
    const words = `The server sends no depth views (${reason}): the ordinary changes of books are used instead, at the frequency that was asked for.`;
    const { listeners } = this.#options;
    listeners.report(new O2ServerError(words, code));
    this.changed();
    // A book that is there already may change only long after this.
    for (const slot of this.subscriptions.slots) {
      const topic = this.subscriptions.wanted.carriedBy(slot);
      if (topic) listeners.tell({ type: "book", market: marketKey(topic) });
    }
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
      if (!isBook(slot)) listeners.tell({ type: "reset", slot });
      else {
        const key = marketKey(slot);
        this.#booksOf(slot).rejected(key, new O2BookError(key, "a PONG came that nobody asked for"));
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
      if (slot.channel !== "depthView") continue;
      const view = this.views.read(marketKey(slot));
      if (view) this.receiver.update(view);
    }
    const told = slots.filter((slot) => !isBook(slot));
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
