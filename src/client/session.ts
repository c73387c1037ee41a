// The client's side of the protocol: joins the link, the codec, the subscriptions and the books into one stream of
// events. Knows nothing of iterators, stores or React.
import { Books } from "./books.ts";
import { decode, encode, PING, PONG } from "./codec.ts";
import { O2CallbackError, O2ConnectionError, type O2Error, O2FrameError, O2LimitError } from "./errors.ts";
import { topicKey } from "./ids.ts";
import { type Connection, Link } from "./link.ts";
import type { OrderBook } from "./OrderBook.ts";
import { type O2WebSocketOptions, type Settings, toSettings, toUrl } from "./options.ts";
import { MAX_IDENTITIES, type O2Config, type Topic, type Update } from "./protocol.ts";
import { type Slot, Subscriptions } from "./subscriptions.ts";
import type { WebSocketClass } from "./transport.ts";

/** What a listener hears, in the order in which it happened. */
export type ClientEvent =
  | { readonly type: "connection"; readonly connection: Connection }
  /** A subscription was sent for this slot: what came of an earlier one is over. Travels ahead of its first update. */
  | { readonly type: "reset"; readonly slot: Slot }
  | { readonly type: "update"; readonly update: Update }
  /** A market's book became doubtful; a new snapshot will be asked for. */
  | { readonly type: "doubt"; readonly market: string; readonly error: O2Error }
  /** Topics that somebody holds but the server has no room for; they are taken up when room is made. */
  | { readonly type: "refused"; readonly topics: readonly Topic[]; readonly error: O2LimitError };

/** Counts since the client was made. */
export interface ClientCounters {
  /** Frames received, PONGs included. */
  readonly frames: number;
  /** Frames dropped whole because they were malformed. */
  readonly refusedFrames: number;
  /** Snapshots asked for again because a book was wrong or never came. */
  readonly resyncs: number;
}

const IDLE: Connection = { status: "idle", attempt: 0, retryAt: undefined, latency: undefined, reason: undefined };

/** One link's conversation with the server. A store listens here once; applications read `O2WebSocket`'s iterators. */
export class Session {
  readonly #url: string;
  readonly #WebSocket: WebSocketClass | undefined;
  readonly #settings: Settings;
  readonly #books: Books;
  readonly #listeners = new Set<(event: ClientEvent) => void>();
  /** What is wanted and what the server holds. */
  readonly subscriptions: Subscriptions = new Subscriptions();
  #link: Link | undefined;
  #connection = IDLE;
  #isFlushDue = false;
  #frames = 0;
  #refusedFrames = 0;
  #lastMessageAt: number | undefined;

  constructor(config: O2Config, options: O2WebSocketOptions) {
    this.#url = toUrl(config);
    this.#WebSocket = options.WebSocket;
    this.#settings = toSettings(options);
    this.#books = new Books({
      ...this.#settings,
      renew: (market) => {
        this.subscriptions.settled(market);
        this.subscriptions.renew(market);
        this.#flush();
      },
      onDoubt: (market, error) => this.#tell({ type: "doubt", market, error }),
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
    return { frames: this.#frames, refusedFrames: this.#refusedFrames, resyncs: this.#books.resyncs };
  }

  /** Opens the link, once. @throws O2ConnectionError when there is no `WebSocket` class. */
  open(): void {
    if (this.#link) return;
    const WebSocket = this.#WebSocket ?? (globalThis.WebSocket as WebSocketClass | undefined);
    if (!WebSocket) {
      throw new O2ConnectionError(
        'There is no WebSocket class here. Pass one as the option WebSocket, e.g. that of the package "ws".',
      );
    }
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
    this.#changed(this.#link.connection);
  }

  /** Closes the link; what is wanted stays wanted. */
  close(): void {
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
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A followed market's book and the precision level it is held at. It waits for its snapshot while not `isReady`. */
  book(market: string): { readonly book: OrderBook; readonly precision: number } | undefined {
    const book = this.#books.get(market);
    const precision = this.subscriptions.precision(market);
    return book && precision !== undefined ? { book, precision } : undefined;
  }

  /** Reports an error that belongs to nobody in particular. */
  report(error: O2Error): void {
    try {
      this.#settings.onError(error);
    } catch (thrown) {
      // Nobody is left to tell but the runtime's own handler of uncaught errors.
      queueMicrotask(() => {
        throw thrown;
      });
    }
  }

  #tell(event: ClientEvent): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (thrown) {
        this.report(new O2CallbackError("A listener of the feed", thrown));
      }
    }
  }

  #changed(connection: Connection): void {
    const wasOpen = this.#connection.status === "connected";
    this.#connection = connection;
    const isOpen = connection.status === "connected";
    if (wasOpen && !isOpen) {
      this.subscriptions.lost();
      this.#books.lost();
    }
    this.#tell({ type: "connection", connection });
    if (isOpen && !wasOpen) this.#flush();
  }

  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#isFlushDue = false;
    const refused = this.subscriptions.refused();
    if (refused.length > 0) {
      const which = refused.map(topicKey).join(", ");
      const error = new O2LimitError(
        MAX_IDENTITIES,
        `The server takes at most ${MAX_IDENTITIES} identities a channel, and so many are held already; these do not fit: ${which}. ` +
          "They are taken up as soon as others are released; to follow more, use a second O2Provider or O2WebSocket.",
      );
      this.#tell({ type: "refused", topics: refused, error });
    }
    if (this.#connection.status !== "connected") return;
    for (const { requests, before, after } of this.subscriptions.diff()) {
      // The reset goes ahead of the frames: a simulated server may answer before send() returns.
      if (after?.channel === "depth") this.#books.start(after.market);
      else if (before?.channel === "depth") this.#books.drop(before.market);
      if (after) this.#tell({ type: "reset", slot: after });
      for (const request of requests) this.#link?.send(encode(request));
    }
  }

  #receive(data: unknown): void {
    this.#frames += 1;
    this.#lastMessageAt = this.#settings.now();
    const frame = decode(data);
    switch (frame.kind) {
      case "update":
        this.#update(frame.update);
        break;
      case "error": {
        const { error } = frame;
        if (!error.marketId || !this.#books.refused(error.marketId, error)) this.report(error);
        break;
      }
      case "refused":
        this.#refusedFrames += 1;
        this.report(new O2FrameError(frame.reason, typeof data === "string" ? data : String(data)));
        break;
      case "pong":
      case "ignored":
        break;
    }
  }

  #update(update: Update): void {
    if (update.action === "subscribe_depth" || update.action === "subscribe_depth_update") {
      if (!this.#books.apply(update)) return;
      if (update.view) {
        // A change of precision may have waited for this snapshot.
        this.subscriptions.settled(update.market_id);
        this.#flushSoon();
      }
    }
    this.#tell({ type: "update", update });
  }
}
