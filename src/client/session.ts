// The client's side of the protocol: joins the link, the codec, the subscriptions and the books into one stream of
// events. Knows nothing of iterators, stores or React.
import { Books, type ViewRequest } from "./books.ts";
import { decode, encode, isDepthUpdate, PING, PONG } from "./codec.ts";
import { Confirmations } from "./confirmations.ts";
import { type O2Error, O2FrameError, O2LimitError, type O2ServerError } from "./errors.ts";
import type { ClientCounters, ClientEvent } from "./events.ts";
import { Inbox } from "./Inbox.ts";
import { topicKey } from "./ids.ts";
import { type Connection, Link } from "./link.ts";
import { Listeners } from "./listeners.ts";
import type { OrderBook } from "./OrderBook.ts";
import { type O2WebSocketOptions, type Settings, toSettings, toUrl, toWebSocket } from "./options.ts";
import {
  type BookSides,
  type DepthUpdate,
  MAX_IDENTITIES,
  type O2Config,
  type Topic,
  type Update,
} from "./protocol.ts";
import { type Slot, Subscriptions } from "./subscriptions.ts";
import type { WebSocketClass } from "./transport.ts";
import { watchWake } from "./wake.ts";

const IDLE: Connection = { status: "idle", attempt: 0, retryAt: undefined, latency: undefined, reason: undefined };

/** One link's conversation with the server. A store listens here once; applications read `O2WebSocket`'s iterators. */
export class Session {
  readonly #url: string;
  readonly #WebSocket: WebSocketClass | undefined;
  readonly #settings: Settings;
  /** The books of the markets held. */
  readonly books: Books;
  readonly #confirmations: Confirmations;
  readonly #listeners: Listeners<ClientEvent>;
  readonly #followers: Listeners<DepthUpdate>;
  readonly #inbox: Inbox = new Inbox((data) => this.#read(data));
  /** What is wanted and what the server holds. */
  readonly subscriptions: Subscriptions = new Subscriptions();
  #link: Link | undefined;
  #unwatch: (() => void) | undefined;
  #connection = IDLE;
  #isFlushDue = false;
  readonly #counted = { frames: 0, refusedFrames: 0 };
  #lastMessageAt: number | undefined;

  constructor(config: O2Config, options: O2WebSocketOptions) {
    this.#url = toUrl(config);
    this.#WebSocket = options.WebSocket;
    this.#settings = toSettings(options);
    this.#listeners = new Listeners(this.#settings.onError);
    this.#followers = new Listeners(this.#settings.onError);
    this.#confirmations = new Confirmations({
      minDelay: this.#settings.minResyncDelay,
      maxDelay: this.#settings.maxResyncDelay,
      again: (slot) => {
        this.subscriptions.again(slot);
        this.#flush();
      },
    });
    this.books = new Books({
      ...this.#settings,
      renew: (market) => {
        this.subscriptions.settled(market);
        this.subscriptions.renew(market);
        this.#flush();
      },
      onDoubt: (market, error) => this.#listeners.tell({ type: "doubt", market, error }),
      onChange: (market) => this.#listeners.tell({ type: "book", market }),
    });
  }

  /** The state of the connection; a new object with each change. */
  get connection(): Connection {
    return this.#connection;
  }

  /** When the last frame arrived, in milliseconds since 1970. */
  get lastMessageAt(): number | undefined {
    return this.#lastMessageAt;
  }

  /** What was counted so far. */
  get counters(): ClientCounters {
    this.catchUp();
    return { ...this.#counted, resyncs: this.books.resyncs };
  }

  /** Opens the link, once. @throws O2ConnectionError when there is no `WebSocket` class. */
  open(): void {
    if (this.#link) return;
    const WebSocket = toWebSocket(this.#WebSocket);
    const { now, random } = this.#settings;
    this.#link = new Link({
      url: this.#url,
      WebSocket,
      timings: this.#settings,
      ping: PING,
      pong: PONG,
      now,
      random,
      onMessage: (data) => this.#receive(data),
      onChange: (connection) => this.#changed(connection),
    });
    this.#unwatch = watchWake({ now, onDoubt: () => this.wake(), onDead: (reason) => this.replace(reason) });
    this.#changed(this.#link.connection);
  }

  /** Closes the link; what is wanted stays wanted. */
  close(): void {
    this.#unwatch?.();
    this.#link?.close();
    this.#link = undefined;
  }

  /** Tries again now, or asks an open link for a sign of life. */
  wake(): void {
    this.#link?.wake();
  }

  /** Gives the present link up and connects anew at once. */
  replace(reason: string): void {
    this.#link?.replace(reason);
  }

  /** Wants topics until the returned function is called. One exchange of frames follows for all of a task's wishes. */
  retain(topics: readonly Topic[]): () => void {
    for (const topic of topics) this.subscriptions.retain(topic);
    this.#flushSoon();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.release(topics);
    };
  }

  /** Wants topics once less. */
  release(topics: readonly Topic[]): void {
    for (const topic of topics) this.subscriptions.release(topic);
    this.#flushSoon();
  }

  /** Tells a listener of all that happens until the returned function is called. One that throws disturbs nobody else. */
  listen(listener: (event: ClientEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Tells a listener of each update of each book as well, as it arrives; while nobody wants that, they may wait. */
  follow(listener: (update: DepthUpdate) => void): () => void {
    this.catchUp();
    return this.#followers.add(listener);
  }

  /** Reads what waits. Whoever looks at a book or acts on one does so first. */
  catchUp(): void {
    this.#inbox.readAll();
  }

  /**
   * The best levels of a followed market's book: plain data, never changed later. `undefined` while there is no current
   * book as fine as this. After a `book` event the next one of this market comes only when somebody has looked.
   */
  view({ market, precision, levels }: ViewRequest): BookSides | undefined {
    this.catchUp();
    const held = this.subscriptions.precision(market) ?? Number.POSITIVE_INFINITY;
    if (precision < held) return undefined;
    return this.books.view(market, levels, precision === held ? undefined : precision);
  }

  /** A followed market's book and the precision level it is held at. It waits for its snapshot while not `isReady`. */
  book(market: string): { readonly book: OrderBook; readonly precision: number } | undefined {
    this.catchUp();
    const book = this.books.get(market);
    const precision = this.subscriptions.precision(market);
    return book && precision !== undefined ? { book, precision } : undefined;
  }

  /** What was counted of one market's book. */
  countersOf(market: string): { readonly resyncs: number; readonly refusedFrames: number } {
    this.catchUp();
    return this.books.countersOf(market);
  }

  /** Reports an error that belongs to nobody in particular. */
  report(error: O2Error): void {
    this.#listeners.report(error);
  }

  #changed(connection: Connection): void {
    this.catchUp();
    const wasOpen = this.#connection.status === "connected";
    this.#connection = connection;
    const isOpen = connection.status === "connected";
    if (wasOpen && !isOpen) {
      this.subscriptions.lost();
      this.books.lost();
      this.#confirmations.lost();
    }
    this.#listeners.tell({ type: "connection", connection });
    if (!isOpen || wasOpen) return;
    this.#flush();
    // What was let go of while the link was down.
    this.books.keep((market) => this.subscriptions.precision(market) !== undefined);
  }

  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#isFlushDue = false;
    this.catchUp();
    const refused = this.subscriptions.refused();
    if (refused.length > 0) {
      const which = refused.map(topicKey).join(", ");
      const error = new O2LimitError(
        MAX_IDENTITIES,
        `The server takes at most ${MAX_IDENTITIES} identities a channel, and so many are held already; these do not fit: ${which}. ` +
          "They are taken up as soon as others are released; to follow more, use a second O2Provider or O2WebSocket.",
      );
      this.#listeners.tell({ type: "refused", topics: refused, error });
    }
    if (this.#connection.status !== "connected") return;
    const told: Slot[] = [];
    for (const { requests, before, after } of this.subscriptions.diff()) {
      // The reset goes ahead of the frames: a simulated server may answer before send() returns.
      if (after?.channel === "depth") this.books.start(after.market, before !== undefined);
      else if (before?.channel === "depth") this.books.drop(before.market);
      if (after) this.#listeners.tell({ type: "reset", slot: after });
      for (const request of requests) this.#link?.send(encode(request));
      if (after && (after.channel !== "depth" || before)) told.push(after);
    }
    if (told.length === 0) return;
    this.#confirmations.add(told.filter(({ channel }) => channel !== "depth"));
    // These subscriptions are not answered, or not so that the answer is surely theirs. The server reads in order, so the
    // answer to a PING behind them is as good.
    this.#link?.confirm(() => this.#confirmed(told));
  }

  #confirmed(told: readonly Slot[]): void {
    this.subscriptions.confirmed(told);
    for (const slot of told) {
      if (slot.channel === "depth") for (const update of this.books.read(slot.market)) this.#update(update);
    }
    const slots = this.#confirmations.confirm(told);
    if (slots.length > 0) this.#listeners.tell({ type: "confirmed", slots });
  }

  #receive(data: unknown): void {
    this.#counted.frames += 1;
    this.#lastMessageAt = this.#settings.now();
    if (this.#inbox.add(data, this.#followers.size === 0 && isDepthUpdate(data)))
      this.#listeners.tell({ type: "waiting" });
  }

  #read(data: unknown): void {
    const frame = decode(data);
    switch (frame.kind) {
      case "update":
        this.#update(frame.update);
        break;
      case "error": {
        const { error } = frame;
        if (frame.resync) this.#resync(error);
        else this.#refused(error);
        break;
      }
      case "refused": {
        const error = new O2FrameError(frame.reason, typeof data === "string" ? data : String(data));
        this.#counted.refusedFrames += 1;
        this.report(error);
        if (frame.book) this.books.frameRefused(frame.book, error);
        break;
      }
      case "pong":
      case "ignored":
        break;
    }
  }

  /** The server refuses something, and seldom says what: whatever waits for its word may be it. */
  #refused(error: O2ServerError): void {
    const isBook = error.marketId !== undefined && this.books.refused(error.marketId, error);
    const slots = isRefusal(error) ? this.#confirmations.refuse(error.marketId) : [];
    if (slots.length > 0) this.#listeners.tell({ type: "rejected", slots, error });
    else if (!isBook) this.report(error);
  }

  /** The server says that its stream has a gap, in one market or in all. */
  #resync(error: O2ServerError): void {
    const slots = this.subscriptions.slots.filter(
      (slot) => !error.marketId || !("market" in slot) || slot.market === error.marketId,
    );
    for (const slot of slots) if (slot.channel === "depth") this.books.doubt(slot.market, error);
    const others = slots.filter(({ channel }) => channel !== "depth");
    if (others.length === 0) return;
    this.report(error);
    for (const slot of others) this.#listeners.tell({ type: "reset", slot });
    this.#listeners.tell({ type: "confirmed", slots: others });
  }

  #update(update: Update): void {
    if (update.action !== "subscribe_depth" && update.action !== "subscribe_depth_update") {
      this.#listeners.tell({ type: "update", update });
      return;
    }
    if (!this.books.apply(update)) return;
    if (update.view) {
      // A change of precision may have waited for this snapshot.
      this.subscriptions.settled(update.market_id);
      this.#flushSoon();
    }
    if (this.#followers.size > 0) this.#followers.tell(update);
    this.books.tell(update.market_id);
  }
}

/** 6000 already subscribed, 6001 too many subscriptions, 6002 subscription error. */
function isRefusal({ code }: O2ServerError): boolean {
  return code !== undefined && code >= 6000 && code <= 6002;
}
