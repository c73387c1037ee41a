// The makers' quotes by market and side, so that some can be withdrawn. It does not know why they were made.
import type { Side } from "../client/entities.ts";
import type { Exchange } from "./exchange.ts";
import type { Account } from "./orders.ts";
import type { Pace } from "./pace.ts";
import type { Random } from "./random.ts";

/** An order of a maker that may still rest. */
export interface Quote {
  readonly maker: Account;
  readonly orderId: string;
  readonly price: bigint;
}

/** The number of quotes that are searched for one far from the fair price. */
const LOOKED_AT = 4;

/** The makers' quotes. */
export class Quotes {
  readonly #exchange: Exchange;
  readonly #random: Random;
  readonly #lists = new Map<string, Quote[]>();

  constructor(exchange: Exchange, random: Random) {
    this.#exchange = exchange;
    this.#random = random;
  }

  /** Remembers a quote. */
  add(marketId: string, side: Side, quote: Quote): void {
    this.#list(marketId, side).push(quote);
  }

  /** Cancels a quote, rather one that is far from the fair price. False if there is none. */
  withdraw({ market, fair }: Pace, side: Side): boolean {
    const list = this.#list(market.market_id, side);
    let chosen: Quote | undefined;
    let farthest = -1n;
    for (let looked = 0; looked < LOOKED_AT; looked += 1) {
      const quote = this.#draw(list);
      if (!quote) break;
      const distance = quote.price > fair ? quote.price - fair : fair - quote.price;
      if (distance > farthest) {
        if (chosen) list.push(chosen);
        [chosen, farthest] = [quote, distance];
      } else {
        list.push(quote);
      }
    }
    if (chosen) this.#exchange.cancel(chosen.maker, chosen.orderId);
    return chosen !== undefined;
  }

  /** Takes a quote that still rests out of the list, and with it those found that do not. */
  #draw(list: Quote[]): Quote | undefined {
    while (list.length > 0) {
      const index = this.#random.below(list.length);
      const quote = list[index];
      const last = list.pop();
      if (last && last !== quote) list[index] = last;
      if (quote && this.#exchange.isOpen(quote.maker, quote.orderId)) return quote;
    }
    return undefined;
  }

  #list(marketId: string, side: Side): Quote[] {
    const key = `${marketId} ${side}`;
    const list = this.#lists.get(key) ?? [];
    this.#lists.set(key, list);
    return list;
  }
}
