// Exact best prices of markets whose tick is finer than the wire's finest book: the book says when they may have moved, the
// ticker over REST says where to. Knows nothing of components.
import type { MarketTicker } from "../client/entities.ts";
import type { O2Rest } from "../client/rest.ts";
import { marketAt } from "../client/venueKeys.ts";
import type { Current } from "./current.ts";
import type { Depth } from "./depth.ts";
import { readWhole } from "./entries.ts";
import { toFailure } from "./failure.ts";
import { FINEST } from "./finerThanWire.ts";
import { EMPTY_ENTRY, type Entry } from "./state.ts";
import { bestPrices } from "./toDepth.ts";

/** From one read of a market's ticker to the next, in milliseconds; doubles to a minute while reads fail. */
const INTERVAL = 500;

/** The parts that the exact prices need. */
export interface TopsOptions {
  readonly rest: O2Rest;
  readonly now: () => number;
  readonly current: Current;
}

interface Top {
  holders: number;
  /** The book's best levels that the prices were proven with. */
  proven: string | undefined;
  readAt: number;
  failures: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  abort: AbortController | undefined;
}

/** The exact best prices of the markets that somebody shows. They are live while the best levels of the book stay as they were. */
export class Tops {
  readonly #options: TopsOptions;
  readonly #tops = new Map<string, Top>();

  constructor(options: TopsOptions) {
    this.#options = options;
  }

  /** Follows a market, by its name on its venue, whose book at the finest precision is followed as well, until the returned function is called. */
  hold(market: string): () => void {
    const top: Top = this.#tops.get(market) ?? {
      holders: 0,
      proven: undefined,
      readAt: Number.NEGATIVE_INFINITY,
      failures: 0,
      timer: undefined,
      abort: undefined,
    };
    this.#tops.set(market, top);
    top.holders += 1;
    this.#look(market, top);
    return () => {
      top.holders -= 1;
      if (top.holders > 0) return;
      this.#stop(top);
      this.#tops.delete(market);
      // Nobody looks at the book from now on: whoever comes next must not find them live.
      this.#doubt(market, top);
    };
  }

  /** Books have changed: prices whose best level did are stale until they are read again. */
  look(): void {
    for (const [market, top] of this.#tops) this.#look(market, top);
  }

  /** Gives up what is under way; what is held is taken up again with the next {@link look}. */
  close(): void {
    for (const top of this.#tops.values()) this.#stop(top);
  }

  #stop(top: Top): void {
    clearTimeout(top.timer);
    top.timer = undefined;
    top.abort?.abort();
    top.abort = undefined;
  }

  #look(market: string, top: Top): void {
    const book = this.#options.current.state.depth[`${market}:1`];
    const best = bestLevels(book);
    if (best !== undefined && best === top.proven) return;
    this.#doubt(market, top);
    if (best === undefined || top.timer !== undefined || top.abort) return;
    const wait = waitAfter(top);
    const rest = Math.max(0, Math.min(wait, top.readAt + wait - this.#options.now()));
    top.timer = setTimeout(() => void this.#read(market, top), rest);
  }

  /** They were true until the book changed, or for as long as it was live. */
  #doubt(market: string, top: Top): void {
    const updatedAt = this.#options.current.state.depth[`${market}:1`]?.updatedAt;
    if (top.proven !== undefined) this.#patch(market, { isLive: false, updatedAt });
    top.proven = undefined;
  }

  async #read(market: string, top: Top): Promise<void> {
    const { rest, now, current } = this.#options;
    top.timer = undefined;
    top.readAt = now();
    const abort = new AbortController();
    top.abort = abort;
    const book = (): Entry<Depth> | undefined => current.state.depth[`${market}:1`];
    current.flush();
    const before = bestLevels(book());
    try {
      const ticker = await rest.ticker({ ...marketAt(market), retries: 0, signal: abort.signal });
      current.flush();
      if (abort.signal.aborted) return;
      top.failures = 0;
      const isSame = before !== undefined && before === bestLevels(book());
      const data = isSame ? toTop(ticker, book()?.data) : undefined;
      if (data) {
        top.proven = before;
        this.#patch(market, { data, isLive: true, ...readWhole(now()) });
      }
    } catch (error) {
      if (abort.signal.aborted) return;
      top.failures += 1;
      this.#patch(market, { isLive: false, ...toFailure(error, top.readAt + waitAfter(top)) });
    }
    top.abort = undefined;
    this.#look(market, top);
  }

  #patch(market: string, change: Partial<Entry<Depth>>): void {
    const { current } = this.#options;
    const entry: Entry<Depth> = current.state.tops[market] ?? EMPTY_ENTRY;
    const keys = Object.keys(change) as (keyof typeof change)[];
    if (keys.every((key) => entry[key] === change[key])) return;
    current.become({ ...current.state, tops: { ...current.state.tops, [market]: { ...entry, ...change } } });
  }
}

/** From one read to the next. */
function waitAfter({ failures }: Top): number {
  return Math.min(60_000, INTERVAL * 2 ** failures);
}

/** The best levels of a current book as text: any order that comes or goes among them changes it. */
function bestLevels(entry: Entry<Depth> | undefined): string | undefined {
  if (!entry?.isLive || !entry.data) return undefined;
  const [bid] = entry.data.bids;
  const [ask] = entry.data.asks;
  return `${bid?.price} ${bid?.quantity} ${ask?.price} ${ask?.quantity}`;
}

/** The ticker's prices, if they lie where the book says that they do. The server's rounding is not documented. */
function toTop({ best_bid, best_ask }: MarketTicker, book: Depth | undefined): Depth | undefined {
  if (!book || !isNear(best_bid, book.bestBid) || !isNear(best_ask, book.bestAsk)) return undefined;
  const sideOf = (price: bigint | undefined) => (price === undefined ? [] : [{ price, quantity: 0n }]);
  const { bid, ask, spread, mid } = bestPrices({ bids: sideOf(best_bid), asks: sideOf(best_ask) });
  return { bids: [], asks: [], bestBid: bid, bestAsk: ask, spread, mid, precision: book.precision };
}

function isNear(exact: bigint | undefined, grouped: bigint | undefined): boolean {
  if (exact === undefined || grouped === undefined) return exact === grouped;
  return exact > grouped - FINEST && exact < grouped + FINEST;
}
