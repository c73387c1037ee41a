// The past of one venue: each value of each market and account, with its time. Shown values are compared with it. It
// knows nothing of clients, nor of the other venue.
import type { Bar, Trade } from "o2-react";
import type { BookSides } from "o2-react/client";
import type { Account, Commit, SimulatedVenue } from "o2-react/testing";
import { accountPlace, type Whose } from "../far/slots.ts";
import { write } from "../write.ts";
import { barOf, bucket, fillsOf, glance, joined, LENGTHS, MINUTE } from "./derived.ts";
import type { Excuse } from "./Excused.ts";
import { type Begun, type ListScope, OrdersPast, writeListing } from "./OrdersPast.ts";
import { Past } from "./Past.ts";
import type { HistoryReader, Reader } from "./Reader.ts";
import { isPartial, isTriggersOf, triggersAt } from "./triggers.ts";

const TRADES = 50;

interface MarketPast {
  readonly book: Past<BookSides>;
  readonly trades: Past<readonly Trade[]>;
  /** The trades of each second as bars. Candles of any length and the ticker are made of them. */
  readonly seconds: Past<readonly Bar[]>;
}

interface AccountPast {
  readonly account: Account;
  readonly orders: Past<string>;
  readonly triggers: Past<string>;
  /** By market. */
  readonly fills: ReadonlyMap<string, Past<string>>;
  readonly balances: Past<string>;
  readonly nonce: Past<string>;
}

/** The past of one venue. */
export class VenueTruth {
  readonly #exchange: SimulatedVenue;
  readonly #markets: ReadonlyMap<string, MarketPast>;
  readonly #accounts: readonly AccountPast[];
  readonly #orders = new OrdersPast();
  readonly #unlisten: () => void;
  #isClockSet = false;
  /** Milliseconds by which the client's clock may be off without notice. */
  #unnoticed = 0;

  constructor(exchange: SimulatedVenue) {
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
      triggers: new Past(triggersAt(exchange, account)),
      fills: new Map(exchange.markets.map(({ market_id }) => [market_id, new Past(this.#fills(account, market_id))])),
      balances: new Past(write.balances(exchange.balances(account))),
      nonce: new Past(String(exchange.nonce(account))),
    }));
    for (const [place, account] of exchange.accounts.entries())
      for (const order of exchange.orders(account)) this.#orders.note(place, order, true);
    this.#unlisten = exchange.onCommit((commit) => this.#note(commit));
  }

  /** A reader's value as the exchange has it now; for older orders, all of them. */
  now(reader: Reader): string {
    if (reader.kind === "history") return this.#all(reader);
    return write.parts(this.#parts(reader).map(([past, text]) => text(past.now)));
  }

  /**
   * The reason why a reader's value is not the exchange's present one; `undefined` if it is.
   * @param needsAll whether older orders and trigger orders must be complete. If REST refused a page, it is read again
   * only after the next loss of a link.
   */
  faultNow(reader: Reader, text: string | undefined, begun: Begun, needsAll: boolean): string | undefined {
    if (text === undefined) return "it shows nothing";
    if (reader.kind === "history" && !this.#orders.isSettled(text, this.#scopeOf(reader), needsAll))
      return "it is not complete, or still reads";
    if (reader.kind === "triggers" && needsAll && isPartial(text)) return "it is not complete";
    return this.fault(reader, text, Date.now(), begun);
  }

  /**
   * The reason why the exchange cannot have had a value, each part of it, at any time since then; `undefined` if it had
   * it.
   */
  fault(reader: Reader, text: string, since: number, begun: Begun): string | undefined {
    if (reader.kind === "history") return this.#orders.fault(text, this.#scopeOf(reader), since, begun);
    if (reader.kind === "changes")
      return this.#orders.faultOfChanges(text, accountPlace(reader.account), since, this.#isClockSet);
    const parts = text.split(" ; ");
    const had = this.#parts(reader).every(([past, write], index) => {
      for (const value of past.since(since)) if (this.#isSame(reader, parts[index] ?? "", write(value))) return true;
      return false;
    });
    return had ? undefined : "it had another value";
  }

  /** Notes that the client's clock jumped by so many milliseconds. */
  skew(by: number): void {
    if (Math.abs(by) < MINUTE) this.#unnoticed += Math.abs(by);
    else this.#isClockSet = true;
  }

  /**
   * Excuses candles that cover less time than the clock may be off unnoticed: the client reads another range than it
   * should show.
   */
  excuseOf(reader: Reader): Excuse | undefined {
    const isShort = reader.kind === "candles" && reader.limit * LENGTHS[reader.resolution] <= this.#unnoticed;
    return isShort ? "clock off by seconds" : undefined;
  }

  close(): void {
    this.#unlisten();
  }

  /**
   * True when two values are the same. Candles are read for a range of time, and a time without trades has none, so the
   * oldest may be missing. A client whose clock is ahead by seconds begins that much later. A client whose clock was
   * set knows the exchange's time only when the exchange tells it again.
   */
  #isSame(reader: Reader, shown: string, had: string): boolean {
    if (shown === had) return true;
    if (reader.kind === "summaries") return isPartOf(shown, had);
    if (reader.kind === "triggers") return isTriggersOf(shown, had);
    if (reader.kind !== "candles" || !had.endsWith(shown)) return false;
    const missing =
      had
        .slice(0, had.length - shown.length)
        .trim()
        .split(" ")
        .at(-1) ?? "";
    const begin = Date.now() + this.#unnoticed - reader.limit * LENGTHS[reader.resolution];
    return this.#isClockSet || Number.parseInt(missing, 10) <= begin;
  }

  #parts(reader: Reader): readonly [Past<unknown>, (value: unknown) => string][] {
    const part = <T>(past: Past<T>, text: (value: T) => string) =>
      [past, text] as unknown as [Past<unknown>, (value: unknown) => string];
    switch (reader.kind) {
      case "depth":
      case "calm":
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
      case "fills": {
        const { market_id } = this.#exchange.markets[reader.market] ?? {};
        const past = this.#account(accountPlace(reader.account)).fills.get(market_id ?? "");
        return past ? [part(past, (text) => text)] : [];
      }
      case "triggers":
        return [part(this.#account(accountPlace(reader.account)).triggers, (text) => text)];
      case "margin":
      case "tiers":
        throw new Error("What is said of margin accounts follows from nothing that happens on a venue.");
      case "summaries":
        return this.#exchange.markets.map(({ market_id }) =>
          part((this.#markets.get(market_id) as MarketPast).seconds, (seconds) => write.ticker(glance(seconds))),
        );
      case "account": {
        const { account, nonce } = this.#account(accountPlace(reader.account));
        return [part(nonce, (now) => `${account.id} of ${account.owner} at ${now}`)];
      }
      case "nonce":
        return [part(this.#account(accountPlace(reader.account)).nonce, (nonce) => nonce)];
      case "balances":
        return reader.accounts.map((whose) => part(this.#account(accountPlace(whose)).balances, (text) => text));
      case "changes":
      case "orders":
      case "history":
        // An account's id and its wallet name the same orders, which are shown once.
        return placesOf("account" in reader ? [reader.account] : reader.accounts).map((place) =>
          part(this.#account(place).orders, (text) => text),
        );
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

  #scopeOf({ accounts, market, state }: HistoryReader): ListScope {
    const marketId = market === undefined ? undefined : this.#exchange.markets[market]?.market_id;
    return { accounts: placesOf(accounts), market: marketId, state };
  }

  #all(reader: HistoryReader): string {
    const { market, accounts } = this.#scopeOf(reader);
    const of = {
      ...(market === undefined ? {} : { marketId: market }),
      ...(reader.state === "all" ? {} : { open: false }),
    };
    const orders = accounts.flatMap((place) => this.#exchange.orders(this.#account(place).account, of));
    return writeListing({ isComplete: true, hasMore: false, isReading: false, orders });
  }

  #fills(account: Account, market: string): string {
    return write.fills(fillsOf(this.#exchange.orders(account, { marketId: market })));
  }

  #newest(market: string): readonly Trade[] {
    return this.#exchange.trades(market).slice(-TRADES).reverse();
  }

  #note({ depth, trades, orders, triggers, balances, nonce }: Commit): void {
    for (const { marketId } of depth) this.#markets.get(marketId)?.book.become(this.#exchange.depth(marketId));
    for (const { marketId, trades: news } of trades) {
      const market = this.#markets.get(marketId);
      market?.trades.become(this.#newest(marketId));
      market?.seconds.become(joined([...market.seconds.now, ...news.map(barOf)], LENGTHS["1s"]));
    }
    for (const [place, past] of this.#accounts.entries()) {
      const { account } = past;
      const isOwn = (identity: object | undefined) => Object.values(identity ?? {})[0] === account.id;
      const own = orders.filter((order) => isOwn(order.account));
      for (const order of own) this.#orders.note(place, order);
      for (const market of new Set(own.map(({ market_id }) => market_id ?? "")))
        past.fills.get(market)?.become(this.#fills(account, market));
      if (own.length > 0) past.orders.become(write.orders(this.#exchange.orders(account, { open: true })));
      if (own.length > 0 || triggers.some((trigger) => trigger.account.id === account.id))
        past.triggers.become(triggersAt(this.#exchange, account));
      if (balances.some((change) => change.account.id === account.id))
        past.balances.become(write.balances(this.#exchange.balances(account)));
      if (nonce?.account.id === account.id) past.nonce.become(String(nonce.nonce));
    }
  }
}

/** True when a day equals another except for unknown fields. A server that refuses tickers tells fewer of them. */
function isPartOf(shown: string, had: string): boolean {
  const words = [shown, had].map((text) => text.split(/[ /]/));
  const [some = [], all = []] = words;
  return some.length === all.length && some.every((word, at) => word.endsWith("undefined") || word === all[at]);
}

function placesOf(accounts: readonly Whose[]): readonly number[] {
  return [...new Set(accounts.map(accountPlace))];
}
