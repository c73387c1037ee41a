// The spellings of the second exchange: protocol.md's "likely" throughout, and each "alt" by its own switch.
import type { Exchange } from "./Exchange.ts";
import {
  type Account,
  filledOf,
  type Holder,
  type MadeTrade,
  type PlacedOrder,
  restOf,
  type Step,
  type WaitingOrder,
  worth,
} from "./records.ts";
import { type Bar, holding, type Level } from "./views.ts";

type Choice = "likely" | "alt";

/** The spelling in use for each point on which sources disagree. Each is "likely" unless set. */
export interface Spelling {
  /** A book under `orders`, or under `view` with its level. */
  readonly snapshot?: Choice;
  /** A depth view when the book changed, or always. */
  readonly views?: Choice;
  /** `subscribe_trades`, or `trades`. */
  readonly tradesAction?: Choice;
  /** `subscribe_nonce`, or `nonce`. */
  readonly nonceAction?: Choice;
  /** A bare `{ code, message }`, or one with `action` and `market_id`. */
  readonly errors?: Choice;
  /** `{ bars: [{ timestamp, buy_volume, sell_volume }] }`, or an array of `{ time in seconds, volume }`. */
  readonly bars?: Choice;
  /** A ticker in an array of one with `last`, or an object with `last_price`; a summary likewise. */
  readonly ticker?: Choice;
  /** Without a market, tickers and summaries of all markets, or an error. */
  readonly unnamed?: Choice;
  /** An account without its margin accounts, or with them. */
  readonly margin?: Choice;
  /** The tiers of the margin venue in an object, or a bare array. */
  readonly tiers?: Choice;
  /** A margin account's session as `V2` with its debts in pairs, or as `V1` with an object of them. */
  readonly session?: Choice;
  /** Trades over REST in an object, or a bare array. */
  readonly trades?: Choice;
  /** `<maker order id>/<taker order id>`, or a number that grows, as in the fixtures of SDKs. */
  readonly tradeIds?: Choice;
  /** Only what protocol.md names, or a newer server's: unknown members, actions and order types. */
  readonly additions?: Choice;
  /** No answer to a request that was accepted, or its action alone. */
  readonly receipts?: Choice;
  /** Times of orders and fills in milliseconds, or in seconds. */
  readonly orderTimes?: Choice;
  /** Trigger orders whose order was just filled: beside the orders, or only on that order. */
  readonly orphans?: Choice;
}

/** Marks an amount that is sent as a bare JSON number, however large. */
const bare = (amount: bigint): string => `bare ${amount}`;

/** JSON, with every bigint as a decimal string. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, member) => (typeof member === "bigint" ? String(member) : member));
  return text.replace(/"bare (\d+)"/g, "$1");
}

/** The times at the end of a frame: seconds, and nanoseconds. */
export function times(at: number): object {
  return { onchain_timestamp: String(Math.floor(at / 1_000)), seen_timestamp: `${at}000000` };
}

/** A whole book under the chosen key. */
export function book(buys: readonly Level[], sells: readonly Level[], level: number, { snapshot }: Spelling): object {
  return snapshot === "alt" ? { view: { precision: level, buys, sells } } : { orders: { buys, sells } };
}

export function trade({ id, maker, market, price, quantity, at }: MadeTrade): object {
  const total = worth(market, price, quantity);
  return { trade_id: id, side: maker.side, price, quantity, total, timestamp: String(at) };
}

/** A trade as a trade of the requested account. */
export function ownTrade(made: MadeTrade, holder: Holder | undefined): object {
  const rested = made.maker.holder === holder;
  const trader_side = rested && made.taker.holder === holder ? "both" : rested ? "maker" : "taker";
  return { ...trade(made), trader_side };
}

const timeOf = (at: number, { orderTimes }: Spelling) => String(orderTimes === "alt" ? Math.floor(at / 1_000) : at);

const history = (steps: readonly Step[]) => steps.map(({ type, tx }) => ({ type, status: "confirmed", tx_id: tx }));

export function waitingOrder(waiting: WaitingOrder, spelling: Spelling, other: WaitingOrder | undefined): object {
  return {
    order_id: waiting.id,
    market_id: waiting.market.market_id,
    owner: waiting.holder.identity,
    side: waiting.side,
    order_type: { Spot: { price: bare(waiting.limit) } },
    trigger_price: waiting.at,
    timestamp: timeOf(waiting.placedAt, spelling),
    status: waiting.state,
    ...(other && { sibling_order: other.id }),
    ...(waiting.parent && { parent_order_id: waiting.parent.id }),
    possible_amount: waiting.quantity,
    available_amount: waiting.quantity,
    history: history(waiting.steps),
  };
}

/** An order, with its trigger orders under the name that a stream or REST has for them. */
export function order(placed: PlacedOrder, spelling: Spelling, on: object): object {
  const { additions } = spelling;
  const time = (at: number) => timeOf(at, spelling);
  const filled = filledOf(placed);
  const paid = placed.fills.reduce((sum, { price, quantity }) => sum + price * quantity, 0n);
  return {
    order_id: placed.id,
    market_id: placed.market.market_id,
    owner: placed.holder.identity,
    side: placed.side,
    order_type: additions === "alt" ? "TurboSharedSpot" : placed.type,
    price: placed.price,
    price_fill: filled === 0n ? 0n : paid / filled,
    quantity: placed.quantity,
    quantity_fill: filled,
    timestamp: time(placed.placedAt),
    close: !placed.isOpen,
    partially_filled: filled > 0n && filled < placed.quantity,
    cancel: placed.isCancelled,
    base_decimals: placed.market.base.decimals,
    desired_quantity: { Base: { remaining_quantity: bare(restOf(placed)) } },
    fills: placed.fills.map(({ at, ...fill }) => ({ ...fill, timestamp: time(at) })),
    history: history(placed.steps),
    ...on,
    related_child_orders: [],
  };
}

/** An account's amounts of an asset. REST tells them without identity and asset. */
export function balance(exchange: Exchange, account: Account, asset: string) {
  const holder = exchange.holders.find(({ id }) => id === account.id);
  if (!holder) throw new TypeError(`${account.name} is of another exchange`);
  const { onAccount, books, locked, unlocked } = holding(exchange, holder, asset);
  const order_books = Object.fromEntries(books.map(([id, locked, unlocked, fee]) => [id, { locked, unlocked, fee }]));
  return { order_books, total_locked: locked, total_unlocked: unlocked, trading_account_balance: onAccount };
}

export function bar({ begin, open, high, low, close, bought, sold }: Bar, { bars }: Spelling): object {
  const prices = { open, high, low, close };
  if (bars === "alt") return { time: begin / 1_000, ...prices, volume: bought + sold };
  return { ...prices, buy_volume: bought, sell_volume: sold, timestamp: begin };
}
