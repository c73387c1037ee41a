// Seeded traffic: two houses quote and trade around each market's starting price, and the accounts trade a little.
import { type Exchange, Rejection } from "./Exchange.ts";
import type { Market } from "./listing.ts";
import type { Holder } from "./records.ts";

/** The most orders that a house keeps open in a market. */
const MOST_OPEN = 60;

export class Traffic {
  readonly #exchange: Exchange;
  readonly #houses: readonly Holder[];
  readonly #guests: readonly Holder[];
  #state: number;

  constructor(exchange: Exchange, houses: readonly Holder[], guests: readonly Holder[], seed: number) {
    this.#exchange = exchange;
    this.#houses = houses;
    this.#guests = guests;
    this.#state = (seed * 2_654_435_761) % 2_147_483_647 || 1;
  }

  /** One action; in half of all cases in the first market. */
  tick(): void {
    const { markets } = this.#exchange;
    const market = markets[Math.max(0, this.#below(4) - 1)] ?? markets[0];
    const isHouse = this.#below(12) > 0;
    const holders = isHouse ? this.#houses : this.#guests;
    const holder = holders[this.#below(holders.length)];
    if (!holder) return;
    const open = [...this.#exchange.resting(market, "buy"), ...this.#exchange.resting(market, "sell")].filter(
      (order) => order.holder === holder,
    );
    const order = open[this.#below(open.length || 1)];
    const chance = this.#below(100);
    if (isHouse && order && (open.length > MOST_OPEN || chance < 15)) this.#exchange.cancel(holder, order.id);
    else if (chance < 65 && open.length <= MOST_OPEN) this.#quote(holder, market);
    else this.#take(holder, market);
  }

  #quote(holder: Holder, market: Market): void {
    const isBid = this.#below(2) === 0;
    const away = market.tick * BigInt(1 + this.#below(60));
    const start = market.startPrice - (market.startPrice % market.tick);
    const price = isBid ? start - away : start + away;
    // PostOnly, because a quote must not cross.
    this.#place(holder, market, isBid ? "buy" : "sell", price, 2 + this.#below(400), "PostOnly");
  }

  #take(holder: Holder, market: Market): void {
    const side = this.#below(2) === 0 ? "buy" : "sell";
    const best = this.#exchange.resting(market, side === "buy" ? "sell" : "buy")[0];
    if (best) this.#place(holder, market, side, best.price, 2 + this.#below(300), "Spot");
  }

  #place(
    holder: Holder,
    market: Market,
    side: "buy" | "sell",
    price: bigint,
    dollars: number,
    type: "Spot" | "PostOnly",
  ): void {
    const quantity = (BigInt(dollars) * 10n ** BigInt(market.quote.decimals) * market.scale) / price;
    try {
      this.#exchange.place(holder, market, side, price, quantity - (quantity % market.step), type);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }

  /** A whole number from 0, below another. */
  #below(limit: number): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return Math.floor((this.#state / 2_147_483_647) * limit);
  }
}
