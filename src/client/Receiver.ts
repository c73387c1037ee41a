// Reads the frames that arrive, one after the other, and hands each to whom it concerns. Depth updates may wait until somebody
// looks. Knows nothing of links, nor of what is wanted and when it is sent.
import type { Books } from "./books.ts";
import { decode, isDepthUpdate } from "./codec.ts";
import type { DepthViews } from "./DepthViews.ts";
import type { Doubts } from "./doubts.ts";
import type { ClientCounters, ClientEvent } from "./events.ts";
import { O2FrameError, type O2ServerError } from "./feedErrors.ts";
import type { FrameReaders } from "./frameReaders.ts";
import { Inbox } from "./Inbox.ts";
import type { Listeners } from "./listeners.ts";
import type { BookChannel, DepthUpdate, DepthViewUpdate, Update } from "./protocol.ts";
import type { ScannedDepth } from "./Scanner.ts";
import type { ServerClock } from "./ServerClock.ts";
import { Texts } from "./Texts.ts";
import { stamp } from "./values.ts";
import { keyOfUpdate } from "./venueKeys.ts";

/** The parts that frames are handed to. */
export interface ReceiverOptions {
  readonly books: Books;
  readonly views: DepthViews;
  readonly clock: ServerClock;
  readonly doubts: Doubts;
  /** Whether the server was asked for anything of the margin venue: else its frames are nothing to anybody. */
  readonly isTurboHeld: () => boolean;
  readonly readers: FrameReaders;
  /** They hear of everything but the single updates of books. */
  readonly listeners: Listeners<ClientEvent>;
  /** They hear of each update of a book. While there are none, these updates may wait. */
  readonly followers: Listeners<DepthUpdate>;
  /** A market's book took a snapshot, or its first depth view came; nobody was told of it yet. */
  readonly onSnapshot: (market: string, channel?: BookChannel) => void;
  /** The server answered with an error frame. */
  readonly onServerError?: (error: O2ServerError) => void;
}

/** The receiving end of one conversation. */
export class Receiver {
  /** Frames on their way to be text: as a rule none is. */
  readonly texts: Texts = new Texts((data) => this.#take(data));
  readonly #options: ReceiverOptions;
  readonly #inbox: Inbox = new Inbox();
  readonly #counted = { frames: 0, malformedFrames: 0, unscannedFrames: 0 };
  #isReading = false;
  /** The latest time of the changes that were scanned in one go; 0 for none. */
  #scannedTime = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /** The counts so far, of what waits as well. */
  get counters(): ClientCounters {
    this.catchUp();
    return { ...this.#counted, resyncs: this.#options.books.resyncs + this.#options.views.resyncs };
  }

  /** Takes a frame: reads it, or lets it wait. */
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

  /** Reads what waits, and what comes meanwhile. Called before anybody looks at a book or acts on one. */
  catchUp(): void {
    if (this.#isReading) return;
    const { clock } = this.#options;
    this.#isReading = true;
    try {
      while (this.#inbox.size > 0) this.#read(this.#inbox.shift());
    } finally {
      this.#isReading = false;
      // Once for all changes that were scanned: the clock looks at two clocks of the machine each time.
      if (this.#scannedTime > 0) clock.hear(this.#scannedTime);
      this.#scannedTime = 0;
      // A frame that cannot be read takes none behind it with it.
      if (this.#inbox.size > 0) this.catchUp();
    }
  }

  #read(data: unknown): void {
    const { doubts, followers, listeners, readers, isTurboHeld, onServerError } = this.#options;
    // Followers are given updates as objects, which the decoder makes.
    const scanner = followers.size === 0 ? readers.scanner : undefined;
    const scanned = scanner?.scan(data);
    if (scanned && this.#apply(scanned)) return;
    const frame = decode(data, readers.readRecords, isTurboHeld);
    switch (frame.kind) {
      case "update":
        if (scanner && !scanned && isOfBook(frame.update)) this.#counted.unscannedFrames += 1;
        this.update(frame.update);
        doubts.nameless(frame.update, String(data));
        break;
      case "error":
        if (frame.resync) doubts.resync(frame.error);
        else {
          onServerError?.(frame.error);
          doubts.rejected(frame.error);
        }
        break;
      case "malformed": {
        const error = new O2FrameError(frame.reason, String(data));
        this.#counted.malformedFrames += 1;
        listeners.report(error);
        if (frame.isLoss) doubts.missed(frame, error, (books, key) => books.frameMalformed(key, error));
        break;
      }
      case "unknown": {
        const reason = `its action ${JSON.stringify(frame.action)} is unknown and carries nothing of a known channel`;
        doubts.reportOnce(new O2FrameError(reason, String(data), false));
        break;
      }
      case "pong":
      case "ignored":
        break;
    }
  }

  /** Hands what was scanned to its book. False where the decoder must read it: it waits, is refused, or is of no current book. */
  #apply(scanned: ScannedDepth): boolean {
    const { books, onSnapshot } = this.#options;
    const { market, isSnapshot, time = 0 } = scanned;
    if (!books.applyScanned(scanned)) return false;
    if (isSnapshot) onSnapshot(market);
    else this.#scannedTime = Math.max(this.#scannedTime, time);
    this.#tellNews(market);
    return true;
  }

  /** Hands an update on: a book's to the book and those who follow it, any other to all listeners. */
  update(update: Update): void {
    const { books, clock, listeners, followers, onSnapshot } = this.#options;
    // Changes and trades are told as they happen; other frames may repeat what is long known.
    if (update.action === "subscribe_depth_update" || update.action === "subscribe_trades") {
      const time = stamp(update.seen_timestamp) ?? stamp(update.onchain_timestamp);
      if (time !== undefined) clock.hear(time);
    }
    if (update.action === "subscribe_depth_view") {
      this.#show(update);
      return;
    }
    if (!isOfBook(update)) {
      listeners.tell({ type: "update", update });
      return;
    }
    if (!books.apply(update)) return;
    const market = keyOfUpdate(update);
    if (update.view) onSnapshot(market);
    if (followers.size > 0) followers.tell(update);
    // Those who follow each update hear it first: a follower that begins at the word "book" has the update in its book.
    this.#tellNews(market);
  }

  #show(update: DepthViewUpdate): void {
    const { listeners, views, onSnapshot } = this.#options;
    const market = keyOfUpdate(update);
    const isFirst = !views.isReady(market);
    if (!views.apply(update)) return;
    if (isFirst) onSnapshot(market, "depthView");
    listeners.tell({ type: "book", market, isView: true });
  }

  #tellNews(market: string): void {
    const { books, listeners } = this.#options;
    if (books.isNews(market)) listeners.tell({ type: "book", market });
  }
}

function isOfBook(update: Update): update is DepthUpdate {
  return update.action === "subscribe_depth" || update.action === "subscribe_depth_update";
}
