// One venue of the second exchange: its books, accounts, traffic and answers. It knows nothing of connections, nor of the other venue.
import type { Balance, Bar, Identity, Order, Resolution, Trade } from "o2-react";
import { Answers } from "./answers.ts";
import { Exchange, Rejection, type WaitingWish } from "./Exchange.ts";
import { barOf, orderOf, tradeOf } from "./entities.ts";
import type { Market } from "./listing.ts";
import { type Account, filledOf, type Holder, type Side } from "./records.ts";
import { balance, type Spelling } from "./spelling.ts";
import { Traffic } from "./traffic.ts";
import { assetsOf, bars, type Level, levels, tradesOf } from "./views.ts";

/** The options of a venue. */
export interface VenueOptions {
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly spelling: Spelling;
  /** Is appended to the name of each account, so that no two venues have the same accounts. */
  readonly place: "" | " on margin";
}

/** An account, or one of its identities: the trade account or the wallet. */
type Who = Account | Identity;

/** An order to be placed. Amounts are chain integers. */
interface Wish {
  readonly marketId: string;
  readonly side: Side;
  readonly price?: bigint;
  readonly quantity: bigint;
  readonly type?: unknown;
}

export class Venue {
  readonly markets;
  readonly accounts: readonly [Account, Account, Account];
  readonly books: Exchange;
  readonly answers: Answers;
  readonly #place: string;
  readonly #traffic: Traffic;
  readonly #deposits: Readonly<Record<string, bigint>>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ seed, now, spelling, place }: VenueOptions) {
    this.#place = place;
    this.books = new Exchange(now, spelling.tradeIds === "alt");
    this.answers = new Answers(this.books, spelling, now);
    this.markets = this.books.markets;
    this.#deposits = Object.fromEntries(assetsOf(this.markets).map(({ asset }) => [asset, 10n ** 30n]));
    const guests = [this.#open("Ada"), this.#open("Grace"), this.#open("Alan")] as const;
    this.accounts = guests;
    this.#traffic = new Traffic(this.books, [this.#open("North"), this.#open("South")], guests, seed);
  }

  /** Performs so many seeded actions now. */
  tick(count = 1): void {
    for (let done = 0; done < count; done += 1) this.#traffic.tick();
  }

  /** Performs seeded actions by a timer, so many a second. */
  start({ rate = 50 }: { readonly rate?: number } = {}): void {
    this.stop();
    const pause = 1_000 / rate;
    const tick = (): void => {
      this.tick();
      this.#timer = setTimeout(tick, pause);
    };
    // Begins half a pause late, so that no action falls on the end of a wait for whole pauses.
    this.#timer = setTimeout(tick, pause / 2);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  onCommit(listener: () => void): () => void {
    return this.books.onCommit(listener);
  }

  createAccount(name: string, deposits: Readonly<Record<string, bigint>> = {}): Account {
    return this.books.open(`${name}${this.#place}`, deposits);
  }

  place(who: Who, { marketId, side, price, quantity, type = "Spot" }: Wish): Order {
    if (price === undefined || (type !== "Spot" && type !== "PostOnly"))
      throw new TypeError("The second exchange takes Spot and PostOnly orders, each with a price");
    return orderOf(this.books.place(this.#holder(who), this.#market(marketId), side, price, quantity, type));
  }

  cancel(who: Who, orderId: string): Order {
    return orderOf(this.books.cancel(this.#holder(who), orderId));
  }

  /**
   * Adds one order that waits for a price, or two of which one cancels the other; on an open order, or alone. Returns
   * their ids.
   */
  wait(who: Who, marketId: string, wishes: readonly WaitingWish[], orderId?: string): readonly string[] {
    const parent = orderId === undefined ? undefined : this.books.order(orderId);
    return this.books.wait(this.#holder(who), this.#market(marketId), wishes, parent).map(({ id }) => id);
  }

  unwait(who: Who, id: string): void {
    this.books.unwait(this.#holder(who), id);
  }

  /** The ids of the trigger orders that wait on an open order, or on none. */
  waiting(who: Who): { readonly attached: readonly string[]; readonly alone: readonly string[] } {
    const { waiting } = this.books;
    const holder = this.#holder(who);
    const alone = waiting.alone(holder);
    const all = waiting.all.filter((each) => each.holder === holder && each.state === "Active");
    const ids = (some: typeof all | typeof alone) => some.map(({ id }) => id);
    return { attached: ids(all.filter((each) => !alone.includes(each))), alone: ids(alone) };
  }

  /** Another account takes the rest of an order, and everything ahead of it. */
  fill(who: Who, orderId: string): Order {
    const order = this.books.order(orderId);
    if (!order || order.holder !== this.#holder(who)) throw new TypeError(`${orderId} is no order of this account`);
    const { market, side, price } = order;
    const before = this.books.resting(market, side);
    const quantity = before
      .slice(0, before.indexOf(order) + 1)
      .reduce((sum, each) => sum + each.quantity - filledOf(each), 0n);
    const taker = this.books.holders.find(({ name }) => name.startsWith("North")) ?? order.holder;
    this.books.place(taker, market, side === "buy" ? "sell" : "buy", price, quantity, "Spot");
    return orderOf(order);
  }

  depth(marketId: string, level = 1): { bids: readonly Level[]; asks: readonly Level[] } {
    const market = this.#market(marketId);
    const side = (of: Side) => levels(this.books, market, of, level);
    return { bids: side("buy"), asks: side("sell") };
  }

  top(marketId: string) {
    const { bids, asks } = this.depth(marketId, 0);
    return { bid: bids[0]?.price, ask: asks[0]?.price, bidLevels: bids.length, askLevels: asks.length };
  }

  /** All trades of a market, oldest first. */
  trades(marketId: string): readonly Trade[] {
    return tradesOf(this.books, this.#market(marketId)).map(tradeOf);
  }

  bars(marketId: string, resolution: Resolution = "1m"): readonly Required<Bar>[] {
    return bars(this.books, this.#market(marketId), resolution).map(barOf);
  }

  /** The orders of an account, newest first. */
  orders(who: Who, { open }: { readonly open?: boolean } = {}): readonly Order[] {
    const holder = this.#holder(who);
    return this.books.orders
      .filter((order) => order.holder === holder && (open === undefined || order.isOpen === open))
      .map(orderOf)
      .toReversed();
  }

  balances(who: Who): readonly Balance[] {
    const holder = this.#holder(who);
    const { identity } = holder;
    return assetsOf(this.markets).map(({ asset }) => {
      return { identity, asset_id: asset, ...balance(this.books, holder, asset) };
    });
  }

  /** Lets a key act for an account until a time in seconds since 1970. */
  startSession(who: Who, key: string, expiry: number): void {
    this.books.startSession(this.#holder(who), { key, expiry });
  }

  /** Adds a margin account to an account. */
  addChild(who: Who, id: string): void {
    const holder = this.#holder(who);
    holder.children = [...holder.children, id];
  }

  nonce(who: Who): bigint {
    return this.#holder(who).nonce;
  }

  #open(name: string): Holder {
    return this.books.open(`${name}${this.#place}`, this.#deposits);
  }

  #holder(who: Who): Holder {
    const holder = this.books.holderOf("identity" in who ? who.identity : who);
    if (!holder) throw new TypeError("The account is of another exchange");
    return holder;
  }

  #market(id: string): Market {
    const market = this.markets.find(({ market_id }) => market_id === id);
    if (!market) throw new Rejection(2000, `There is no market ${id}`);
    return market;
  }
}
