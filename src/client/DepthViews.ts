// The books that come whole, again and again: each view replaces the one before. A market goes by its name on its venue. Knows nothing of
// frames, subscriptions or readers: it is told what arrives, and says what is in doubt and what never came.
import type { BookSides } from "./entities.ts";
import type { O2Error } from "./errors.ts";
import { O2BookError, type O2FrameError } from "./feedErrors.ts";
import { intervalOf } from "./frequencies.ts";
import { OrderBook } from "./OrderBook.ts";
import type { DepthViewTopic, DepthViewUpdate } from "./protocol.ts";
import { keyOfUpdate } from "./venueKeys.ts";
import { marketKey } from "./venues.ts";

/** The functions that views tell. */
export interface DepthViewsOptions {
  /** A market's book became doubtful: it is to be subscribed to again. */
  readonly onDoubt: (market: string, error: O2Error) => void;
  /** A view that came before the PONG may be of the subscription before, at a coarser precision: it is to be subscribed to again. */
  readonly onAmbiguous: (market: string) => void;
  /** No view came, though the server has read the subscription for so many milliseconds. */
  readonly onSilent: (market: string, waited: number) => void;
}

/** Longer than its interval, so many milliseconds, a first view may take after the server has read the subscription. */
const GRACE = 2_000;

interface Held {
  readonly book: OrderBook;
  readonly interval: number;
  /** Whether views are of the subscription that was sent last. */
  isExpected: boolean;
  /** Until the server has surely read the subscription: the newest view that came meanwhile. */
  fenced: { view?: DepthViewUpdate } | undefined;
  /** Whether a fenced view may be too coarse. */
  isFiner: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** One book per market whose view is followed. */
export class DepthViews {
  readonly #options: DepthViewsOptions;
  readonly #held = new Map<string, Held>();
  /** The precision that was asked for last over this link, also of markets that are not followed any more. */
  readonly #precisions = new Map<string, number>();
  #resyncs = 0;

  constructor(options: DepthViewsOptions) {
    this.#options = options;
  }

  /** The number of times views were asked for again, because one was wrong. */
  get resyncs(): number {
    return this.#resyncs;
  }

  /** Whether a view of the subscription has come. */
  isReady(market: string): boolean {
    return this.#held.get(market)?.book.isReady ?? false;
  }

  /** The best levels of a market's newest view: plain data, never changed later. `undefined` while there is none. */
  view(market: string, levels: number, precision?: number): BookSides | undefined {
    const book = this.#held.get(market)?.book;
    return book?.isReady ? book.top(levels, precision) : undefined;
  }

  /**
   * A subscription was sent. While late views of another one in its place may come, views are fenced until `read()`: those of a coarser
   * one would pass for its own.
   */
  start(topic: DepthViewTopic, isReplacement: boolean, isRenewal: boolean): void {
    const market = marketKey(topic);
    const before = this.#held.get(market);
    const precision = this.#precisions.get(market) ?? Number.POSITIVE_INFINITY;
    if (isRenewal) this.#resyncs += 1;
    clearTimeout(before?.timer);
    const { book = new OrderBook() } = before ?? {};
    book.reset();
    this.#precisions.set(market, topic.precision);
    this.#held.set(market, {
      book,
      interval: intervalOf(topic.frequency),
      isExpected: true,
      fenced: isReplacement ? {} : undefined,
      isFiner: topic.precision < precision,
      timer: undefined,
    });
  }

  /** The server has read the subscription: gives what came of it meanwhile, to be applied now. */
  read(market: string): DepthViewUpdate | undefined {
    const held = this.#held.get(market);
    if (!held) return undefined;
    const { fenced: { view } = {}, isFiner } = held;
    held.fenced = undefined;
    if (!held.book.isReady && held.isExpected) {
      const wait = held.interval + GRACE;
      clearTimeout(held.timer);
      held.timer = setTimeout(() => this.#options.onSilent(market, wait), wait);
    }
    if (!view || !isFiner) return view;
    this.#stop(held);
    this.#options.onAmbiguous(market);
    return undefined;
  }

  /** Takes a view; false where it is none of the subscription's. */
  apply({ view, ...update }: DepthViewUpdate): boolean {
    const market = keyOfUpdate(update);
    const held = this.#held.get(market);
    if (!held?.isExpected) return false;
    if (held.fenced) {
      held.fenced = { view: { ...update, view } };
      return false;
    }
    const fault = held.book.apply({ ...update, action: "subscribe_depth", view });
    clearTimeout(held.timer);
    if (fault) this.#doubt(market, held, new O2BookError(market, fault));
    return fault === undefined;
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
    for (const held of this.#held.values()) this.#stop(held);
    this.#precisions.clear();
  }

  /** A market's book is known to be wrong by other means than a view. */
  doubt(market: string, error: O2Error): void {
    const held = this.#held.get(market);
    if (held?.book.isReady) this.#doubt(market, held, error);
  }

  /** A frame about a market's book was malformed and dropped: if nothing changes, no other comes. */
  frameMalformed(market: string, error: O2FrameError): void {
    this.rejected(market, new O2BookError(market, "a frame of it was malformed", error));
  }

  /** The server may have rejected the subscription of a market's book. */
  rejected(market: string, error: O2Error): void {
    const held = this.#held.get(market);
    if (held) this.#doubt(market, held, error);
  }

  #stop(held: Held): void {
    clearTimeout(held.timer);
    held.book.reset();
    held.isExpected = false;
    held.fenced = undefined;
  }

  #doubt(market: string, held: Held, error: O2Error): void {
    this.#stop(held);
    this.#options.onDoubt(market, error);
  }
}
