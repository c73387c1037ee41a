// What the exchange had, and when: each market's and each account's past, so that what is shown can be held against it.
// It knows nothing of clients.

import type { Bar, Trade } from "o2-react";
import type { BookSides } from "o2-react/client";
import type { Account, Commit, SimulatedExchange } from "o2-react/testing";
import { write } from "../write.ts";
import { barOf, bucket, glance, joined, LENGTHS, MINUTE } from "./derived.ts";
import type { Excuse } from "./Excused.ts";

/** What a component follows. Markets and accounts are places in the exchange's lists. */
export type Reader =
  | { readonly kind: "depth"; readonly market: number; readonly precision: number; readonly levels: number }
  | { readonly kind: "best"; readonly market: number }
  | { readonly kind: "trades"; readonly market: number; readonly limit: number }
  | {
      readonly kind: "candles";
      readonly market: number;
      readonly resolution: keyof typeof LENGTHS;
      readonly limit: number;
    }
  | { readonly kind: "ticker"; readonly market: number }
  | { readonly kind: "orders"; readonly accounts: readonly number[] }
  | { readonly kind: "balances"; readonly accounts: readonly number[] }
  | { readonly kind: "nonce"; readonly account: number };

interface Version<T> {
  readonly from: number;
  readonly value: T;
}

/** One thing's past, newest last. */
class Past<T> {
  #versions: Version<T>[];

  constructor(value: T) {
    this.#versions = [{ from: Number.NEGATIVE_INFINITY, value }];
  }

  become(value: T): void {
    const now = Date.now();
    this.#versions.push({ from: now, value });
    if (this.#versions.length < 4_000) return;
    this.#versions = this.#versions.filter((_, index) => (this.#versions[index + 1]?.from ?? now) > now - KEPT);
  }

  get now(): T {
    return (this.#versions.at(-1) as Version<T>).value;
  }

  /** The versions that stood at some time since then, newest first. */
  *since(time: number): Generator<T> {
    for (let index = this.#versions.length - 1; index >= 0; index -= 1) {
      const version = this.#versions[index] as Version<T>;
      yield version.value;
      if (version.from <= time) return;
    }
  }
}

/** How much of the past is kept at least, in milliseconds. */
const KEPT = 30_000;
const TRADES = 50;

interface MarketPast {
  readonly book: Past<BookSides>;
  readonly trades: Past<readonly Trade[]>;
  /** What was traded in each second: candles of any length and the ticker are made of it. */
  readonly seconds: Past<readonly Bar[]>;
}

interface AccountPast {
  readonly account: Account;
  readonly orders: Past<string>;
  readonly balances: Past<string>;
  readonly nonce: Past<string>;
}

/** The exchange's past. */
export class Truth {
  readonly #exchange: SimulatedExchange;
  readonly #markets: ReadonlyMap<string, MarketPast>;
  readonly #accounts: readonly AccountPast[];
  readonly #unlisten: () => void;
  #isClockSet = false;
  /** How far the client's clock may be off without a word of it, in milliseconds. */
  #unnoticed = 0;

  constructor(exchange: SimulatedExchange) {
    this.#exchange = exchange;
    this.#markets = new Map(
      exchange.markets.map(({ market_id }) => [
        market_id,
        {
          book: new Past<BookSides>(exchange.depth(market_id)),
          trades: new Past(this.#newest(market_id)),
          seconds: new Past(exchange.bars(market_id, "1s")),
        },
      ]),
    );
    this.#accounts = exchange.accounts.map((account) => ({
      account,
      orders: new Past(write.orders(exchange.orders(account, { open: true }))),
      balances: new Past(write.balances(exchange.balances(account))),
      nonce: new Past(String(exchange.nonce(account))),
    }));
    this.#unlisten = exchange.onCommit((commit) => this.#note(commit));
  }

  /** A reader's value as the exchange has it now. */
  now(reader: Reader): string {
    return write.parts(this.#parts(reader).map(([past, text]) => text(past.now)));
  }

  /** Whether a reader's value is the one that the exchange has now. */
  is(reader: Reader, text: string | undefined): boolean {
    return text !== undefined && this.#isSame(reader, text, this.now(reader));
  }

  /** Whether the exchange had a value, each part of it, at some time since then. */
  had(reader: Reader, text: string, since: number): boolean {
    const parts = text.split(" ; ");
    return this.#parts(reader).every(([past, write], index) => {
      for (const value of past.since(since)) if (this.#isSame(reader, parts[index] ?? "", write(value))) return true;
      return false;
    });
  }

  /** The client's clock jumps by so many milliseconds. */
  skew(by: number): void {
    if (Math.abs(by) < MINUTE) this.#unnoticed += Math.abs(by);
    else this.#isClockSet = true;
  }

  /** Candles of a shorter time than the clock may be off unnoticed: what is read is not what is to be shown. */
  excuseOf(reader: Reader): Excuse | undefined {
    const isShort = reader.kind === "candles" && reader.limit * LENGTHS[reader.resolution] <= this.#unnoticed;
    return isShort ? "clock off by seconds" : undefined;
  }

  close(): void {
    this.#unlisten();
  }

  /**
   * Whether two values are the same. Candles are read as many lengths back as are asked for: where nobody traded there are none,
   * so that those before may be missing. A client whose clock was set knows the exchange's time only when it speaks again.
   */
  #isSame(reader: Reader, shown: string, had: string): boolean {
    if (shown === had) return true;
    if (reader.kind !== "candles" || !had.endsWith(shown)) return false;
    const missing =
      had
        .slice(0, had.length - shown.length)
        .trim()
        .split(" ")
        .at(-1) ?? "";
    return this.#isClockSet || Number.parseInt(missing, 10) <= Date.now() - reader.limit * LENGTHS[reader.resolution];
  }

  #parts(reader: Reader): readonly [Past<unknown>, (value: unknown) => string][] {
    const part = <T>(past: Past<T>, text: (value: T) => string) =>
      [past, text] as unknown as [Past<unknown>, (value: unknown) => string];
    switch (reader.kind) {
      case "depth":
        return [
          part(this.#market(reader.market).book, ({ bids, asks }) =>
            write.book({
              bids: bucket(bids, reader.precision, false).slice(0, reader.levels),
              asks: bucket(asks, reader.precision, true).slice(0, reader.levels),
            }),
          ),
        ];
      case "best":
        return [part(this.#market(reader.market).book, ({ bids, asks }) => write.best(bids[0]?.price, asks[0]?.price))];
      case "trades":
        return [part(this.#market(reader.market).trades, (trades) => write.trades(trades.slice(0, reader.limit)))];
      case "candles":
        return [
          part(this.#market(reader.market).seconds, (seconds) =>
            write.candles(joined(seconds, LENGTHS[reader.resolution]).slice(-reader.limit)),
          ),
        ];
      case "ticker":
        return [part(this.#market(reader.market).seconds, (seconds) => write.ticker(glance(seconds)))];
      case "nonce":
        return [part(this.#account(reader.account).nonce, (nonce) => nonce)];
      case "orders":
      case "balances":
        return reader.accounts.map((place) => part(this.#account(place)[reader.kind], (text) => text));
    }
  }

  #market(place: number): MarketPast {
    const past = this.#markets.get(this.#exchange.markets[place]?.market_id ?? "");
    if (!past) throw new Error(`There is no market ${place}.`);
    return past;
  }

  #account(place: number): AccountPast {
    const past = this.#accounts[place];
    if (!past) throw new Error(`There is no account ${place}.`);
    return past;
  }

  #newest(market: string): readonly Trade[] {
    return this.#exchange.trades(market).slice(-TRADES).reverse();
  }

  #note({ depth, trades, orders, balances, nonce }: Commit): void {
    for (const { marketId } of depth) this.#markets.get(marketId)?.book.become(this.#exchange.depth(marketId));
    for (const { marketId, trades: news } of trades) {
      const market = this.#markets.get(marketId);
      market?.trades.become(this.#newest(marketId));
      market?.seconds.become(joined([...market.seconds.now, ...news.map(barOf)], LENGTHS["1s"]));
    }
    for (const past of this.#accounts) {
      const { account } = past;
      const isOwn = (identity: object | undefined) => Object.values(identity ?? {})[0] === account.id;
      if (orders.some((order) => isOwn(order.account)))
        past.orders.become(write.orders(this.#exchange.orders(account, { open: true })));
      if (balances.some((change) => change.account.id === account.id))
        past.balances.become(write.balances(this.#exchange.balances(account)));
      if (nonce?.account.id === account.id) past.nonce.become(String(nonce.nonce));
    }
  }
}
