// An account with thousands of open orders, spread over all markets and priced away from the traffic.
import type { Account, SimulatedExchange } from "o2-react/testing";
import { enough, richAccount } from "./Crowd.ts";

/** How many orders are placed in one batch. */
const BATCH = 1_000;

/** The account, and its orders. */
export class OrderHolder {
  readonly #exchange: SimulatedExchange;
  readonly #account: Account;
  readonly #orders: string[] = [];

  constructor(exchange: SimulatedExchange, name: string, count: number) {
    this.#exchange = exchange;
    this.#account = richAccount(exchange, name);
    for (let from = 0; from < count; from += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => this.#order(from + index));
      for (const order of exchange.batch(this.#account, batch))
        if (order && "order_id" in order) this.#orders.push(order.order_id);
    }
  }

  get id(): string {
    return this.#account.id;
  }

  /** Cancels an order, and places the like of it again. */
  replace(): void {
    const [cancelled = ""] = this.#orders.splice(Math.floor(this.#orders.length / 3), 1);
    const { market_id = "", side, price, quantity } = this.#exchange.cancel(this.#account, cancelled);
    const { order_id } = this.#exchange.place(this.#account, { marketId: market_id, side, price, quantity });
    this.#orders.push(order_id);
  }

  #order(number: number) {
    const { markets } = this.#exchange;
    const market = markets[number % markets.length] ?? markets[0];
    const middle = market.startPrice - (market.startPrice % market.tick);
    const price = middle + market.tick * BigInt(200 + ((number * 7) % 4_000));
    return { place: { marketId: market.market_id, side: "sell" as const, price, quantity: enough(market, price) } };
  }
}
