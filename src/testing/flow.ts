// Seeded order flow that keeps the books full and moving. One step is one action on the exchange.
// It knows nothing of time or of listeners.
import type { OrderType, Side } from "../client/entities.ts";
import type { Exchange } from "./exchange.ts";
import type { ExchangeMarket } from "./markets.ts";
import type { Account } from "./orders.ts";
import { enough, Pace } from "./pace.ts";
import { Quotes } from "./quotes.ts";
import { createRandom, type Random } from "./random.ts";
import { ExchangeRefusal } from "./refusal.ts";
import { takingUpTo } from "./terms.ts";

/** The number of price levels that each side should have, where the price window has room for them. */
const LEVELS = 50;
/** With a smaller share of them nobody trades. */
const SOUND = 0.6;
/** The usual sizes that one action a second trades in a third of a minute, as measured. */
const SIZES = 4.5;

const other = (side: Side): Side => (side === "buy" ? "sell" : "buy");

/** The parts that a flow is made from. */
export interface FlowOptions {
  readonly exchange: Exchange;
  readonly seed: number | string;
  /** The accounts that trade a little, and always keep some orders open. */
  readonly demo: readonly Account[];
}

/** Seeded order flow. */
export class Flow {
  readonly #exchange: Exchange;
  readonly #random: Random;
  readonly #demo: readonly Account[];
  readonly #bots: readonly Account[];
  readonly #paces: readonly Pace[];
  readonly #quotes: Quotes;

  constructor({ exchange, seed, demo }: FlowOptions) {
    this.#exchange = exchange;
    this.#random = createRandom(`flow ${seed}`);
    this.#demo = demo;
    this.#quotes = new Quotes(exchange, this.#random);
    this.#paces = exchange.markets.map((market) => new Pace(market));
    const money: Record<string, bigint> = {};
    for (const { market, usual } of this.#paces) {
      money[market.base.asset] = (money[market.base.asset] ?? 0n) + usual * 200_000n;
      money[market.quote.asset] = (money[market.quote.asset] ?? 0n) + market.min_order * 80_000_000n;
    }
    this.#bots = Array.from({ length: 8 }, (_, index) => exchange.createAccount(`bot ${index + 1}`, money));
  }

  /** Carries out one action of some account. */
  step(): void {
    // The books are filled first.
    const bare = this.#paces.find((pace) => this.#levels(pace.market) < Math.floor(this.#room(pace) * SOUND));
    if (bare) {
      this.#quote(bare, this.#thinner(bare));
      return;
    }
    // The lower of two draws, so that the first markets are the busiest.
    const [one, two] = [this.#random.pick(this.#paces), this.#random.pick(this.#paces)];
    const pace = this.#paces.indexOf(one) < this.#paces.indexOf(two) ? one : two;
    pace.walk(this.#random, 1);
    try {
      this.#act(pace);
    } catch (error) {
      // The action may be impossible now, e.g. where the book is too thin: then a maker adds to the book instead.
      if (!(error instanceof ExchangeRefusal)) throw error;
      this.#quote(pace, this.#thinner(pace));
    }
  }

  /** Adds one quote to the thinner side of each book. */
  fill(): void {
    for (const pace of this.#paces) this.#quote(pace, this.#thinner(pace));
  }

  /**
   * In each market, on an empty book, two bots trade with each other at a fair price that has moved far: as much as `rate` actions a
   * second would in a third of a minute, and at least a usual size.
   */
  cross(rate: number = 0): void {
    const { length } = this.#paces;
    for (const [index, pace] of this.#paces.entries()) {
      pace.walk(this.#random, 40);
      const { market } = pace;
      const price = this.#within(pace, pace.fair);
      const side: Side = this.#random.chance(500) ? "buy" : "sell";
      // The part of all steps that act on this market: each takes the lower of two draws.
      const share = (2 * (length - index) - 1) / length ** 2;
      const sizes = BigInt(Math.max(1, Math.round(rate * share * SIZES)));
      const quantity = enough(market, price, pace.size(this.#random, 2) * sizes);
      const order = { marketId: market.market_id, price, quantity };
      this.#exchange.place(this.#bot(market, side), { ...order, side });
      this.#exchange.place(this.#bot(market, other(side)), { ...order, side: other(side), type: "FillOrKill" });
    }
  }

  #act(pace: Pace): void {
    const { bid, ask, bidLevels, askLevels } = this.#exchange.top(pace.market.market_id);
    const { fair } = pace;
    const levels = this.#room(pace);
    const roll = this.#random.below(1000);
    const side: Side = this.#random.chance(500) ? "buy" : "sell";
    const poor = this.#demo.find((account) => this.#exchange.openCount(account) < 4);
    if (poor) this.#demoAct(poor, pace, side);
    // An account takes the quotes on the wrong side of the fair price, which moves the market.
    else if (ask !== undefined && ask < fair && roll < 500) this.#sweep(pace, "buy");
    else if (bid !== undefined && bid > fair && roll < 500) this.#sweep(pace, "sell");
    else if (Math.min(bidLevels, askLevels) < levels - 4 && roll < 700) this.#quote(pace, this.#thinner(pace));
    else if (roll < 40 && this.#demo.length > 0) this.#demoAct(this.#random.pick(this.#demo), pace, side);
    else if (roll < 190) this.#take(pace, side);
    else if (roll < ((side === "buy" ? bidLevels : askLevels) < levels ? 760 : 480)) this.#quote(pace, side);
    else if (!this.#quotes.withdraw(pace, side)) this.#quote(pace, side);
  }

  /** A maker adds a quote: often near the top, sometimes deep. */
  #quote(pace: Pace, side: Side): void {
    const { market, gap, fair } = pace;
    const { bid, ask } = this.#exchange.top(market.market_id);
    const depth = Math.min(this.#random.below(LEVELS + 12), this.#random.below(LEVELS + 12));
    const best = side === "buy" ? bid : ask;
    const away = best === undefined ? undefined : side === "buy" ? fair - best : best - fair;
    const bare = away === undefined || away > BigInt(2 + Math.floor(gap / 2)) * market.tick;
    const offset = bare ? 1 + this.#random.below(2) : 1 + depth * gap + this.#random.below(gap + 1);
    let price = side === "buy" ? fair - BigInt(offset) * market.tick : fair + BigInt(offset) * market.tick;
    if (side === "buy" && ask !== undefined && price >= ask) price = ask - market.tick;
    if (side === "sell" && bid !== undefined && price <= bid) price = bid + market.tick;
    price = this.#within(pace, price);
    // At the edge of the price window the only price left may be one that trades.
    const crosses = side === "buy" ? ask !== undefined && price >= ask : bid !== undefined && price <= bid;
    const type: OrderType = this.#random.chance(500) && !crosses ? "PostOnly" : "Spot";
    const maker = this.#bot(market, side);
    const quantity = enough(market, price, pace.size(this.#random, 3 + (depth >> 4)));
    const order = this.#exchange.place(maker, { marketId: market.market_id, side, price, quantity, type });
    this.#quotes.add(market.market_id, side, { maker, orderId: order.order_id, price });
  }

  /** An account takes the best offers, at any price. */
  #take(pace: Pace, side: Side): void {
    const { market } = pace;
    const quantity = pace.size(this.#random, 2);
    this.#exchange.place(this.#bot(market, side), { marketId: market.market_id, side, quantity, type: "Market" });
  }

  /** An account takes all offers beyond the fair price. */
  #sweep({ market, usual, fair }: Pace, side: Side): void {
    const type = takingUpTo(side, fair);
    this.#exchange.place(this.#bot(market, side), { marketId: market.market_id, side, quantity: usual * 50n, type });
  }

  /** A demo account places, cancels or takes, so that it keeps three to eight orders open. */
  #demoAct(account: Account, pace: Pace, likely: Side): void {
    const exchange = this.#exchange;
    const { market, gap, usual, fair } = pace;
    const open = exchange.openCount(account);
    const roll = this.#random.below(1000);
    if (open > 7 || (open >= 5 && roll < 350)) {
      const orders = exchange.orders(account, { open: true });
      const order = (roll < 200 ? undefined : orders.at(-1)) ?? this.#random.pick(orders);
      exchange.cancel(account, order.order_id);
      return;
    }
    // It prefers to sell an asset that it has too much of.
    const quote = exchange.spendable(account, market.quote.asset);
    const base = (exchange.spendable(account, market.base.asset) * fair) / market.scale;
    const side: Side = this.#random.chance(200) ? (base > quote ? "sell" : "buy") : likely;
    if (open >= 4 && roll > 800) {
      const quantity = (usual / market.step / BigInt(2 + this.#random.below(6)) + 1n) * market.step;
      exchange.place(account, { marketId: market.market_id, side, quantity, type: "Market" });
      return;
    }
    const { bid = fair, ask = fair } = exchange.top(market.market_id);
    const away = BigInt(this.#random.below(12 * gap + 1)) * market.tick;
    const price = this.#within(pace, side === "buy" ? bid - away : ask + away);
    const quantity = enough(market, price, pace.size(this.#random, 2));
    exchange.place(account, { marketId: market.market_id, side, price, quantity });
  }

  /** The nearest price that the market takes now. */
  #within(pace: Pace, price: bigint): bigint {
    return pace.within(price, this.#exchange.lastTrade(pace.market.market_id)?.price);
  }

  /** The number of levels that each side should have. */
  #room(pace: Pace): number {
    return pace.room(LEVELS, this.#exchange.lastTrade(pace.market.market_id)?.price);
  }

  /** A bot for this side: the one of two that has more to spend, so that none runs out of money. */
  #bot({ base, quote }: ExchangeMarket, side: Side): Account {
    const asset = side === "buy" ? quote.asset : base.asset;
    const [one, two] = [this.#random.pick(this.#bots), this.#random.pick(this.#bots)];
    return this.#exchange.spendable(one, asset) > this.#exchange.spendable(two, asset) ? one : two;
  }

  /** The number of levels on the thinner side of a book. */
  #levels({ market_id }: ExchangeMarket): number {
    const { bidLevels, askLevels } = this.#exchange.top(market_id);
    return Math.min(bidLevels, askLevels);
  }

  #thinner({ market }: Pace): Side {
    const { bidLevels, askLevels } = this.#exchange.top(market.market_id);
    return bidLevels < askLevels ? "buy" : "sell";
  }
}
