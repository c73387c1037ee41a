// The second exchange's REST reads: maps a path and its query to an answer. Knows nothing of HTTP but the status.
import { type Exchange, Rejection } from "./Exchange.ts";
import type { Market } from "./listing.ts";
import { Margin } from "./margin.ts";
import type { Holder, PlacedOrder, WaitingOrder } from "./records.ts";
import * as spell from "./spelling.ts";
import { barStart, bars, type Level, levels, tradesOf } from "./views.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const DAY = 86_400_000;

/** A wire precision as its exponent; undefined unless it is a power of ten from 10 to 10^9. */
export function levelOf(precision: string | null | undefined): number | undefined {
  return /^10{1,9}$/.test(precision ?? "") ? (precision ?? "").length - 1 : undefined;
}

export class Answers {
  readonly #exchange: Exchange;
  readonly #spelling: spell.Spelling;
  readonly #now: () => number;
  readonly #reads: Readonly<Record<string, (query: URLSearchParams) => unknown>> = {
    "/health": () => ({ status: "ok" }),
    "/v1/markets": () => this.#markets(),
    "/v1/markets/ticker": (query) => this.#each(query, (market) => this.#ticker(market)),
    "/v1/markets/summary": (query) => this.#each(query, (market) => this.#summary(market)),
    "/v1/depth": (query) => this.#depth(query),
    "/v1/trades": (query) => this.#trades(query),
    "/v1/trades_by_account": (query) => this.#tradesBy(query),
    "/v1/bars": (query) => this.#bars(query),
    "/v1/orders": (query) => this.#orders(query),
    "/v1/orders/active": (query) => this.#active(query),
    "/v1/balance": (query) => this.#balance(query),
    "/v1/accounts": (query) => this.#accounts(query),
    "/v1/margin/state": (query) => this.margin.state(query),
    "/v1/margin/next-account": (query) => this.margin.next(query),
    "/v1/margin/tiers": () => this.margin.list(),
  };
  /** The margin accounts and tiers that REST tells. */
  readonly margin: Margin;

  constructor(exchange: Exchange, spelling: spell.Spelling, now: () => number) {
    this.#exchange = exchange;
    this.#spelling = spelling;
    this.#now = now;
    this.margin = new Margin(spelling, now);
  }

  answer(url: URL, method: string): Answer {
    try {
      const read = this.#reads[url.pathname];
      if (method !== "GET" || !read) throw new Rejection(1001, `There is no ${method} ${url.pathname}`);
      return { status: 200, body: read(url.searchParams) };
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      const { code, message } = error;
      const isMissing = code === 2000 || /^(There is no|Unknown)/.test(message);
      return { status: isMissing ? 404 : 400, body: { code, message } };
    }
  }

  #markets(): object {
    const id = (digit: string) => `0x${digit.repeat(64)}`;
    return {
      books_registry_id: id("1"),
      accounts_registry_id: id("2"),
      trade_account_oracle_id: id("3"),
      chain_id: "0x0",
      base_asset_id: id("f"),
      books_whitelist_id: null,
      books_blacklist_id: null,
      fast_bridge_asset_registry_contract_id: null,
      margin: this.margin.wiring,
      markets: this.#exchange.markets.map(({ pair, tick, step, scale, startPrice, price_window, ...market }) => ({
        ...market,
        whitelist_id: null,
        blacklist_id: null,
        price_window: String(price_window),
      })),
    };
  }

  #day(market: Market) {
    const now = this.#now();
    const trades = tradesOf(this.#exchange, market);
    const today = trades.filter(({ at }) => at > now - DAY);
    const prices = today.map(({ price }) => price);
    const high = prices.reduce((most, price) => (price > most ? price : most), prices[0] ?? 0n);
    const low = prices.reduce((least, price) => (price < least ? price : least), prices[0] ?? 0n);
    const [open = 0n, close = 0n] = [prices[0], prices.at(-1)];
    const base = today.reduce((sum, { quantity }) => sum + quantity, 0n);
    const quote = today.reduce((sum, { quantity, price }) => sum + (quantity * price) / market.scale, 0n);
    const percentage = open === 0n ? "0" : (Number(((close - open) * 10_000n) / open) / 100).toFixed(2);
    return {
      now,
      high,
      low,
      open,
      close,
      base,
      quote,
      percentage,
      before: trades[trades.length - today.length - 1]?.price,
    };
  }

  /** The one market that is named, or all of them in one list. */
  #each(query: URLSearchParams, say: (market: Market) => unknown): unknown {
    if (query.has("market_id")) return say(this.#market(query));
    if (this.#spelling.unnamed === "alt") throw new Rejection(1001, "market_id is required");
    return this.#exchange.markets.flatMap(say);
  }

  #ticker(market: Market): unknown {
    const day = this.#day(market);
    const [bid, ask] = [levels(this.#exchange, market, "buy", 0)[0], levels(this.#exchange, market, "sell", 0)[0]];
    const volumes = { base_volume: day.base, quote_volume: day.quote };
    if (this.#spelling.ticker === "alt")
      return {
        market_id: market.market_id,
        last_price: day.close,
        best_bid: bid?.price,
        best_ask: ask?.price,
        ...volumes,
      };
    const { high, low, open, close, percentage, before = null } = day;
    const top = {
      bid: bid?.price ?? null,
      bid_volume: bid?.quantity ?? null,
      ask: ask?.price ?? null,
      ask_volume: ask?.quantity ?? null,
    };
    const change = { change: close - open, percentage, average: String(Number(open + close) / 2) };
    const prices = { high, low, ...top, open, close, last: close, previous_close: before };
    return [{ market_id: market.market_id, ...prices, ...change, ...volumes, timestamp: String(day.now) }];
  }

  #summary(market: Market): unknown {
    const { high, low, close, base, quote, percentage } = this.#day(market);
    if (this.#spelling.ticker === "alt") {
      const prices = {
        price: close,
        price_change_percent_24h: percentage,
        highest_price_24h: high,
        lowest_price_24h: low,
      };
      return { ...prices, base_volume: base, quote_volume: quote };
    }
    const prices = { high_price: high, low_price: low, last_price: close };
    return [{ market_id: market.market_id, ...prices, volume_24h: quote, change_24h: percentage }];
  }

  #depth(query: URLSearchParams): object {
    const market = this.#market(query);
    const level = levelOf(query.get("precision"));
    if (level === undefined) throw new Rejection(1001, "precision must be a power of ten, from 10 to 10^9");
    const side = (of: "buy" | "sell"): readonly Level[] => levels(this.#exchange, market, of, level);
    const book = spell.book(side("buy"), side("sell"), level, this.#spelling);
    return { action: "depth", market_id: market.market_id, ...book };
  }

  #trades(query: URLSearchParams): unknown {
    const market = this.#market(query);
    if (Number(query.get("count")) > 50) throw new Rejection(5001, "count is more than 50");
    const all = tradesOf(this.#exchange, market);
    const trades = page(all, query, 50, "start_trade_id").map(spell.trade);
    return this.#spelling.trades === "alt" ? trades : { action: "get_trades", market_id: market.market_id, trades };
  }

  #tradesBy(query: URLSearchParams): unknown {
    const market = this.#market(query);
    const { holder } = this.#holder(query, ["contract", "account"]);
    if (Number(query.get("count")) > 50) throw new Rejection(5001, "count is more than 50");
    const own = tradesOf(this.#exchange, market).filter(
      ({ maker, taker }) => holder && [maker.holder, taker.holder].includes(holder),
    );
    const told = page(own, query, 50, "start_trade_id").map((trade) => spell.ownTrade(trade, holder));
    const action = "get_trades_by_account";
    return this.#spelling.trades === "alt" ? told : { action, market_id: market.market_id, trades: told };
  }

  #bars(query: URLSearchParams): unknown {
    const market = this.#market(query);
    const resolution = query.get("resolution") ?? "";
    if (barStart(0, resolution) === undefined) throw new Rejection(1001, `resolution: ${resolution} is none`);
    const [from, to] = [number(query, "from"), number(query, "to")];
    const count = query.has("count_back") ? number(query, "count_back") : undefined;
    const until = bars(this.#exchange, market, resolution).filter(({ begin }) => begin <= to);
    const wanted =
      count === undefined ? until.filter(({ begin }) => begin >= from) : until.slice(-count || until.length);
    if (wanted.length > 5_000) throw new Rejection(7001, "more than 5,000 bars");
    const told = wanted.map((bar) => spell.bar(bar, this.#spelling));
    return this.#spelling.bars === "alt" ? told : { action: "get_bars", market_id: market.market_id, bars: told };
  }

  #orders(query: URLSearchParams): object {
    const market = query.has("market_id") ? this.#market(query) : undefined;
    const { holder, identity } = this.#holder(query, ["contract", "account", "address"]);
    const isOpen = query.get("is_open");
    const orders = this.#exchange.orders.filter(
      (order) =>
        order.holder === holder &&
        (!market || order.market === market) &&
        (isOpen === null || order.isOpen === (isOpen === "true")),
    );
    const told = page(orders, query, 200, "start_order_id").map((order) => this.#order(order));
    return { identity, market_id: market?.market_id ?? null, orders: told };
  }

  #order(order: PlacedOrder): object {
    const on = order.isOpen ? this.#exchange.waiting.on(order) : [];
    return spell.order(order, this.#spelling, { triggers: on.map((each) => this.#waiting(each)) });
  }

  #waiting(each: WaitingOrder): object {
    return spell.waitingOrder(each, this.#spelling, this.#exchange.waiting.otherOf(each));
  }

  /** Open orders and trigger orders without an open order, in the order in which they were placed. */
  #active(query: URLSearchParams): object {
    const market = this.#market(query);
    const { holder, identity } = this.#holder(query, ["contract"]);
    const orders = this.#exchange.orders
      .filter((order) => order.holder === holder && order.market === market && order.isOpen)
      .map((order) => ({
        id: order.id,
        at: order.placedAt,
        kind: "spot",
        say: () => ({ kind: "order", ...this.#order(order) }),
      }));
    const alone = (holder ? this.#exchange.waiting.alone(holder) : [])
      .filter((each) => each.market === market)
      .map((each) => ({
        id: each.id,
        at: each.placedAt,
        kind: "trigger",
        say: () => ({ kind: "trigger", ...this.#waiting(each) }),
      }));
    const all = [...orders, ...alone].sort((one, other) => one.at - other.at);
    if (query.has("start_id") && !query.has("start_kind")) throw new Rejection(7002, "start_kind is missing");
    const told = page(all, query, 50, "start_id");
    const last = told.length === number(query, "count") ? told.at(-1) : undefined;
    const next = last
      ? { next_timestamp: String(last.at), next_id: last.id, next_kind: last.kind }
      : { next_timestamp: null, next_id: null, next_kind: null };
    return { identity, market_id: market.market_id, entries: told.map(({ say }) => say()), ...next };
  }

  #balance(query: URLSearchParams): object {
    const { holder } = this.#holder(query, ["contract", "address"]);
    const asset = query.get("asset_id") ?? "";
    if (holder) return spell.balance(this.#exchange, holder, asset.toLowerCase());
    return { order_books: {}, total_locked: 0n, total_unlocked: 0n, trading_account_balance: 0n };
  }

  #accounts(query: URLSearchParams): object {
    const given = ["owner", "owner_contract", "trade_account_id"].filter((name) => query.has(name));
    if (given.length !== 1) throw new Rejection(1001, "exactly one of owner, owner_contract, trade_account_id");
    const id = query.get(given[0] ?? "") ?? "";
    const holder = this.#exchange.holderOf(given[0] === "trade_account_id" ? { ContractId: id } : { Address: id });
    if (!holder) return { trade_account_id: null, trade_account: null, session: null };
    const owner = { Address: holder.owner };
    const state = { last_modification: 0, synced_with_network: true, sync_state: {} };
    const session = holder.session
      ? { session_id: { Address: holder.session.key }, expiry: String(holder.session.expiry), contract_ids: [] }
      : null;
    const children = holder.children.map((contract_id, index) => ({ contract_id, index }));
    return {
      trade_account_id: holder.id,
      trade_account: { nonce: holder.nonce, owner, ...state },
      session,
      ...(this.#spelling.margin === "alt" && { margin_accounts: children, next_margin_account: null }),
    };
  }

  #market(query: URLSearchParams): Market {
    const id = query.get("market_id")?.toLowerCase();
    const market = this.#exchange.markets.find(({ market_id }) => market_id === id);
    if (!market) throw new Rejection(2000, `There is no market ${id}`);
    return market;
  }

  #holder(query: URLSearchParams, names: readonly string[]): { holder: Holder | undefined; identity: object } {
    const given = names.filter((name) => query.has(name));
    if (given.length !== 1) throw new Rejection(1001, `exactly one of ${names.join(", ")}`);
    const id = query.get(given[0] ?? "") ?? "";
    const identity = given[0] === "contract" ? { ContractId: id } : { Address: id };
    return { holder: this.#exchange.holderOf(identity), identity };
  }
}

function number(query: URLSearchParams, name: string): number {
  const value = Number(query.get(name) || Number.NaN);
  if (!Number.isSafeInteger(value) || value < 0) throw new Rejection(1001, `${name} must be a whole number`);
  return value;
}

/** A page of a history. It begins with the cursor's own entry, which comes again. */
function page<T extends { readonly id: string }>(
  all: readonly T[],
  query: URLSearchParams,
  most: number,
  cursor: string,
) {
  const direction = query.get("direction");
  if (direction !== "asc" && direction !== "desc") throw new Rejection(1001, "direction must be asc or desc");
  const count = number(query, "count");
  if (count < 1 || count > most) throw new Rejection(7002, `count must be 1 to ${most}`);
  const id = query.get(cursor);
  if (query.has("start_timestamp") !== (id !== null))
    throw new Rejection(7002, `start_timestamp and ${cursor}, or neither`);
  const sorted = direction === "asc" ? all : all.toReversed();
  const start = id === null ? 0 : sorted.findIndex((entry) => entry.id === id.toLowerCase());
  if (start < 0) throw new Rejection(7002, `${cursor} is of no entry here`);
  return sorted.slice(start, start + count);
}
