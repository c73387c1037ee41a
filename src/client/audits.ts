// Now and then compares a book with a REST read: what no invariant can see, a change dropped or doubled by the server.
// Never disturbs the stream.
import type { BookSides, DepthLevel } from "./entities.ts";
import type { O2Error } from "./errors.ts";
import { O2BookError } from "./feedErrors.ts";
import type { DepthUpdate } from "./protocol.ts";
import type { O2Rest } from "./rest.ts";
import type { Session } from "./session.ts";
import { toTimer } from "./timer.ts";
import { keyOfUpdate, marketAt } from "./venueKeys.ts";

/** The parts that audits need, and their settings. Times in milliseconds. */
export interface AuditsOptions {
  readonly session: Session;
  readonly rest: O2Rest;
  /** From one audit of a market to the next; a quarter more or less at random. */
  readonly interval: number;
  readonly random: () => number;
  readonly onError: (error: O2Error) => void;
}

/** The outcomes of one market's audits. */
export interface AuditCounters {
  /** Audits that proved the book. */
  readonly audits: number;
  /** Audits that found it unequal. */
  readonly mismatches: number;
}

/** The counts of one market. */
export interface MarketCounters extends AuditCounters {
  /** Snapshots asked for again because the book was wrong or never came. */
  readonly resyncs: number;
  /** Frames about the book that were malformed or contradicted it. */
  readonly malformedFrames: number;
}

/** A book as it was at one time, and each change of it since. */
interface Past {
  readonly from: BookSides;
  readonly changes: BookSides[];
}

interface Audit {
  /** The market's name on its venue. */
  readonly market: string;
  timer: ReturnType<typeof setTimeout> | undefined;
  abort: AbortController | undefined;
  audits: number;
  mismatches: number;
  /** Unequal audits, and snapshots asked for, since the book was last proven. */
  unequal: number;
  renewals: number;
  /** While the book's past is recorded, from some seconds before an audit to its end: all the time would cost more than the book. */
  unfollow: (() => void) | undefined;
  /** Anew with each snapshot; `undefined` while none came yet. */
  past: Past | undefined;
  /** Hears of each change while an audit waits for the book to become what was read. */
  onChange: ((changes: BookSides) => void) | undefined;
}

/** REST may be behind the stream, or answer from a cache: versions this old still count. */
const LOOK_BACK = 5_000;
/** It may be ahead as well: the book may still become what was read. */
const CATCH_UP = 1_000;
/** After an unequal audit the next one comes sooner, but looks back as far. */
const SECOND_LOOK = 7_000;

/** Audits the books of the markets that somebody shows. */
export class Audits {
  readonly #options: AuditsOptions;
  readonly #audits = new Map<string, Audit>();

  constructor(options: AuditsOptions) {
    this.#options = options;
  }

  counters(market: string): AuditCounters {
    const { audits = 0, mismatches = 0 } = this.#audits.get(market) ?? {};
    return { audits, mismatches };
  }

  /** Audits a market from now on. */
  start(market: string): void {
    if (this.#audits.has(market)) return;
    const audit: Audit = {
      market,
      timer: undefined,
      abort: undefined,
      audits: 0,
      mismatches: 0,
      unequal: 0,
      renewals: 0,
      unfollow: undefined,
      past: undefined,
      onChange: undefined,
    };
    this.#audits.set(market, audit);
    this.#plan(audit, this.#options.interval);
  }

  stop(market: string): void {
    const audit = this.#audits.get(market);
    clearTimeout(audit?.timer);
    audit?.abort?.abort();
    if (audit) this.#release(audit);
    this.#audits.delete(market);
  }

  #plan(audit: Audit, delay: number): void {
    const wait = toTimer(delay * (0.75 + this.#options.random() / 2));
    audit.timer = setTimeout(
      () => {
        audit.unfollow = this.#options.session.follow((update) => this.#note(audit, update));
        this.#record(audit);
        audit.timer = setTimeout(() => void this.#run(audit), Math.min(wait, LOOK_BACK));
      },
      Math.max(0, wait - LOOK_BACK),
    );
  }

  async #run(audit: Audit): Promise<void> {
    audit.abort = new AbortController();
    const { signal } = audit.abort;
    const isEqual = await this.#compare(audit, signal).catch(() => undefined);
    if (signal.aborted) return;
    this.#release(audit);
    const { interval, session, onError } = this.#options;
    if (isEqual !== false) {
      // No verdict is no sign of anything: the read failed, or the book was fetched anew meanwhile.
      if (isEqual) {
        audit.audits += 1;
        audit.unequal = 0;
        audit.renewals = 0;
      }
      return this.#plan(audit, interval);
    }
    audit.mismatches += 1;
    audit.unequal += 1;
    const soon = Math.min(interval, SECOND_LOOK);
    if (audit.unequal < 2) return this.#plan(audit, soon);
    audit.unequal = 0;
    audit.renewals += 1;
    session.books.doubt(audit.market, new O2BookError(audit.market, "a REST read disagrees with it, twice in a row"));
    if (audit.renewals < 3) return this.#plan(audit, soon);
    // Fresh snapshots disagree with REST as well: then the two are not comparable now, and asking on would only cost.
    if (audit.renewals === 3) {
      const reason = "REST disagrees with fresh snapshots too, so it is audited ten times less often";
      onError(new O2BookError(audit.market, reason));
    }
    this.#plan(audit, interval * 10);
  }

  #release(audit: Audit): void {
    audit.unfollow?.();
    audit.past = undefined;
  }

  /** Begins a book's past with what it is now. */
  #record(audit: Audit): void {
    const book = this.#options.session.book(audit.market)?.book;
    audit.past = book?.isReady ? { from: book.view, changes: [] } : undefined;
  }

  #note(audit: Audit, update: DepthUpdate): void {
    if (keyOfUpdate(update) !== audit.market) return;
    if (update.view) {
      this.#record(audit);
      return;
    }
    audit.past?.changes.push(update.changes);
    audit.onChange?.(update.changes);
  }

  /** Whether REST's book is one that ours was from shortly before the request to shortly after the answer. */
  async #compare(audit: Audit, signal: AbortSignal): Promise<boolean | undefined> {
    const { session, rest } = this.#options;
    const { market, past } = audit;
    const precision = session.book(market)?.precision;
    if (!past || precision === undefined) return undefined;
    const difference = new Difference(
      past.from,
      await rest.depth({ ...marketAt(market), precision, retries: 0, isUrgent: false, signal }),
    );
    const isEqual = difference.wasZero(past.changes) || (await this.#catchUp(audit, difference, signal));
    // No verdict on a book that was fetched anew meanwhile, or is about to be.
    return audit.past === past && session.book(market)?.book.isReady ? isEqual : undefined;
  }

  /** Whether the book becomes what was read while one may wait for it. */
  #catchUp(audit: Audit, difference: Difference, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        audit.onChange = undefined;
        resolve(difference.isZero);
      };
      const timer = setTimeout(done, CATCH_UP);
      signal.addEventListener("abort", done, { once: true });
      audit.onChange = (changes) => {
        difference.add(changes);
        if (difference.isZero) done();
      };
    });
  }
}

/** The difference of two books: only the levels at which they differ, so that each change costs what it changes. */
class Difference {
  readonly #bids = new Map<bigint, bigint>();
  readonly #asks = new Map<bigint, bigint>();

  constructor(one: BookSides, other: BookSides) {
    this.add(one);
    addTo(this.#bids, other.bids, -1n);
    addTo(this.#asks, other.asks, -1n);
  }

  get isZero(): boolean {
    return this.#bids.size === 0 && this.#asks.size === 0;
  }

  add({ bids, asks }: BookSides): void {
    addTo(this.#bids, bids, 1n);
    addTo(this.#asks, asks, 1n);
  }

  /** Takes in what happened, and tells whether it was zero at any time from then to now. */
  wasZero(changes: readonly BookSides[]): boolean {
    for (const change of changes) {
      if (this.isZero) return true;
      this.add(change);
    }
    return this.isZero;
  }
}

function addTo(side: Map<bigint, bigint>, levels: readonly DepthLevel[], sign: 1n | -1n): void {
  for (const { price, quantity } of levels) {
    const sum = (side.get(price) ?? 0n) + sign * quantity;
    if (sum === 0n) side.delete(price);
    else side.set(price, sum);
  }
}
