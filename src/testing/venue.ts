// One market at work: its book, its tape, price-time matching and what a fill does to the money.
// It knows nothing of accounts beyond their ids, of nonces or of the wire.

import type { BookSides, Side, Trade } from "../client/protocol.ts";
import { BookSide } from "./bookSide.ts";
import type { Ledger } from "./ledger.ts";
import { type ExchangeMarket, feeOf, worthOf } from "./markets.ts";
import type { Account, OrderRecord, OrderStore } from "./orders.ts";
import { ExchangeRefusal } from "./refusal.ts";
import { Tape } from "./tape.ts";
import { type OrderRequest, type Terms, termsOf } from "./terms.ts";

interface Fill {
  readonly maker: OrderRecord;
  readonly quantity: bigint;
}

/** What an order will do, found before anything is touched. */
interface Plan extends Terms {
  readonly fills: readonly Fill[];
  /** The order's price: its limit, or what the worst of its fills cost. */
  readonly price: bigint;
  /** The asset it pays with, and how much of it is locked to begin with. */
  readonly asset: string;
  readonly lock: bigint;
}

/** What the top of a book looks like. */
export interface BookTop {
  readonly bid: bigint | undefined;
  readonly ask: bigint | undefined;
  /** How many price levels each side has. */
  readonly bidLevels: number;
  readonly askLevels: number;
}

/** What the tape and the orders of all markets share. */
export interface VenueContext {
  readonly ledger: Ledger;
  readonly orders: OrderStore;
  readonly nextTradeId: () => string;
  /** An id, and a number that grows from order to order. */
  readonly nextOrder: () => { readonly id: string; readonly sequence: number };
}

/**
 * One market. An order trades at the price of the one that rested, best price first, then oldest first. Orders of one
 * account trade with each other: self-trades are allowed, as they are on O2.
 */
export class Venue {
  readonly market: ExchangeMarket;
  readonly tape: Tape = new Tape();
  readonly sides: Readonly<Record<Side, BookSide>> = { buy: new BookSide("buy"), sell: new BookSide("sell") };
  readonly #context: VenueContext;
  #trades: Trade[] = [];

  constructor(market: ExchangeMarket, context: VenueContext) {
    this.market = market;
    this.#context = context;
  }

  /** Places an order and matches it. A refusal comes before anything is touched. */
  place(account: Account, request: OrderRequest, timestamp: number): OrderRecord {
    const { market } = this;
    const { ledger, orders, nextOrder } = this.#context;
    const plan = this.#plan(request);
    const spendable = ledger.spendable(account.id, plan.asset);
    if (spendable < plan.lock) {
      const { symbol } = plan.asset === market.base.asset ? market.base : market.quote;
      throw new ExchangeRefusal(
        "insufficient-balance",
        `${market.pair}: this order needs ${plan.lock} ${symbol}, and ${account.name} can spend ${spendable}`,
      );
    }
    ledger.lock(account.id, plan.asset, market.contract_id, plan.lock);
    const { side, quantity } = request;
    const { type, price, lock: locked } = plan;
    const order: OrderRecord = {
      ...nextOrder(),
      market,
      account,
      side,
      type,
      price,
      quantity,
      timestamp,
      remaining: quantity,
      filledValue: 0n,
      locked,
      state: "open",
    };
    orders.add(order);
    this.#execute(order, plan, timestamp);
    return order;
  }

  /** Takes a resting order off the book and gives back what it held. */
  cancel(order: OrderRecord): void {
    this.sides[order.side].reduce(order, order.remaining, true);
    this.#close(order, "cancelled");
  }

  /** The resting quantities, best first. */
  depth(): BookSides {
    return { bids: this.sides.buy.levels(), asks: this.sides.sell.levels() };
  }

  /** The best prices and how many levels there are. */
  top(): BookTop {
    const { buy, sell } = this.sides;
    return { bid: buy.best, ask: sell.best, bidLevels: buy.size, askLevels: sell.size };
  }

  /** What has changed in the book since the last call; none if nothing has. */
  takeChanges(): BookSides | undefined {
    const changes = { bids: this.sides.buy.takeChanges(), asks: this.sides.sell.takeChanges() };
    return changes.bids.length + changes.asks.length > 0 ? changes : undefined;
  }

  /** The trades since the last call, oldest first. */
  takeTrades(): Trade[] {
    const trades = this.#trades;
    if (trades.length > 0) this.#trades = [];
    return trades;
  }

  /** What an order would do now; touches nothing. */
  #plan(request: OrderRequest): Plan {
    const { market } = this;
    const terms = termsOf(market, request, this.tape.last?.price);
    const { side, quantity } = request;
    const fills = this.#fills(side, quantity, terms.limit);
    const filled = fills.reduce((sum, fill) => sum + fill.quantity, 0n);
    if (terms.type === "PostOnly" && fills.length > 0) {
      throw new ExchangeRefusal(
        "post-only",
        `${market.pair}: a PostOnly ${side} at ${request.price} would take ${fills[0]?.maker.price}`,
      );
    }
    if (terms.type === "FillOrKill" && filled < quantity) {
      throw new ExchangeRefusal(
        "fill-or-kill",
        `${market.pair}: only ${filled} of ${quantity} can be filled at ${request.price}`,
      );
    }
    const { immediate } = terms;
    if (immediate && fills.length === 0) {
      throw new ExchangeRefusal("no-liquidity", `${market.pair}: there is nothing for this ${side} to take`);
    }
    const cost = fills.reduce((sum, fill) => sum + worthOf(market, fill.maker.price, fill.quantity), 0n);
    const price = terms.limit ?? fills.at(-1)?.maker.price ?? 0n;
    const [asset, lock] =
      side === "sell"
        ? [market.base.asset, immediate ? filled : quantity]
        : [market.quote.asset, immediate ? cost : worthOf(market, price, quantity)];
    return { ...terms, fills, price, asset, lock };
  }

  /** Carries out a plan whose money is locked: fills, then rest or cancel. */
  #execute(order: OrderRecord, plan: Plan, timestamp: number): void {
    for (const fill of plan.fills) this.#trade(order, fill, plan.immediate, timestamp);
    if (order.remaining === 0n) this.#close(order, "filled");
    else if (plan.immediate) this.#close(order, "cancelled");
    else this.sides[order.side].add(order);
  }

  #fills(side: Side, quantity: bigint, limit: bigint | undefined): Fill[] {
    const fills: Fill[] = [];
    let wanted = quantity;
    for (const maker of this.sides[side === "buy" ? "sell" : "buy"].orders()) {
      if (wanted === 0n || (limit !== undefined && (side === "buy" ? maker.price > limit : maker.price < limit))) break;
      const part = maker.remaining < wanted ? maker.remaining : wanted;
      fills.push({ maker, quantity: part });
      wanted -= part;
    }
    return fills;
  }

  #trade(taker: OrderRecord, { maker, quantity }: Fill, immediate: boolean, timestamp: number): void {
    const { market } = this;
    const { ledger, orders, nextTradeId } = this.#context;
    const total = worthOf(market, maker.price, quantity);
    const [buyer, seller] = taker.side === "buy" ? [taker, maker] : [maker, taker];
    const feeRate = (order: OrderRecord): bigint => (order === maker ? market.maker_fee : market.taker_fee);

    for (const order of [buyer, seller]) {
      order.remaining -= quantity;
      order.filledValue += maker.price * quantity;
    }
    const book = market.contract_id;
    ledger.pay(buyer.account.id, seller.account.id, market.quote.asset, book, total, feeOf(total, feeRate(seller)));
    ledger.pay(seller.account.id, buyer.account.id, market.base.asset, book, quantity, feeOf(quantity, feeRate(buyer)));
    seller.locked -= quantity;
    buyer.locked -= total;
    // A limit buyer holds exactly what its rest needs at its own price; a better price gives the difference back.
    if (buyer === maker || !immediate) {
      const surplus = buyer.locked - worthOf(market, buyer.price, buyer.remaining);
      buyer.locked -= surplus;
      if (surplus > 0n) ledger.unlock(buyer.account.id, market.quote.asset, book, surplus);
    }

    this.sides[maker.side].reduce(maker, quantity, maker.remaining === 0n);
    if (maker.remaining === 0n) this.#close(maker, "filled");
    else orders.touch(maker);
    const trade: Trade = {
      trade_id: nextTradeId(),
      side: maker.side,
      price: maker.price,
      quantity,
      total,
      timestamp,
      maker: maker.account.identity,
      taker: taker.account.identity,
    };
    this.tape.record(trade);
    this.#trades.push(trade);
  }

  #close(order: OrderRecord, state: "filled" | "cancelled"): void {
    const { market } = this;
    order.state = state;
    if (order.locked > 0n) {
      const asset = order.side === "buy" ? market.quote.asset : market.base.asset;
      this.#context.ledger.unlock(order.account.id, asset, market.contract_id, order.locked);
      order.locked = 0n;
    }
    this.#context.orders.touch(order);
  }
}
