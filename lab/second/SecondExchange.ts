// A second exchange, made from protocol.md alone and with no line in common with the one in src/testing, so that the
// client can be held against something that does not share its author's beliefs. `serve.ts` puts it on a port.

import type { Balance, Bar, Identity, Order, Resolution, Trade } from "o2-react";
import type { WebSocketClass } from "o2-react/client";
import { Answers } from "./answers.ts";
import { Exchange, Rejection, type WaitingWish } from "./Exchange.ts";
import { barOf, orderOf, tradeOf } from "./entities.ts";
import { Faults, type FaultyAnswer } from "./Faults.ts";
import { type Host, inPage, type Receiver, type Wire } from "./inPage.ts";
import type { Market } from "./listing.ts";
import { type Account, filledOf, type Holder, type Side } from "./records.ts";
import { Streams } from "./Streams.ts";
import { balance, type Spelling } from "./spelling.ts";
import { Traffic } from "./traffic.ts";
import { assetsOf, bars, type Level, levels, tradesOf } from "./views.ts";

/** How a second exchange is to be. */
export interface SecondExchangeOptions {
  readonly seed?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** How long anything is under way in the page, each way, in milliseconds. */
  readonly latency?: number;
  readonly spelling?: Spelling;
}

/** An account, or an identity of its: the trade account or the wallet. */
type Who = Account | Identity;

/** An order to be placed. Amounts are chain integers. */
interface Wish {
  readonly marketId: string;
  readonly side: Side;
  readonly price?: bigint;
  readonly quantity: bigint;
  readonly type?: unknown;
}

export class SecondExchange implements Host {
  readonly config = { wsUrl: "ws://second.o2/v1/ws", apiBase: "http://second.o2" } as const;
  readonly markets;
  readonly accounts: readonly [Account, Account, Account];
  readonly faults: Faults;
  /** For a client in this process: its other end is this exchange. */
  readonly WebSocket: WebSocketClass;
  readonly fetch: typeof fetch;
  readonly requests: { readonly connection: number; readonly frame: unknown }[] = [];
  pings = 0;
  readonly #exchange: Exchange;
  readonly #answers: Answers;
  readonly #spelling: Spelling;
  readonly #traffic: Traffic;
  readonly #deposits: Readonly<Record<string, bigint>>;
  readonly #lines = new Map<Streams, Wire>();
  #joined = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ seed = 1, now = Date.now, latency = 0, spelling = {} }: SecondExchangeOptions = {}) {
    this.#exchange = new Exchange(now, spelling.tradeIds === "alt");
    this.#spelling = spelling;
    this.#answers = new Answers(this.#exchange, spelling, now);
    this.markets = this.#exchange.markets;
    this.#deposits = Object.fromEntries(assetsOf(this.markets).map(({ asset }) => [asset, 10n ** 30n]));
    const guests = [this.#open("Ada"), this.#open("Grace"), this.#open("Alan")] as const;
    this.accounts = guests;
    this.#traffic = new Traffic(this.#exchange, [this.#open("North"), this.#open("South")], guests, seed);
    const each = (act: (wire: Wire) => void): void => {
      for (const wire of [...this.#lines.values()]) act(wire);
    };
    this.faults = new Faults({
      cut: () => each((wire) => wire.cut()),
      stall: () => each((wire) => wire.stall()),
      forget: (channel) => {
        for (const streams of this.#lines.keys()) streams.forget(channel);
      },
      say: (text) => each((wire) => wire.send(text, this.faults.lateness)),
    });
    this.#exchange.onCommit((commit) => {
      for (const streams of this.#lines.keys()) streams.publish(commit);
    });
    ({ WebSocket: this.WebSocket, fetch: this.fetch } = inPage(this, latency));
  }

  get admission(): Faults["admission"] {
    return this.faults.admission;
  }

  join(wire: Wire): Receiver {
    this.#joined += 1;
    const connection = this.#joined;
    const say = (text: string): void => {
      for (const told of this.faults.apply(text)) wire.send(told, this.faults.lateness);
    };
    const streams = new Streams(this.#exchange, this.#spelling, { say, hangUp: () => wire.cut() });
    this.#lines.set(streams, wire);
    return {
      receive: (text) => {
        if (text === "PING") this.pings += 1;
        else this.requests.push({ connection, frame: parsed(text) });
        streams.receive(text);
      },
      end: () => {
        streams.end();
        this.#lines.delete(streams);
      },
    };
  }

  read(url: URL, method: string): FaultyAnswer {
    return this.faults.read(url.pathname, () => this.#answers.answer(url, method));
  }

  get connections(): number {
    return this.#lines.size;
  }

  clearRequests(): void {
    this.requests.length = 0;
    this.pings = 0;
  }

  /** So many seeded actions now. */
  tick(count = 1): void {
    for (let done = 0; done < count; done += 1) this.#traffic.tick();
  }

  /** Seeded actions by a timer, so many a second. */
  start({ rate = 50 }: { readonly rate?: number } = {}): void {
    this.stop();
    const pause = 1_000 / rate;
    const tick = (): void => {
      this.tick();
      this.#timer = setTimeout(tick, pause);
    };
    // Never at the very end of a wait for whole pauses.
    this.#timer = setTimeout(tick, pause / 2);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Ends everything and leaves no timer behind. */
  close(): void {
    this.stop();
    this.faults.drop();
  }

  onCommit(listener: () => void): () => void {
    return this.#exchange.onCommit(listener);
  }

  createAccount(name: string, deposits: Readonly<Record<string, bigint>> = {}): Account {
    return this.#exchange.open(name, deposits);
  }

  place(who: Who, { marketId, side, price, quantity, type = "Spot" }: Wish): Order {
    if (price === undefined || (type !== "Spot" && type !== "PostOnly"))
      throw new TypeError("The second exchange takes Spot and PostOnly orders, each with a price");
    return orderOf(this.#exchange.place(this.#holder(who), this.#market(marketId), side, price, quantity, type));
  }

  cancel(who: Who, orderId: string): Order {
    return orderOf(this.#exchange.cancel(this.#holder(who), orderId));
  }

  /** Has one order wait for a price, or two of which one cancels the other; on an open order, or alone. Gives their ids. */
  wait(who: Who, marketId: string, wishes: readonly WaitingWish[], orderId?: string): readonly string[] {
    const parent = orderId === undefined ? undefined : this.#exchange.order(orderId);
    return this.#exchange.wait(this.#holder(who), this.#market(marketId), wishes, parent).map(({ id }) => id);
  }

  unwait(who: Who, id: string): void {
    this.#exchange.unwait(this.#holder(who), id);
  }

  /** The ids of the trigger orders that wait on an open order, or on none. */
  waiting(who: Who): { readonly attached: readonly string[]; readonly alone: readonly string[] } {
    const { waiting } = this.#exchange;
    const holder = this.#holder(who);
    const alone = waiting.alone(holder);
    const all = waiting.all.filter((each) => each.holder === holder && each.state === "Active");
    const ids = (some: typeof all | typeof alone) => some.map(({ id }) => id);
    return { attached: ids(all.filter((each) => !alone.includes(each))), alone: ids(alone) };
  }

  /** Somebody takes what is left of an order, and all that stands before it. */
  fill(who: Who, orderId: string): Order {
    const order = this.#exchange.order(orderId);
    if (!order || order.holder !== this.#holder(who)) throw new TypeError(`${orderId} is no order of this account`);
    const { market, side, price } = order;
    const before = this.#exchange.resting(market, side);
    const quantity = before
      .slice(0, before.indexOf(order) + 1)
      .reduce((sum, each) => sum + each.quantity - filledOf(each), 0n);
    const taker = this.#exchange.holders.find(({ name }) => name === "North") ?? order.holder;
    this.#exchange.place(taker, market, side === "buy" ? "sell" : "buy", price, quantity, "Spot");
    return orderOf(order);
  }

  depth(marketId: string, level = 1): { bids: readonly Level[]; asks: readonly Level[] } {
    const market = this.#market(marketId);
    const side = (of: Side) => levels(this.#exchange, market, of, level);
    return { bids: side("buy"), asks: side("sell") };
  }

  top(marketId: string) {
    const { bids, asks } = this.depth(marketId, 0);
    return { bid: bids[0]?.price, ask: asks[0]?.price, bidLevels: bids.length, askLevels: asks.length };
  }

  /** All trades of a market, oldest first. */
  trades(marketId: string): readonly Trade[] {
    return tradesOf(this.#exchange, this.#market(marketId)).map(tradeOf);
  }

  bars(marketId: string, resolution: Resolution = "1m"): readonly Required<Bar>[] {
    return bars(this.#exchange, this.#market(marketId), resolution).map(barOf);
  }

  /** The orders of an account, newest first. */
  orders(who: Who, { open }: { readonly open?: boolean } = {}): readonly Order[] {
    const holder = this.#holder(who);
    return this.#exchange.orders
      .filter((order) => order.holder === holder && (open === undefined || order.isOpen === open))
      .map(orderOf)
      .toReversed();
  }

  balances(who: Who): readonly Balance[] {
    const holder = this.#holder(who);
    const { identity } = holder;
    return assetsOf(this.markets).map(({ asset }) => {
      return { identity, asset_id: asset, ...balance(this.#exchange, holder, asset) };
    });
  }

  /** A key may act for an account until a time in seconds since 1970. */
  startSession(who: Who, key: string, expiry: number): void {
    this.#exchange.startSession(this.#holder(who), { key, expiry });
  }

  /** An account has one more margin account. */
  addChild(who: Who, id: string): void {
    const holder = this.#holder(who);
    holder.children = [...holder.children, id];
  }

  nonce(who: Who): bigint {
    return this.#holder(who).nonce;
  }

  #open(name: string): Holder {
    return this.#exchange.open(name, this.#deposits);
  }

  #holder(who: Who): Holder {
    const holder = this.#exchange.holderOf("identity" in who ? who.identity : who);
    if (!holder) throw new TypeError("The account is of another exchange");
    return holder;
  }

  #market(id: string): Market {
    const market = this.markets.find(({ market_id }) => market_id === id);
    if (!market) throw new Rejection(2000, `There is no market ${id}`);
    return market;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
