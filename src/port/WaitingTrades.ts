// The trades that wait for a page's next view, within a bound for each hold: a busy market costs no other one a trade. Knows nothing of
// messages.
import type { Trade } from "../client/entities.ts";

/** A hold, and a trade that it is told of. */
export type HeldTrade = readonly [hold: number, trade: Trade];

/** The trades of one page. */
export class WaitingTrades {
  readonly #most: number;
  readonly #counts = new Map<number, number>();
  #trades: HeldTrade[] = [];

  /** @param most the number of trades that wait for a hold; the oldest go first. */
  constructor(most: number) {
    this.#most = most;
  }

  push(hold: number, trade: Trade): void {
    this.#trades.push([hold, trade]);
    const count = (this.#counts.get(hold) ?? 0) + 1;
    this.#counts.set(hold, Math.min(count, this.#most));
    if (count <= this.#most) return;
    this.#trades.splice(
      this.#trades.findIndex(([of]) => of === hold),
      1,
    );
  }

  /** Takes all, oldest first. */
  take(): readonly HeldTrade[] {
    const trades = this.#trades;
    this.#trades = [];
    this.#counts.clear();
    return trades;
  }
}
