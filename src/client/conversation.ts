// What is said to the server and what is made of its answers: joins the subscriptions, the books and the codec.
// Knows nothing of links: it is given the means to speak, told what arrives, and told when nothing more will.
import { Books } from "./books.ts";
import { decode, encode, isDepthUpdate } from "./codec.ts";
import { Confirmations } from "./confirmations.ts";
import { O2FrameError, type O2ServerError } from "./errors.ts";
import type { ClientCounters, ClientEvent } from "./events.ts";
import { Inbox } from "./Inbox.ts";
import { tooMany } from "./ids.ts";
import type { Listeners } from "./listeners.ts";
import type { Channel, DepthUpdate, Update } from "./protocol.ts";
import { ServerClock } from "./ServerClock.ts";
import { Subscriptions } from "./subscriptions.ts";
import { Texts } from "./Texts.ts";
import { stamp } from "./values.ts";
import type { Slot } from "./wire.ts";

/** What a conversation needs. Times in milliseconds. */
export interface ConversationOptions {
  readonly snapshotTimeout: number;
  readonly minResyncDelay: number;
  readonly maxResyncDelay: number;
  readonly now: () => number;
  /** Whether the server can be spoken to. */
  readonly isOpen: () => boolean;
  readonly send: (text: string) => void;
  /** Calls back when the server has read all that was sent so far. */
  readonly confirm: (onRead: () => void) => void;
  /** Who hears of everything but the single updates of books. */
  readonly listeners: Listeners<ClientEvent>;
  /** Who hears of these. While nobody does, they may wait. */
  readonly followers: Listeners<DepthUpdate>;
  /** The server answered with an error frame. */
  readonly onRefused?: (error: O2ServerError) => void;
}

/** One client's conversation, over however many links. */
export class Conversation {
  /** What is wanted and what the server holds. */
  readonly subscriptions: Subscriptions = new Subscriptions();
  /** The books of the markets held. */
  readonly books: Books;
  /** What time it is at the exchange. */
  readonly clock: ServerClock;
  /** Frames on their way to be text: as a rule none is. */
  readonly texts: Texts = new Texts((data) => this.#receive(data));
  readonly #options: ConversationOptions;
  readonly #confirmations: Confirmations;
  readonly #inbox: Inbox = new Inbox((data) => this.#read(data));
  /** The actions of a newer server that were reported. */
  readonly #unknown = new Set<string>();
  readonly #counted = { frames: 0, refusedFrames: 0 };
  #isFlushDue = false;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const { listeners } = options;
    this.clock = new ServerClock(options.now);
    this.#confirmations = new Confirmations({
      minDelay: options.minResyncDelay,
      maxDelay: options.maxResyncDelay,
      again: (slot) => {
        this.subscriptions.again(slot);
        this.#flush();
      },
    });
    this.books = new Books({
      ...options,
      renew: (market) => {
        this.subscriptions.settled(market);
        this.subscriptions.renew(market);
        this.#flush();
      },
      onDoubt: (market, error) => listeners.tell({ type: "doubt", market, error }),
      onChange: (market) => listeners.tell({ type: "book", market }),
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
    this.#confirmations.lost();
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
    this.texts.add(data);
  }

  #receive(data: unknown): void {
    const { listeners, followers } = this.#options;
    if (this.#inbox.add(data, followers.size === 0 && isDepthUpdate(data))) listeners.tell({ type: "waiting" });
  }

  /** Reads what waits. Whoever looks at a book or acts on one does so first. */
  catchUp(): void {
    this.#inbox.readAll();
  }

  #flush(): void {
    const { listeners, send, confirm } = this.#options;
    this.#isFlushDue = false;
    this.catchUp();
    const refused = this.subscriptions.refused();
    if (refused.length > 0) {
      listeners.tell({ type: "refused", topics: refused, error: tooMany(refused) });
    }
    if (!this.#options.isOpen()) return;
    const told: Slot[] = [];
    for (const { requests, before, after, mayBeLate } of this.subscriptions.diff()) {
      // The reset goes ahead of the frames: a simulated server may answer before send() returns.
      if (after?.channel === "depth") this.books.start(after.market, mayBeLate);
      else if (before?.channel === "depth") this.books.drop(before.market);
      if (after) listeners.tell({ type: "reset", slot: after });
      for (const request of requests) send(encode(request));
      if (after && (after.channel !== "depth" || mayBeLate)) told.push(after);
    }
    if (told.length === 0) return;
    this.#confirmations.add(told.filter(({ channel }) => channel !== "depth"));
    // These subscriptions are not answered, or not so that the answer is surely theirs. The server reads in order, so the
    // answer to a PING behind them is as good.
    confirm(() => this.#confirmed(told));
  }

  #confirmed(told: readonly Slot[]): void {
    this.catchUp();
    // What was asked for anew since waits for an answer of its own: what still comes may be of the one before.
    const held = told.filter((slot) => this.subscriptions.slots.includes(slot));
    this.subscriptions.confirmed(held);
    for (const slot of held) {
      if (slot.channel === "depth") for (const update of this.books.read(slot.market)) this.#update(update);
    }
    const slots = this.#confirmations.confirm(told).filter((slot) => held.includes(slot));
    if (slots.length > 0) this.#options.listeners.tell({ type: "confirmed", slots });
  }

  #read(data: unknown): void {
    const frame = decode(data);
    switch (frame.kind) {
      case "update":
        this.#update(frame.update);
        break;
      case "error": {
        const { error } = frame;
        if (!frame.resync) this.#refused(error);
        else if (this.#missed({ market: error.marketId }, (market) => this.books.doubt(market, error))) {
          this.#options.listeners.report(error);
        }
        break;
      }
      case "refused": {
        const error = new O2FrameError(frame.reason, String(data));
        this.#counted.refusedFrames += 1;
        this.#options.listeners.report(error);
        if (frame.isLoss) this.#missed(frame, (market) => this.books.frameRefused(market, error));
        break;
      }
      case "unknown":
        this.#reportOnce(frame.action, String(data));
        break;
      case "pong":
      case "ignored":
        break;
    }
  }

  /** A newer server's action is told of once, and 20 of them at the most: a server may make up as many as it likes. */
  #reportOnce(action: string, text: string): void {
    if (this.#unknown.has(action) || this.#unknown.size === 20) return;
    this.#unknown.add(action);
    const reason = `its action ${JSON.stringify(action)} is unknown and carries nothing of a known channel`;
    this.#options.listeners.report(new O2FrameError(reason, text, false));
  }

  /** The server refuses something, and seldom says what: whatever waits for its word may be it. */
  #refused(error: O2ServerError): void {
    const { listeners, onRefused } = this.#options;
    onRefused?.(error);
    const isBook = error.marketId !== undefined && this.books.refused(error.marketId, error);
    const slots = isRefusal(error) ? this.#confirmations.refuse(error.marketId) : [];
    this.subscriptions.doubted(slots);
    if (slots.length > 0) listeners.tell({ type: "rejected", slots, error });
    else if (!isBook) listeners.report(error);
  }

  /**
   * Something was said that nobody could hear: whatever it may have been about is in doubt, and asked for again.
   * @returns whether it may have been about more than books, which tell of their doubts themselves.
   */
  #missed(
    { channel, market }: { readonly channel?: Channel | undefined; readonly market: string | undefined },
    doubtBook: (market: string) => void,
  ): boolean {
    const others: Slot[] = [];
    for (const slot of this.subscriptions.slots) {
      if ((channel && slot.channel !== channel) || (market && "market" in slot && slot.market !== market)) continue;
      if (slot.channel === "depth") doubtBook(slot.market);
      else others.push(slot);
    }
    this.subscriptions.doubted(others);
    for (const slot of others) this.#options.listeners.tell({ type: "reset", slot });
    this.#confirmations.doubt(others);
    return others.length > 0;
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
      this.subscriptions.settled(update.market_id);
      this.changed();
    }
    if (followers.size > 0) followers.tell(update);
    this.books.tell(update.market_id);
  }
}

/** 6000 already subscribed, 6001 too many subscriptions, 6002 subscription error; without a code it may be any of them. */
function isRefusal({ code = 6000 }: O2ServerError): boolean {
  return code >= 6000 && code <= 6002;
}
