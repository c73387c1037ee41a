// Now and then compares a book with a REST read: what no invariant can see, a change dropped or doubled by the server.
// Never disturbs the stream.

import { O2BookError, type O2Error } from "./errors.ts";
import type { BookSides, DepthLevel, DepthUpdate } from "./protocol.ts";
import type { O2Rest } from "./rest.ts";
import type { Session } from "./session.ts";

/** What audits need. Times in milliseconds. */
export interface AuditsOptions {
  readonly session: Session;
  readonly rest: O2Rest;
  /** From one audit of a market to the next; a quarter more or less at random. */
  readonly interval: number;
  readonly random: () => number;
  readonly now: () => number;
  readonly onError: (error: O2Error) => void;
}

/** How one market's audits went. */
export interface AuditCounters {
  /** Audits that proved the book. */
  readonly audits: number;
  /** Audits that found it unequal. */
  readonly mismatches: number;
}

/** What was counted of one market. */
export interface MarketCounters extends AuditCounters {
  /** Snapshots asked for again because the book was wrong or never came. */
  readonly resyncs: number;
  /** Frames about the book that were malformed or contradicted it. */
  readonly refusedFrames: number;
}

/** What a book was at one time, and how it changed since. */
interface Past {
  readonly from: BookSides;
  /** Each change and when it came, oldest first. */
  readonly changes: { readonly sides: BookSides; readonly at: number }[];
}

interface Audit {
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
  /** Anew with each snapshot; `undefined` while one is awaited. */
  past: Past | undefined;
  /** Hears of each change while an audit waits for the book to become what was read. */
  onChange: ((changes: BookSides) => void) | undefined;
}

/** REST may be behind the stream, or answer from a cache: versions this old still count. */
const LOOK_BACK = 5_000;
/** It may be ahead as well: the book may still become what was read. */
const CATCH_UP = 1_000;
/** After an unequal audit the next one comes sooner. */
const SECOND_LOOK = 2_000;

/** Audits the books of the markets that somebody shows. */
export class Audits {
  readonly #options: AuditsOptions;
  readonly #audits = new Map<string, Audit>();
  #unlisten: (() => void) | undefined;

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
    this.#unlisten ??= this.#options.session.listen((event) => {
      if (event.type === "reset" && event.slot.channel === "depth") this.#forget(event.slot.market);
    });
    this.#plan(audit, this.#options.interval);
  }

  stop(market: string): void {
    const audit = this.#audits.get(market);
    clearTimeout(audit?.timer);
    audit?.abort?.abort();
    audit?.unfollow?.();
    this.#audits.delete(market);
    if (this.#audits.size > 0) return;
    this.#unlisten?.();
    this.#unlisten = undefined;
  }

  #plan(audit: Audit, delay: number): void {
    const wait = delay * (0.75 + this.#options.random() / 2);
    const run = (): void => void this.#run(audit);
    if (audit.unfollow) {
      audit.timer = setTimeout(run, wait);
      return;
    }
    audit.timer = setTimeout(
      () => {
        audit.unfollow = this.#options.session.follow((update) => this.#note(audit, update));
        this.#record(audit);
        audit.timer = setTimeout(run, Math.min(wait, LOOK_BACK));
      },
      Math.max(0, wait - LOOK_BACK),
    );
  }

  async #run(audit: Audit): Promise<void> {
    audit.abort = new AbortController();
    const { signal } = audit.abort;
    const isEqual = await this.#compare(audit, signal).catch(() => undefined);
    if (signal.aborted) return;
    const { interval, session, onError } = this.#options;
    if (isEqual !== false) {
      // Where there is no verdict, the read failed or the book was fetched anew meanwhile: that is no sign of anything.
      if (isEqual) {
        audit.audits += 1;
        audit.unequal = 0;
        audit.renewals = 0;
      }
      return this.#rest(audit, interval);
    }
    audit.mismatches += 1;
    audit.unequal += 1;
    if (audit.unequal < 2) return this.#plan(audit, SECOND_LOOK);
    audit.unequal = 0;
    audit.renewals += 1;
    session.books.doubt(audit.market, new O2BookError(audit.market, "a REST read disagrees with it, twice in a row"));
    if (audit.renewals < 3) return this.#plan(audit, SECOND_LOOK);
    // Fresh snapshots disagree with REST as well: then the two are not comparable now, and asking on would only cost.
    if (audit.renewals === 3) {
      const reason = "REST disagrees with fresh snapshots too, so it is audited ten times less often";
      onError(new O2BookError(audit.market, reason));
    }
    this.#rest(audit, interval * 10);
  }

  #rest(audit: Audit, delay: number): void {
    audit.unfollow?.();
    audit.unfollow = undefined;
    audit.past = undefined;
    this.#plan(audit, delay);
  }

  /** Begins a book's past with what it is now. */
  #record(audit: Audit): void {
    const book = this.#options.session.book(audit.market)?.book;
    audit.past = book?.isReady ? { from: book.view, changes: [] } : undefined;
  }

  #forget(market: string): void {
    const audit = this.#audits.get(market);
    if (audit) audit.past = undefined;
  }

  #note(audit: Audit, update: DepthUpdate): void {
    if (update.market_id !== audit.market) return;
    if (update.view) {
      this.#record(audit);
      return;
    }
    audit.past?.changes.push({ sides: update.changes, at: this.#options.now() });
    audit.onChange?.(update.changes);
  }

  /** Whether REST's book is one that ours was from shortly before the request to shortly after the answer. */
  async #compare(audit: Audit, signal: AbortSignal): Promise<boolean | undefined> {
    const { session, rest, now } = this.#options;
    const { market, past } = audit;
    const precision = session.book(market)?.precision;
    if (!past || precision === undefined) return undefined;
    const oldest = now() - LOOK_BACK;
    const difference = new Difference(past.from, await rest.depth({ market, precision, retries: 0, signal }));
    const isEqual = difference.wasZero(past, oldest) || (await this.#catchUp(audit, difference, signal));
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

/** How far one book is from another: only the levels at which they differ, so that each change costs what it changes. */
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

  /** Takes in what happened, and tells whether it was zero at any time from `oldest` to now. */
  wasZero({ changes }: Past, oldest: number): boolean {
    for (const { sides, at } of changes) {
      // A version stands until the next one comes.
      if (this.isZero && at >= oldest) return true;
      this.add(sides);
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
