// Now and then compares a book with a REST read: what no invariant can see, a change dropped or doubled by the server.
// Never disturbs the stream. Does not know how a book is compared.
import type { O2Error } from "./errors.ts";
import { O2BookError } from "./feedErrors.ts";
import { toTimer } from "./timer.ts";

/** The books that are compared with REST. */
export interface Compared {
  /** Records a market's book from now on. */
  readonly begin: (market: string) => Comparison;
  /** A market's book is wrong. */
  readonly doubt: (market: string, error: O2Error) => void;
}

/** One audit of a book. */
export interface Comparison {
  /** Reads once. Gives whether the book was what was read; `undefined` for no verdict. */
  run(signal: AbortSignal): Promise<boolean | undefined>;
  /** Records no more. */
  end(): void;
}

/** The parts that audits need, and their settings. Times in milliseconds. */
export interface AuditsOptions {
  readonly compared: Compared;
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
  /** From some seconds before an audit to its end. */
  comparison: Comparison | undefined;
}

/** REST may be behind the stream, or answer from a cache: versions this old still count. */
const LOOK_BACK = 5_000;
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
      comparison: undefined,
    };
    this.#audits.set(market, audit);
    this.#plan(audit, this.#options.interval);
  }

  stop(market: string): void {
    const audit = this.#audits.get(market);
    clearTimeout(audit?.timer);
    audit?.abort?.abort();
    audit?.comparison?.end();
    this.#audits.delete(market);
  }

  #plan(audit: Audit, delay: number): void {
    const wait = toTimer(delay * (0.75 + this.#options.random() / 2));
    audit.timer = setTimeout(
      () => {
        audit.comparison = this.#options.compared.begin(audit.market);
        audit.timer = setTimeout(() => void this.#run(audit), Math.min(wait, LOOK_BACK));
      },
      Math.max(0, wait - LOOK_BACK),
    );
  }

  async #run(audit: Audit): Promise<void> {
    audit.abort = new AbortController();
    const { signal } = audit.abort;
    const isEqual = await audit.comparison?.run(signal).catch(() => undefined);
    if (signal.aborted) return;
    audit.comparison?.end();
    const { interval, compared, onError } = this.#options;
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
    compared.doubt(audit.market, new O2BookError(audit.market, "a REST read disagrees with it, twice in a row"));
    if (audit.renewals < 3) return this.#plan(audit, soon);
    // Fresh snapshots disagree with REST as well: then the two are not comparable now, and asking on would only cost.
    if (audit.renewals === 3) {
      const reason = "REST disagrees with fresh snapshots too, so it is audited ten times less often";
      onError(new O2BookError(audit.market, reason));
    }
    this.#plan(audit, interval * 10);
  }
}
