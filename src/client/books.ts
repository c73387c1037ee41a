// The books of the markets held, and when a wrong or missing one may be asked for anew.
// Knows nothing of frames, counts or readers: it is told what arrives and says when to renew.
import { O2BookError, type O2Error } from "./errors.ts";
import { OrderBook, sameSides } from "./OrderBook.ts";
import type { DepthUpdate } from "./protocol.ts";

/** What books need. Times in milliseconds. */
export interface BooksOptions {
  /** How long a snapshot may take. */
  readonly snapshotTimeout: number;
  /** At most one new snapshot of a market in this time; doubles while the trouble lasts. */
  readonly minResyncDelay: number;
  readonly maxResyncDelay: number;
  readonly now: () => number;
  /** Asks for a market's snapshot again. */
  readonly renew: (market: string) => void;
  /** A market's book became doubtful. */
  readonly onDoubt: (market: string, error: O2Error) => void;
}

interface Held {
  readonly book: OrderBook;
  isAwaited: boolean;
  troubles: number;
  renewedAt: number;
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

  /** How often a snapshot was asked for again because a book was wrong or never came. */
  get resyncs(): number {
    return this.#resyncs;
  }

  /** A market's book, if one is held. It may be waiting for its snapshot: see `isReady`. */
  get(market: string): OrderBook | undefined {
    return this.#held.get(market)?.book;
  }

  /** A subscription was sent: whatever still comes of the one before is of another book. */
  start(market: string): void {
    const held = this.#held.get(market) ?? {
      book: new OrderBook(),
      isAwaited: true,
      troubles: 0,
      renewedAt: -Infinity,
      timer: undefined,
    };
    this.#held.set(market, held);
    held.book.reset();
    held.isAwaited = true;
    this.#arm(held, this.#options.snapshotTimeout, () => {
      this.#doubt(market, held, new O2BookError(market, `no snapshot came within ${this.#options.snapshotTimeout} ms`));
    });
  }

  /** A market is not followed any more. */
  drop(market: string): void {
    clearTimeout(this.#held.get(market)?.timer);
    this.#held.delete(market);
  }

  /** The link is gone: nothing more will come for these books. They stay to be shown. */
  lost(): void {
    for (const held of this.#held.values()) {
      clearTimeout(held.timer);
      held.book.reset();
      held.isAwaited = false;
    }
  }

  /** Applies an update; false when it is not part of the book: too early, too late, or contradicting it. */
  apply(update: DepthUpdate): boolean {
    const market = update.market_id;
    const held = this.#held.get(market);
    if (!held || (!held.book.isReady && !held.isAwaited)) return false;
    const { book } = held;
    if (update.view && book.isReady) {
      // Nobody asked for it. A true one changes nothing; one that differs means that the book or the snapshot is old.
      if (!sameSides(book.view, update.view))
        this.#doubt(market, held, new O2BookError(market, "a snapshot nobody asked for differs from it"));
      return false;
    }
    if (update.changes && !book.isReady) return false;
    const fault = book.apply(update);
    if (fault) {
      this.#doubt(market, held, new O2BookError(market, fault));
      return false;
    }
    if (update.view) {
      held.isAwaited = false;
      clearTimeout(held.timer);
    }
    return true;
  }

  /** The server refused something about a market. Taken as the answer to the subscription when one is awaited. */
  refused(market: string, error: O2Error): boolean {
    const held = this.#held.get(market);
    if (!held?.isAwaited) return false;
    this.#doubt(market, held, error);
    return true;
  }

  #doubt(market: string, held: Held, error: O2Error): void {
    const { minResyncDelay, maxResyncDelay, now, renew, onDoubt } = this.#options;
    held.book.reset();
    held.isAwaited = false;
    // Trouble that stayed away for the longest wait is forgotten.
    if (now() - held.renewedAt > maxResyncDelay) held.troubles = 0;
    const wait = held.troubles === 0 ? 0 : Math.min(maxResyncDelay, minResyncDelay * 2 ** (held.troubles - 1));
    held.troubles += 1;
    this.#arm(held, Math.max(0, held.renewedAt + wait - now()), () => {
      held.renewedAt = now();
      this.#resyncs += 1;
      renew(market);
    });
    onDoubt(market, error);
  }

  #arm(held: Held, delay: number, run: () => void): void {
    clearTimeout(held.timer);
    held.timer = setTimeout(run, delay);
  }
}
