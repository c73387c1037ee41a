// The books of the markets held: each begins at its own snapshot, and is in doubt when it is wrong or its snapshot is missing.
// A market goes by its name on its venue. Knows nothing of frames, subscriptions or readers: it is told what arrives and says what is in
// doubt.
import type { BookSides } from "./entities.ts";
import type { O2Error } from "./errors.ts";
import { O2BookError, type O2FrameError } from "./feedErrors.ts";
import { OrderBook } from "./OrderBook.ts";
import type { DepthUpdate } from "./protocol.ts";
import type { ScannedDepth } from "./Scanner.ts";
import { keyOfUpdate } from "./venueKeys.ts";

/** The settings of books. Times in milliseconds. */
export interface BooksOptions {
  /** The longest time a snapshot may take. */
  readonly snapshotTimeout: number;
  /** A market's book became doubtful: it is to be subscribed to again. */
  readonly onDoubt: (market: string, error: O2Error) => void;
}

interface Held {
  readonly book: OrderBook;
  /** Whether nobody has looked since the last change was told of. */
  isUnseen: boolean;
  isAwaited: boolean;
  /** The updates since a subscription took another's place, from the last snapshot on, until the server has surely read it. */
  fenced: DepthUpdate[] | undefined;
  resyncs: number;
  malformedFrames: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** One book per held market. */
export class Books {
  readonly #options: BooksOptions;
  readonly #held = new Map<string, Held>();
  #resyncs = 0;

  constructor(options: BooksOptions) {
    this.#options = options;
  }

  /** The number of times a snapshot was asked for again, because a book was wrong or never came. */
  get resyncs(): number {
    return this.#resyncs;
  }

  /** The number of times this market's snapshot was asked for again, and of frames about its book that were refused. */
  countersOf(market: string): { readonly resyncs: number; readonly malformedFrames: number } {
    const { resyncs = 0, malformedFrames = 0 } = this.#held.get(market) ?? {};
    return { resyncs, malformedFrames };
  }

  /** The best levels of a market's current book: plain data, never changed later. `undefined` while there is none. */
  view(market: string, levels: number, precision?: number): BookSides | undefined {
    const held = this.#held.get(market);
    if (!held) return undefined;
    held.isUnseen = false;
    return held.book.isReady ? held.book.top(levels, precision) : undefined;
  }

  /** A market's book, if one is held. It may be waiting for its snapshot: see `isReady`. */
  get(market: string): OrderBook | undefined {
    return this.#held.get(market)?.book;
  }

  /**
   * A subscription was sent: whatever still comes of the one before is of another book. One that took another's place is
   * fenced until `read()`: a late snapshot of the one before looks just like its own.
   */
  start(market: string, isReplacement: boolean, isRenewal = false): void {
    const held = this.#held.get(market) ?? {
      book: new OrderBook(),
      isUnseen: false,
      isAwaited: true,
      fenced: undefined,
      resyncs: 0,
      malformedFrames: 0,
      timer: undefined,
    };
    this.#held.set(market, held);
    if (isRenewal) {
      this.#resyncs += 1;
      held.resyncs += 1;
    }
    held.book.reset();
    held.isAwaited = true;
    held.fenced = isReplacement ? [] : undefined;
    held.isUnseen = true;
    clearTimeout(held.timer);
    held.timer = setTimeout(() => {
      this.#doubt(market, held, new O2BookError(market, `no snapshot came within ${this.#options.snapshotTimeout} ms`));
    }, this.#options.snapshotTimeout);
  }

  /** The server has read the subscription: gives what came of it meanwhile, to be applied now. */
  read(market: string): readonly DepthUpdate[] {
    const held = this.#held.get(market);
    const fenced = held?.fenced ?? [];
    if (held) held.fenced = undefined;
    return fenced;
  }

  /** A market is not followed any more. */
  drop(market: string): void {
    clearTimeout(this.#held.get(market)?.timer);
    this.#held.delete(market);
  }

  /** Drops the books of all other markets. */
  keep(isWanted: (market: string) => boolean): void {
    for (const market of [...this.#held.keys()]) if (!isWanted(market)) this.drop(market);
  }

  /** The link is gone: nothing more will come for these books. They stay to be shown. */
  lost(): void {
    for (const held of this.#held.values()) {
      clearTimeout(held.timer);
      held.book.reset();
      held.isAwaited = false;
      held.fenced = undefined;
    }
  }

  /** Applies an update; false when it is not part of the book: too early, too late, or contradicting it. */
  apply(update: DepthUpdate): boolean {
    const market = keyOfUpdate(update);
    const held = this.#held.get(market);
    if (!held || (!held.book.isReady && !held.isAwaited)) return false;
    const { book } = held;
    if (held.fenced) {
      if (update.view) held.fenced = [update];
      else if (held.fenced.length > 0) held.fenced.push(update);
      return false;
    }
    if (update.view && book.isReady) {
      // Nobody asked for it. A true one changes nothing; one that differs means that the book or the snapshot is old.
      if (!book.equals(update.view))
        this.#doubt(market, held, new O2BookError(market, "a snapshot nobody asked for differs from it"));
      return false;
    }
    if (update.changes && !book.isReady) return false;
    const fault = book.apply(update);
    if (fault) {
      held.malformedFrames += 1;
      this.#doubt(market, held, new O2BookError(market, fault));
      return false;
    }
    if (update.view) this.#began(held);
    return true;
  }

  /**
   * Applies what was scanned. False where nothing is changed: a snapshot that is fenced or that nobody awaits, a change of a book
   * that is not current, and either one when it is wrong.
   * @internal
   */
  applyScanned(scanned: ScannedDepth): boolean {
    const held = this.#held.get(scanned.market);
    if (!held) return false;
    const { book } = held;
    if (!scanned.isSnapshot) return book.isReady && book.change(scanned) === undefined;
    if (!held.isAwaited || held.fenced || book.begin(scanned) !== undefined) return false;
    this.#began(held);
    return true;
  }

  /** Whether an update that was applied is news: once, until somebody looks again. */
  isNews(market: string): boolean {
    const held = this.#held.get(market);
    if (!held || held.isUnseen) return false;
    held.isUnseen = true;
    return true;
  }

  /** A market's book is known to be wrong by other means than an update. */
  doubt(market: string, error: O2Error): void {
    const held = this.#held.get(market);
    if (held?.book.isReady) this.#doubt(market, held, error);
  }

  /** A frame about a market's book was malformed and dropped: what it changed is missing now. */
  frameMalformed(market: string, error: O2FrameError): void {
    const held = this.#held.get(market);
    if (!held) return;
    held.malformedFrames += 1;
    this.#doubt(market, held, new O2BookError(market, "a frame of it was malformed", error));
  }

  /** The server may have rejected the subscription of a market's book. */
  rejected(market: string, error: O2Error): void {
    const held = this.#held.get(market);
    if (held) this.#doubt(market, held, error);
  }

  /** The snapshot has come. */
  #began(held: Held): void {
    held.isAwaited = false;
    clearTimeout(held.timer);
  }

  #doubt(market: string, held: Held, error: O2Error): void {
    held.book.reset();
    this.#began(held);
    this.#options.onDoubt(market, error);
  }
}
