// Now and then compares a book with a REST read: what no invariant can see, a change dropped or doubled by the server.
// Never disturbs the stream; knows nothing of the store.

import { O2BookError, type O2Error } from "../client/errors.ts";
import { fingerprint } from "../client/OrderBook.ts";
import type { O2Rest } from "../client/rest.ts";
import type { Session } from "../client/session.ts";

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

interface Audit {
  readonly market: string;
  timer: ReturnType<typeof setTimeout> | undefined;
  abort: AbortController | undefined;
  audits: number;
  mismatches: number;
  /** Unequal audits, and snapshots asked for, since the book was last proven. */
  unequal: number;
  renewals: number;
  /** The book's latest versions and when each came, oldest first. */
  readonly versions: { readonly fingerprint: bigint; readonly at: number }[];
  stop: () => void;
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
      versions: [],
      stop: this.#options.session.listen((event) => {
        if (event.type !== "update" || !("market_id" in event.update) || event.update.market_id !== market) return;
        if (!("trades" in event.update)) this.#note(audit);
      }),
    };
    this.#audits.set(market, audit);
    this.#plan(audit, this.#options.interval);
  }

  stop(market: string): void {
    const audit = this.#audits.get(market);
    clearTimeout(audit?.timer);
    audit?.abort?.abort();
    audit?.stop();
    this.#audits.delete(market);
  }

  #plan(audit: Audit, delay: number): void {
    audit.timer = setTimeout(() => void this.#run(audit), delay * (0.75 + this.#options.random() / 2));
  }

  async #run(audit: Audit): Promise<void> {
    audit.abort = new AbortController();
    const { signal } = audit.abort;
    const isEqual = await this.#compare(audit, signal).catch(() => undefined);
    if (signal.aborted) return;
    const { interval, session, onError } = this.#options;
    // Not to be had now: the read failed, or the book was fetched anew meanwhile. That is no sign of anything.
    if (isEqual === undefined) return this.#plan(audit, interval);
    if (isEqual) {
      audit.audits += 1;
      audit.unequal = 0;
      audit.renewals = 0;
      return this.#plan(audit, interval);
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
    this.#plan(audit, interval * 10);
  }

  /** Keeps the version that the book has now, and those of the last seconds. */
  #note({ market, versions }: Audit): void {
    const book = this.#options.session.book(market)?.book;
    const now = this.#options.now();
    if (book?.isReady) versions.push({ fingerprint: book.fingerprint, at: now });
    // The newest stays however old it is: a quiet book has no other.
    while (versions.length > 1 && now - (versions[0]?.at ?? now) > LOOK_BACK) versions.shift();
  }

  /** Whether REST's book is one that ours was from shortly before the request to shortly after the answer. */
  async #compare(audit: Audit, signal: AbortSignal): Promise<boolean | undefined> {
    const { session, rest } = this.#options;
    const held = session.book(audit.market);
    if (!held?.book.isReady) return undefined;
    const { book, precision } = held;
    let isVoid = false;
    let onVersion = (): void => undefined;
    const stop = session.listen((event) => {
      if (event.type === "reset" && event.slot.channel === "depth" && event.slot.market === audit.market) isVoid = true;
      if (event.type === "update") onVersion();
    });
    this.#note(audit);
    const seen = new Set(audit.versions.map((version) => version.fingerprint));
    try {
      onVersion = () => seen.add(book.fingerprint);
      const answer = fingerprint(await rest.depth({ market: audit.market, precision, retries: 0, signal }));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, CATCH_UP);
        const done = (): void => {
          clearTimeout(timer);
          resolve();
        };
        onVersion = () => {
          seen.add(book.fingerprint);
          if (seen.has(answer)) done();
        };
        onVersion();
        signal.addEventListener("abort", done, { once: true });
      });
      return isVoid || !book.isReady ? undefined : seen.has(answer);
    } finally {
      stop();
    }
  }
}
