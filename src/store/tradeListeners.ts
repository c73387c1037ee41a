// Who is called for each new trade of a market. Knows nothing of where trades come from.
import { O2CallbackError, type O2Error } from "../client/errors.ts";
import type { Trade } from "../client/protocol.ts";
import { freshTrades, newestTradeFirst } from "./merge.ts";

/** The listeners of one feed. */
export class TradeListeners {
  readonly #listeners = new Set<{ readonly market: string; readonly call: (trade: Trade) => void }>();
  readonly #report: (error: O2Error) => void;

  constructor(report: (error: O2Error) => void) {
    this.#report = report;
  }

  /** Calls a listener until the returned function is called. */
  add(market: string, call: (trade: Trade) => void): () => void {
    const listener = { market, call };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells of the trades, given newest first, that are not known yet: oldest first. A listener that throws is reported and disturbs nobody. */
  tell(market: string, trades: readonly Trade[], known: readonly Trade[]): void {
    const listeners = [...this.#listeners].filter((listener) => listener.market === market);
    if (listeners.length === 0) return;
    const fresh = freshTrades(known, trades).sort(newestTradeFirst);
    for (const trade of fresh.reverse()) {
      for (const listener of listeners) {
        // An earlier one, or an earlier trade, may have had it let go.
        if (!this.#listeners.has(listener)) continue;
        try {
          listener.call(trade);
        } catch (thrown) {
          this.#report(new O2CallbackError("A listener of trades", thrown));
        }
      }
    }
  }
}
