// Compares a book that changes are told of with a REST read: whether it was what REST says, shortly before or after. Knows nothing of what
// follows.
import type { Compared, Comparison } from "./audits.ts";
import { Difference } from "./Difference.ts";
import type { BookSides } from "./entities.ts";
import type { DepthUpdate } from "./protocol.ts";
import type { O2Rest } from "./rest.ts";
import type { Session } from "./session.ts";
import { keyOfUpdate, marketAt } from "./venueKeys.ts";

/** The parts that comparisons need. */
export interface ComparisonOptions {
  readonly session: Session;
  readonly rest: O2Rest;
}

/** A book as it was at one time, and each change of it since. */
interface Past {
  readonly from: BookSides;
  readonly changes: BookSides[];
}

/** REST may be ahead: the book may still become what was read. In milliseconds. */
export const CATCH_UP = 1_000;

/** The ordinary books. */
export function comparedBooks(options: ComparisonOptions): Compared {
  return {
    begin: (market) => new BookComparison(options, market),
    doubt: (market, error) => options.session.books.doubt(market, error),
  };
}

class BookComparison implements Comparison {
  /** While the book's past is recorded: all the time would cost more than the book. */
  readonly end: () => void;
  readonly #options: ComparisonOptions;
  readonly #market: string;
  /** Anew with each snapshot; `undefined` while none came yet. */
  #past: Past | undefined;
  /** Hears of each change while an audit waits for the book to become what was read. */
  #onChange: ((changes: BookSides) => void) | undefined;

  constructor(options: ComparisonOptions, market: string) {
    this.#options = options;
    this.#market = market;
    const { session } = options;
    // A depth view may serve all readers of the market.
    this.end = session.book(market) ? session.follow((update) => this.#note(update)) : () => undefined;
    this.#record();
  }

  /** Whether REST's book is one that ours was from shortly before the request to shortly after the answer. */
  async run(signal: AbortSignal): Promise<boolean | undefined> {
    const { session, rest } = this.#options;
    const market = this.#market;
    const past = this.#past;
    const precision = session.book(market)?.precision;
    if (!past || precision === undefined) return undefined;
    const difference = new Difference(
      past.from,
      await rest.depth({ ...marketAt(market), precision, retries: 0, isUrgent: false, signal }),
    );
    const isEqual = difference.wasZero(past.changes) || (await this.#catchUp(difference, signal));
    // No verdict on a book that was fetched anew meanwhile, or is about to be.
    return this.#past === past && session.book(market)?.book.isReady ? isEqual : undefined;
  }

  /** Begins the book's past with what it is now. */
  #record(): void {
    const book = this.#options.session.book(this.#market)?.book;
    this.#past = book?.isReady ? { from: book.view, changes: [] } : undefined;
  }

  #note(update: DepthUpdate): void {
    if (keyOfUpdate(update) !== this.#market) return;
    if (update.view) {
      this.#record();
      return;
    }
    this.#past?.changes.push(update.changes);
    this.#onChange?.(update.changes);
  }

  /** Whether the book becomes what was read while one may wait for it. */
  #catchUp(difference: Difference, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#onChange = undefined;
        resolve(difference.isZero);
      };
      const timer = setTimeout(done, CATCH_UP);
      signal.addEventListener("abort", done, { once: true });
      this.#onChange = (changes) => {
        difference.add(changes);
        if (difference.isZero) done();
      };
    });
  }
}
