// Seeded traders who place, cancel and take at random prices in many books, one book after the other. Unlike the
// exchange's own traffic they keep a book as deep as they find it, and neglect no market.
import { type Account, ExchangeRefusal, type SimulatedExchange } from "o2-react/testing";
import { seeded } from "../bench/seeded.ts";

type Market = SimulatedExchange["markets"][0];
type Side = "buy" | "sell";

const RICH = 10n ** 30n;

/** Enough of a market's base for an order at a price to be accepted. */
export function enough({ min_order, scale, step }: Market, price: bigint): bigint {
  return ((3n * min_order * scale) / price / step + 1n) * step;
}

/** Enough money for anything on these markets. */
export function riches(markets: readonly Market[]): Record<string, bigint> {
  return Object.fromEntries(
    markets.flatMap(({ base, quote }) => [base.asset, quote.asset]).map((asset) => [asset, RICH]),
  );
}

/**
 * A maker and a taker for all of an exchange's markets.
 * @param levels number of levels that each book gets on each side.
 */
export class Crowd {
  readonly #exchange: SimulatedExchange;
  readonly #levels: number;
  readonly #maker: Account;
  readonly #taker: Account;
  readonly #random = seeded(1);
  /** The maker's orders by market. Some may have been taken. */
  readonly #resting = new Map<string, string[]>();
  #next = 0;

  constructor(exchange: SimulatedExchange, levels: number) {
    this.#exchange = exchange;
    this.#levels = levels;
    this.#maker = exchange.createAccount("Maker", riches(exchange.markets));
    this.#taker = exchange.createAccount("Taker", riches(exchange.markets));
    this.#fill();
  }

  /** Fills books with their levels: an order at each price of both sides. */
  #fill(): void {
    for (const market of this.#exchange.markets) {
      const orders = (["buy", "sell"] as const).flatMap((side) =>
        Array.from({ length: this.#levels }, (_, place) => ({ place: this.#order(market, side, place) })),
      );
      const placed = this.#exchange.batch(this.#maker, orders);
      this.#resting.set(
        market.market_id,
        placed.flatMap((order) => (order && "order_id" in order ? [order.order_id] : [])),
      );
    }
  }

  /** Acts so many times, in one market after the other. */
  act(count: number, markets: readonly string[]): void {
    for (let done = 0; done < count; done += 1) {
      this.#step(markets[this.#next % markets.length] ?? "");
      this.#next += 1;
    }
  }

  #step(id: string): void {
    const market = this.#exchange.market(id);
    const resting = this.#resting.get(id) ?? [];
    const side: Side = this.#random() < 0.5 ? "buy" : "sell";
    const chance = this.#random();
    try {
      if (chance < 0.2) this.#take(market, side);
      else if (chance < 0.6 && resting.length > this.#levels) {
        const [gone = ""] = resting.splice(Math.floor(this.#random() * resting.length), 1);
        this.#exchange.cancel(this.#maker, gone);
      } else {
        const place = Math.floor(this.#random() * this.#levels);
        const { order_id } = this.#exchange.place(this.#maker, this.#order(market, side, place));
        resting.push(order_id);
      }
    } catch (error) {
      // The order to cancel may have been taken.
      if (!(error instanceof ExchangeRefusal)) throw error;
    }
  }

  #take(market: Market, side: Side): void {
    const { bid, ask } = this.#exchange.top(market.market_id);
    const price = side === "buy" ? ask : bid;
    if (price === undefined) return;
    this.#exchange.place(this.#taker, {
      marketId: market.market_id,
      side,
      price,
      quantity: enough(market, price),
      type: "FillOrKill",
    });
  }

  #order(market: Market, side: Side, place: number) {
    const middle = market.startPrice - (market.startPrice % market.tick);
    const away = market.tick * BigInt(place + 1);
    const price = side === "buy" ? middle - away : middle + away;
    return { marketId: market.market_id, side, price, quantity: enough(market, price) };
  }
}
