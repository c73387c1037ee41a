// One market at work: its book, its tape, price-time matching and the payments of a fill.
// It knows nothing of accounts beyond their ids, of nonces or of the wire.
import type { BookSides, Side, Trade } from "../client/entities.ts";
import { BookSide } from "./bookSide.ts";
import type { Journal } from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import { type ExchangeMarket, feeOf, worthOf } from "./markets.ts";
import { type Account, eventOf, type OrderRecord, type OrderStore } from "./orders.ts";
import { type Fill, type Plan, planOf } from "./plan.ts";
import { ExchangeRefusal } from "./refusal.ts";
import { type Fees, Tape } from "./tape.ts";
import type { OrderRequest } from "./terms.ts";
import type { Wire } from "./wires.ts";

/** The top of a book. */
export interface BookTop {
  readonly bid: bigint | undefined;
  readonly ask: bigint | undefined;
  /** The number of price levels on each side. */
  readonly bidLevels: number;
  readonly askLevels: number;
}

/** The parts that the tapes and orders of all markets share. */
export interface VenueContext {
  readonly ledger: Ledger;
  readonly orders: OrderStore;
  readonly journal: Journal;
  /** The day that bars of a week begin on. */
  readonly weeks: Wire["weeks"];
  /** The id of a trade between two orders. */
  readonly tradeId: (maker: string, taker: string) => string;
  /** An id, and a number that grows from order to order. */
  readonly nextOrder: () => { readonly id: string; readonly sequence: number };
  /** The id of the transaction under way. */
  readonly transaction: () => string;
}

/**
 * One market. An order trades at the price of the one that rested, best price first, then oldest first. Orders of one
 * account trade with each other: self-trades are allowed, as they are on O2.
 */
export class Venue {
  readonly market: ExchangeMarket;
  readonly tape: Tape;
  readonly sides: Readonly<Record<Side, BookSide>>;
  readonly #context: VenueContext;
  #trades: Trade[] = [];

  constructor(market: ExchangeMarket, context: VenueContext) {
    const { journal, weeks } = context;
    this.market = market;
    this.tape = new Tape(journal, weeks);
    this.sides = { buy: new BookSide("buy", journal), sell: new BookSide("sell", journal) };
    this.#context = context;
  }

  /**
   * Places an order and matches it. A refusal comes before anything is touched. The money comes from the trading account;
   * `settles`: this book's unlocked money is moved there first.
   */
  place(account: Account, request: OrderRequest, timestamp: number, settles: boolean): OrderRecord {
    const { market } = this;
    const { ledger, orders, nextOrder } = this.#context;
    const plan = planOf(market, this.sides, request, this.tape.last?.price);
    const book = market.contract_id;
    const spendable =
      ledger.wallet(account.id, plan.asset) + (settles ? ledger.unlocked(account.id, plan.asset, book) : 0n);
    if (spendable < plan.escrow) {
      const { symbol } = plan.asset === market.base.asset ? market.base : market.quote;
      throw new ExchangeRefusal(
        "insufficient-balance",
        `${market.pair}: this order needs ${plan.escrow} ${symbol}, and ${account.name} can spend ${spendable} in this book`,
      );
    }
    if (settles) ledger.settle(account.id, book);
    ledger.lock(account.id, plan.asset, book, plan.lock);
    const { side } = request;
    const { type, price, lock: locked } = plan;
    const filled = plan.fills.reduce((sum, fill) => sum + fill.quantity, 0n);
    // A market buy is bounded by what it spends, so it may buy more than its quantity.
    const quantity = filled > request.quantity ? filled : request.quantity;
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
      received: 0n,
      state: "open",
      fills: [],
      history: [eventOf("created", this.#context.transaction())],
      triggers: [],
      formerTriggers: [],
    };
    orders.add(order);
    this.#execute(order, plan, timestamp);
    return order;
  }

  /** Takes a resting order off the book and gives back what it held. */
  cancel(order: OrderRecord): void {
    this.#context.orders.keep(order);
    this.sides[order.side].reduce(order, order.remaining, true);
    this.#close(order, "cancelled");
  }

  /** The resting quantities, best first. */
  depth(): BookSides {
    return { bids: this.sides.buy.levels(), asks: this.sides.sell.levels() };
  }

  /** The best prices and the number of levels. */
  top(): BookTop {
    const { buy, sell } = this.sides;
    return { bid: buy.best, ask: sell.best, bidLevels: buy.size, askLevels: sell.size };
  }

  /** The changes of the book since the last call; none if nothing changed. */
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

  /** Carries out a plan whose money is locked: fills, then rest or cancel. */
  #execute(order: OrderRecord, plan: Plan, timestamp: number): void {
    for (const fill of plan.fills) this.#trade(order, fill, timestamp);
    if (order.side === "buy") this.#returnLeftOver(order, plan.immediate ? 0n : order.remaining);
    if (order.remaining === 0n) this.#close(order, "filled");
    else if (plan.immediate) this.#close(order, "cancelled");
    else this.sides[order.side].add(order);
  }

  /** The money that a buy did not spend when it was placed goes straight back to the account, unless it is dust: the book keeps that. */
  #returnLeftOver(order: OrderRecord, rest: bigint): void {
    const { market } = this;
    const { ledger } = this.#context;
    const leftOver = order.locked - worthOf(market, order.price, rest);
    if (leftOver <= 0n) return;
    order.locked -= leftOver;
    const money = [order.account.id, market.quote.asset, market.contract_id, leftOver] as const;
    if (leftOver > market.dust) ledger.unlock(...money);
    else ledger.forfeit(...money);
  }

  #trade(taker: OrderRecord, { maker, quantity }: Fill, timestamp: number): void {
    const { market } = this;
    const { ledger, orders } = this.#context;
    const total = worthOf(market, maker.price, quantity);
    const [buyer, seller] = taker.side === "buy" ? [taker, maker] : [maker, taker];
    for (const order of [buyer, seller]) {
      orders.keep(order);
      order.remaining -= quantity;
      order.filledValue += maker.price * quantity;
      const { id: order_id } = order === maker ? taker : maker;
      order.fills = [...order.fills, { order_id, price: maker.price, quantity, timestamp: String(timestamp) }];
      order.history = [...order.history, eventOf("trade", this.#context.transaction())];
    }
    const book = market.contract_id;
    const quoteFee = this.#fee(seller, total, seller === maker);
    const baseFee = this.#fee(buyer, quantity, buyer === maker);
    ledger.pay(buyer.account.id, seller.account.id, market.quote.asset, book, total, quoteFee);
    ledger.pay(seller.account.id, buyer.account.id, market.base.asset, book, quantity, baseFee);
    seller.locked -= quantity;
    buyer.locked -= total;
    // A resting buy holds exactly what its rest needs at its own price.
    if (buyer === maker) {
      const surplus = buyer.locked - worthOf(market, buyer.price, buyer.remaining);
      buyer.locked -= surplus;
      if (surplus > 0n) ledger.unlock(buyer.account.id, market.quote.asset, book, surplus);
    }

    this.sides[maker.side].reduce(maker, quantity, maker.remaining === 0n);
    if (maker.remaining === 0n) this.#close(maker, "filled");
    else this.#keepOrDrop(maker);
    const trade = {
      trade_id: this.#context.tradeId(maker.id, taker.id),
      side: maker.side,
      price: maker.price,
      quantity,
      total,
      timestamp,
      maker: maker.account.identity,
      taker: taker.account.identity,
    };
    this.#record(trade, maker === buyer ? [baseFee, quoteFee] : [quoteFee, baseFee]);
  }

  #record(trade: Trade, fees: Fees): void {
    this.tape.record(trade, fees);
    this.#trades.push(trade);
  }

  /** A maker pays per match, a taker once on all that it takes: this match's part of it. */
  #fee(order: OrderRecord, amount: bigint, isMaker: boolean): bigint {
    const { maker_fee, taker_fee } = this.market;
    if (isMaker) return feeOf(amount, maker_fee);
    const before = feeOf(order.received, taker_fee);
    order.received += amount;
    return feeOf(order.received, taker_fee) - before;
  }

  /** The rest of a resting sell that is worth nothing is removed, its base unlocked within the book. */
  #keepOrDrop(maker: OrderRecord): void {
    const { market } = this;
    const { ledger, orders } = this.#context;
    if (maker.side === "sell" && worthOf(market, maker.price, maker.remaining) === 0n) {
      this.sides.sell.reduce(maker, maker.remaining, true);
      ledger.release(maker.account.id, market.base.asset, market.contract_id, maker.locked);
      maker.locked = 0n;
      this.#close(maker, "cancelled");
    } else {
      orders.touch(maker);
    }
  }

  #close(order: OrderRecord, state: "filled" | "cancelled"): void {
    const { market } = this;
    order.state = state;
    if (state === "cancelled") order.history = [...order.history, eventOf("cancelled", this.#context.transaction())];
    if (order.locked > 0n) {
      const asset = order.side === "buy" ? market.quote.asset : market.base.asset;
      this.#context.ledger.unlock(order.account.id, asset, market.contract_id, order.locked);
      order.locked = 0n;
    }
    this.#context.orders.touch(order);
  }
}
