// Calls listeners for each trade made since they asked for it, once each. Knows nothing of where trades come from.
import type { Trade } from "../client/entities.ts";
import { O2CallbackError, type O2Error } from "../client/errors.ts";
import { freshTrades, newestTradeFirst } from "./merge.ts";

/** The clocks that listeners need, and the callbacks that they tell. Times in milliseconds since 1970. */
export interface TradeListenersOptions {
  readonly report: (error: O2Error) => void;
  readonly now: () => number;
  /** The exchange's time. */
  readonly clock: { readonly said: number | undefined };
}

interface Listener {
  readonly market: string;
  readonly call: (trade: Trade) => void;
  /** When it asked, by our clock. */
  askedAt: number;
  /** Trades that are read are news when they were made later than this; `undefined` while the exchange's time was not known. */
  since: number | undefined;
}

/** The listeners of one feed. */
export class TradeListeners {
  readonly #options: TradeListenersOptions;
  readonly #listeners = new Set<Listener>();

  constructor(options: TradeListenersOptions) {
    this.#options = options;
  }

  /**
   * Calls a listener until the returned function is called. `newest` is when the newest known trade was made, where no later one
   * can be missing.
   */
  add(market: string, call: (trade: Trade) => void, newest?: number): () => void {
    const listener: Listener = { market, call, ...this.#asked(newest) };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A market is followed from now on: what was made before is news to nobody. */
  begin(market: string): void {
    for (const listener of this.#of(market)) Object.assign(listener, this.#asked());
  }

  /** The time since which a market's trades are news to anybody: those made later are. `newest` is when the newest one was made. */
  since(market: string, newest: number): number {
    return this.#of(market).reduce((least, listener) => Math.min(least, this.#sinceOf(listener, newest)), Infinity);
  }

  /** Tells of the trades of the stream, given newest first, that are not known yet: oldest first. */
  tell(market: string, trades: readonly Trade[], known: readonly Trade[]): void {
    const listeners = this.#of(market);
    if (listeners.length > 0) this.#tell(listeners, freshTrades(known, trades), () => true);
  }

  /** Tells of trades that were read, as {@link tell} does: each listener of those made since it asked. */
  tellRead(market: string, trades: readonly Trade[], known: readonly Trade[]): void {
    const listeners = this.#of(market);
    if (listeners.length === 0) return;
    const newest = trades[0]?.timestamp ?? -Infinity;
    const since = new Map(listeners.map((listener) => [listener, this.#sinceOf(listener, newest)]));
    this.#tell(
      listeners,
      freshTrades(known, trades),
      (listener, { timestamp }) => timestamp > (since.get(listener) ?? Infinity),
    );
  }

  #of(market: string): Listener[] {
    return [...this.#listeners].filter((listener) => listener.market === market);
  }

  /** A listener that throws is reported and disturbs nobody. */
  #tell(listeners: readonly Listener[], fresh: Trade[], isNews: (listener: Listener, trade: Trade) => boolean): void {
    for (const trade of fresh.sort(newestTradeFirst).reverse()) {
      for (const listener of listeners) {
        // An earlier one, or an earlier trade, may have had it let go.
        if (!this.#listeners.has(listener) || !isNews(listener, trade)) continue;
        try {
          listener.call(trade);
        } catch (thrown) {
          this.#options.report(new O2CallbackError("A listener of trades", thrown));
        }
      }
    }
  }

  #asked(newest?: number): Pick<Listener, "askedAt" | "since"> {
    const { now, clock } = this.#options;
    const { said } = clock;
    // If nothing was missing, all that is not known yet is news, also of the very millisecond.
    return { askedAt: now(), since: newest === undefined ? said : Math.max(newest, said ?? newest) - 1 };
  }

  #sinceOf({ since, askedAt }: Listener, newest: number): number {
    if (since !== undefined) return since;
    const { now, clock } = this.#options;
    const { said } = clock;
    // Until the exchange has said its time, ours counts. If it is found to be behind, nothing tells news from history.
    if (said === undefined && newest > now()) return Infinity;
    return (said ?? now()) - (now() - askedAt);
  }
}
