// Compares a book that comes whole with a REST read: whether one of its views was what REST says, shortly before or after. Knows nothing of
// what follows.
import type { Compared, Comparison } from "./audits.ts";
import { CATCH_UP, type ComparisonOptions } from "./bookComparison.ts";
import { Difference } from "./Difference.ts";
import type { BookSides } from "./entities.ts";
import { type Frequency, intervalOf } from "./frequencies.ts";
import type { DepthViewTopic } from "./protocol.ts";
import { marketAt } from "./venueKeys.ts";

/** Any frequency asks for the depth view of a market. */
const ANY: Frequency = "3s";

/** The books of depth views. */
export function comparedViews(options: ComparisonOptions): Compared {
  return {
    begin: (market) => new ViewComparison(options, market),
    doubt: (market, error) => options.session.views.doubt(market, error),
  };
}

class ViewComparison implements Comparison {
  readonly end: () => void;
  readonly #options: ComparisonOptions;
  readonly #market: string;
  /** The views that came since it began, from the one that was there. */
  readonly #views: BookSides[] = [];
  readonly #epoch: number | undefined;
  /** Hears of each view while an audit waits for one that is what was read. */
  #onView: ((view: BookSides) => void) | undefined;

  constructor(options: ComparisonOptions, market: string) {
    const { session } = options;
    this.#options = options;
    this.#market = market;
    this.#epoch = this.#epochNow();
    this.end = session.listen((event) => {
      if (event.type === "book" && event.isView && event.market === market) this.#note();
    });
    this.#note();
  }

  /**
   * Whether REST's book is a view that came shortly before the request, or one that comes with the interval after the answer. No verdict
   * while views differ from each other: REST may have said what was between two of them.
   */
  async run(signal: AbortSignal): Promise<boolean | undefined> {
    const slot = this.#slot();
    if (!slot || this.#views.length === 0) return undefined;
    const { precision, frequency } = slot;
    const how = { precision, retries: 0, isUrgent: false, signal };
    const read = await this.#options.rest.depth({ ...marketAt(this.#market), ...how });
    const isRead = (view: BookSides): boolean => new Difference(view, read).isZero;
    const isEqual = this.#views.some(isRead) || (await this.#catchUp(isRead, intervalOf(frequency) + CATCH_UP, signal));
    // No verdict on a book that was asked for anew meanwhile.
    if (this.#epoch === undefined || this.#epoch !== this.#epochNow()) return undefined;
    return isEqual || (this.#isStill() ? false : undefined);
  }

  /** Whether nothing changed from one view to the next. */
  #isStill(): boolean {
    const [first, ...others] = this.#views;
    return others.every((view) => first && new Difference(first, view).isZero);
  }

  /** The depth view that is held; `undefined` where the ordinary book serves in its place, which is audited itself. */
  #slot(): DepthViewTopic | undefined {
    const { subscriptions } = this.#options.session;
    const slot = subscriptions.held({ channel: "depthView", ...marketAt(this.#market) });
    return slot?.channel === "depthView" ? slot : undefined;
  }

  #epochNow(): number | undefined {
    const slot = this.#slot();
    return slot && this.#options.session.subscriptions.epochOfSlot(slot);
  }

  #note(): void {
    const precision = this.#slot()?.precision;
    if (precision === undefined) return;
    const shown = { market: this.#market, precision, levels: Number.POSITIVE_INFINITY, frequency: ANY };
    const view = this.#options.session.view(shown);
    if (!view) return;
    this.#views.push(view);
    this.#onView?.(view);
  }

  #catchUp(isRead: (view: BookSides) => boolean, wait: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (isEqual: boolean): void => {
        clearTimeout(timer);
        this.#onView = undefined;
        resolve(isEqual);
      };
      const timer = setTimeout(() => done(false), wait);
      signal.addEventListener("abort", () => done(false), { once: true });
      this.#onView = (view) => {
        if (isRead(view)) done(true);
      };
    });
  }
}
