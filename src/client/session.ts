// One client's side of the protocol, kept up: joins the link and the conversation over it into one stream of events.
// Knows nothing of iterators, stores or React.
import type { WebSocketClass } from "./attempt.ts";
import type { Books } from "./books.ts";
import { brand } from "./brand.ts";
import { PING, PONG } from "./codec.ts";
import { type Connection, IDLE } from "./connection.ts";
import { Conversation } from "./conversation.ts";
import type { DepthViews } from "./DepthViews.ts";
import type { BookSides } from "./entities.ts";
import type { O2Error } from "./errors.ts";
import type { ClientCounters, ClientEvent, ViewRequest, WireFrame } from "./events.ts";
import type { FrameReaders } from "./frameReaders.ts";
import { GEO_RESTRICTED, Link } from "./link.ts";
import { Listeners } from "./listeners.ts";
import type { O2Config } from "./networks.ts";
import type { OrderBook } from "./OrderBook.ts";
import { type O2WebSocketOptions, type Settings, toSettings, toUrl, toWebSocket } from "./options.ts";
import { type FeedPage, thisPage } from "./page.ts";
import type { BookChannel, DepthUpdate, Topic } from "./protocol.ts";
import type { ServerClock } from "./ServerClock.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { watchWake } from "./wake.ts";

/** One link's conversation with the server. A store listens here once; applications read `O2WebSocket`'s iterators. */
export class Session {
  /** The books of the markets held. */
  readonly books: Books;
  readonly views: DepthViews;
  /** The topics that are wanted, and the slots that the server holds. */
  readonly subscriptions: Subscriptions;
  /** The exchange's time. */
  readonly clock: ServerClock;
  /** The page that shows what it says. */
  readonly page: FeedPage;
  readonly #url: string;
  readonly #WebSocket: WebSocketClass | undefined;
  readonly #settings: Settings;
  readonly #conversation: Conversation;
  readonly #listeners: Listeners<ClientEvent>;
  readonly #followers: Listeners<DepthUpdate>;
  readonly #taps: Listeners<WireFrame>;
  #link: Link | undefined;
  /** Between `open()` and `close()`, also when the link was given up meanwhile. */
  #isWanted = false;
  /** Whether everybody was told of the last closing. */
  #isClosingTold = false;
  #unwatch: (() => void) | undefined;
  #connection: Connection = IDLE;
  #lastMessageAt: number | undefined;

  constructor(config: O2Config, options: O2WebSocketOptions, page: FeedPage = thisPage, readers: FrameReaders = {}) {
    brand(this, "session");
    this.page = page;
    this.#url = toUrl(config, options.WebSocket);
    this.#WebSocket = options.WebSocket;
    this.#settings = toSettings(options);
    this.#listeners = new Listeners(this.#settings.onError);
    this.#followers = new Listeners(this.#settings.onError);
    this.#taps = new Listeners(this.#settings.onError);
    this.#conversation = new Conversation({
      ...this.#settings,
      readers,
      isOpen: () => this.#connection.status === "connected",
      send: (text) => {
        this.#tapped(text, true);
        this.#link?.send(text);
      },
      whenRead: (then) => this.whenRead(then),
      listeners: this.#listeners,
      followers: this.#followers,
      onServerError: ({ code, message }) => {
        if (code === GEO_RESTRICTED) this.#link?.rejected(code, message);
      },
    });
    this.books = this.#conversation.books;
    this.views = this.#conversation.views;
    this.subscriptions = this.#conversation.subscriptions;
    this.clock = this.#conversation.clock;
  }

  /** The state of the connection; a new object with each change. */
  get connection(): Connection {
    return this.#connection;
  }

  /** When the last frame arrived, in milliseconds since 1970. */
  get lastMessageAt(): number | undefined {
    return this.#lastMessageAt;
  }

  /** The counts so far. */
  get counters(): ClientCounters {
    return this.#conversation.receiver.counters;
  }

  /** Opens the link, once. @throws O2ConnectionError when there is no `WebSocket` class. */
  open(): void {
    if (this.#link) return;
    this.#isWanted = true;
    const { now } = this.#settings;
    this.#link = new Link({
      ...this.#settings,
      url: this.#url,
      WebSocket: toWebSocket(this.#WebSocket),
      timings: this.#settings,
      ping: PING,
      pong: PONG,
      onMessage: (data) => {
        this.#lastMessageAt = now();
        this.#tapped(data, false);
        this.#conversation.receiver.receive(data);
      },
      isWatched: () => this.page.isVisible && this.subscriptions.slots.length > 0,
      onUnaskedPong: (since) => this.#conversation.unproven(since),
      onChange: (connection) => this.#changed(connection),
      onError: (error) => this.report(error),
    });
    const { page } = this;
    this.#unwatch = watchWake({ now, page, onDoubt: () => this.wake(), onDead: (reason) => this.#link?.lost(reason) });
    this.#changed(this.#link.connection);
  }

  /** Closes the link; what is wanted stays wanted. Who began to follow something while it was closed is told as well. */
  close(): void {
    this.#isWanted = false;
    if (this.#link) this.#link.close();
    else if (this.#connection.status === "closed" && !this.#isClosingTold) this.#changed(this.#connection);
  }

  /** Tries again now, or asks an open link for a sign of life. */
  wake(): void {
    if (this.#link) this.#link.wake();
    else if (this.#isWanted) this.open();
  }

  /** Calls back when the server has read all that was sent so far, and what it had said before is heard; never, when the link is lost before. */
  whenRead(then: () => void): void {
    this.#link?.whenRead(() => this.#conversation.receiver.texts.whenRead(then));
  }

  /** Gives the present link up and connects anew at once. */
  replace(reason: string): void {
    if (this.#link) this.#link.replace(reason);
    else if (this.#isWanted) this.open();
  }

  /** Wants topics until the returned function is called. One exchange of frames follows for all of a task's wishes. */
  retain(topics: readonly Topic[]): () => void {
    for (const topic of topics) this.subscriptions.retain(topic);
    this.#isClosingTold = false;
    this.#conversation.changed();
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
    this.#conversation.changed();
  }

  /** Tells a listener of all that happens until the returned function is called. One that throws disturbs nobody else. */
  listen(listener: (event: ClientEvent) => void): () => void {
    this.#isClosingTold = false;
    return this.#listeners.add(listener);
  }

  /** Tells a listener of each update of each book as well, as it arrives; while nobody wants that, they may wait. */
  follow(listener: (update: DepthUpdate) => void): () => void {
    this.catchUp();
    return this.#followers.add(listener);
  }

  /** Shows a listener each frame as it goes over the wire, before it is read: for recorders and developer tools. PINGs are left out. */
  tap(listener: (frame: WireFrame) => void): () => void {
    return this.#taps.add(listener);
  }

  /** Reads what waits. Called before anybody looks at a book or acts on one. */
  catchUp(): void {
    this.#conversation.receiver.catchUp();
  }

  /**
   * The best levels of a followed market's book: plain data, never changed later. `undefined` while there is no current
   * book as fine as this. After a `book` event the next one of this market comes only when somebody has looked.
   */
  view(shown: ViewRequest): BookSides | undefined {
    this.catchUp();
    return this.peek(shown);
  }

  /** The same as of the last frame that was read: reads none, and so tells nobody anything. */
  peek(shown: ViewRequest): BookSides | undefined {
    return this.#conversation.peek(shown);
  }

  /** A followed market's book, by the market's name on its venue, and the precision level it is held at. It waits for its snapshot while not `isReady`. */
  book(market: string): { readonly book: OrderBook; readonly precision: number } | undefined {
    this.catchUp();
    const book = this.books.get(market);
    const precision = this.subscriptions.precision(market);
    return book && precision !== undefined ? { book, precision } : undefined;
  }

  /** The counts of one market's book. */
  countersOf(market: string): { readonly resyncs: number; readonly malformedFrames: number } {
    this.catchUp();
    return this.books.countersOf(market);
  }

  /** Subscribes anew to what serves a topic: its subscription did not tell all that happened. A book is doubted by `books.doubt`. */
  doubt(topic: Exclude<Topic, { readonly channel: BookChannel }>, error: O2Error): void {
    this.#conversation.doubts.topic(topic, error);
  }

  /** Reports an error that belongs to nobody in particular. */
  report(error: O2Error): void {
    this.#listeners.report(error);
  }

  #tapped(data: unknown, isSent: boolean): void {
    if (this.#taps.size > 0) this.#taps.tell({ data, isSent });
  }

  #changed(connection: Connection): void {
    const link = this.#link;
    this.catchUp();
    // Whoever was told of a frame that waited may have given this link up: what it was is old then.
    if (this.#link !== link || (link && link.connection !== connection)) return;
    const wasOpen = this.#connection.status === "connected";
    this.#connection = connection;
    if (connection.status === "closed") {
      // Before anybody is told: a listener may open the next one.
      this.#unwatch?.();
      this.#link = undefined;
      this.#isClosingTold = true;
    }
    const isOpen = connection.status === "connected";
    if (wasOpen && !isOpen) this.#conversation.lost();
    this.#listeners.tell({ type: "connection", connection });
    // A listener may have given this link up.
    if (isOpen && !wasOpen && this.#connection.status === "connected") this.#conversation.opened();
  }
}
