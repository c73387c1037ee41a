// Makes REST's answers out of a state of the store: spelled as the server spells it, under the paths that the
// client asks for. Pure.
import { type Bar, type Identity, type Market, type Order, RESOLUTIONS, type Trade } from "../client/entities.ts";
import { identityKey } from "../client/ids.ts";
import { owned } from "../client/restQueries.ts";
import { marketAt } from "../client/venueKeys.ts";
import { marketKey } from "../client/venues.ts";
import type { Entry, O2State } from "../store/state.ts";
import type { FixtureRead } from "../testing/fixture.ts";
import { toText, wireTrade } from "../testing/wire.ts";
import { wireOrder } from "../testing/wireOrders.ts";
import { accountBody, activeEntries, marginBody, ownTrade, tickerBody } from "./fixtureBodies.ts";

const MINUTE = 60_000;

/** The answers that a state knows, at a time in milliseconds since the recording's start. */
export function readsOf(state: O2State, at: number): FixtureRead[] {
  const markets = state.markets.data ?? [];
  const answer = (path: string, query: Readonly<Record<string, string>>, body: unknown, status = 200): FixtureRead => {
    const search = new URLSearchParams(query).toString();
    return { at, path: search ? `${path}?${search}` : path, status, text: toText(body) };
  };
  const reads: FixtureRead[] = [];
  if (state.markets.data)
    reads.push(answer("/v1/markets", {}, { markets: markets.map(({ pair: _, ...market }) => market) }));
  for (const [id, entry] of Object.entries(state.trades)) {
    const { name: market_id, asked, mark } = placeOf(id);
    const trades = isKnown(entry) && entry.data.map((trade) => wireTrade(trade));
    if (trades) reads.push(answer("/v1/trades", { market_id, direction: "desc", ...asked }, { trades, ...mark }));
  }
  for (const [id, entry] of Object.entries(state.orders)) {
    if (!isKnown(entry)) continue;
    const { name, asked, mark } = placeOf(id);
    const identity = identityOf(name);
    // Orders are asked for market by market, also where there are none.
    for (const market_id of idsOf(markets, entry.data)) {
      const orders = entry.data.filter((order) => order.market_id === market_id);
      const query = { market_id, ...who(identity), direction: "desc", ...asked };
      const said = (some: readonly Order[]): object => ({
        identity,
        market_id,
        orders: some.map((order) => wireOrder(order)),
        ...mark,
      });
      reads.push(answer("/v1/orders", query, said(orders)));
      if ("ContractId" in identity && entry.triggers?.isWhole) {
        const own = entry.triggers.list.filter((trigger) => trigger.market_id === market_id);
        const entries = activeEntries(orders, own);
        reads.push(answer("/v1/orders/active", query, { identity, market_id, entries, ...NO_NEXT, ...mark }));
      }
      reads.push(answer("/v1/orders", { ...query, is_open: "true" }, said(orders.filter(({ close }) => !close))));
    }
  }
  for (const entry of Object.values(state.fills)) {
    const { topic } = entry;
    if (!isKnown(entry) || topic?.channel !== "fills") continue;
    // Own trades are asked for market by market, also where there are none.
    const ids = topic.market === undefined ? idsOf(markets, entry.data) : [topic.market];
    for (const market_id of ids) {
      const turbo = topic.venue === "turbo";
      const query = { market_id, ...owned(topic.identity), direction: "desc", ...(turbo && { turbo: "true" }) };
      const trades = entry.data.filter((fill) => fill.market_id === market_id).map(ownTrade);
      reads.push(answer("/v1/trades_by_account", query, { trades, ...(turbo && { turbo }) }));
    }
  }
  for (const [id, entry] of Object.entries(state.balances)) {
    if (!isKnown(entry)) continue;
    const held = new Map(entry.data.map((balance) => [balance.asset_id, balance]));
    const assets = new Set([...held.keys(), ...markets.flatMap(({ base, quote }) => [base.asset, quote.asset])]);
    for (const asset_id of assets) {
      const query = { asset_id, ...who(identityOf(id)) };
      const balance = held.get(asset_id);
      if (balance) {
        const { order_books, total_locked, total_unlocked, trading_account_balance } = balance;
        const body = { order_books, total_locked, total_unlocked, trading_account_balance };
        reads.push(answer("/v1/balance", query, body));
      } else reads.push(answer("/v1/balance", query, { code: 4002, message: "never held" }, 404));
    }
  }
  for (const [id, entry] of Object.entries(state.nonce)) {
    if (!isKnown(entry)) continue;
    const identity = identityOf(id);
    // The store does not say which trade account a wallet owns; nothing that reads a nonce asks.
    const account = "ContractId" in identity ? identity.ContractId : identity.Address;
    const query = "ContractId" in identity ? { trade_account_id: account } : { owner: account };
    reads.push(
      answer("/v1/accounts", query, {
        trade_account_id: account,
        trade_account: { nonce: entry.data },
        session: null,
      }),
    );
  }
  for (const [id, entry] of Object.entries(state.account)) {
    if (!isKnown(entry)) continue;
    const identity = identityOf(id);
    const query = "ContractId" in identity ? { trade_account_id: identity.ContractId } : { owner: identity.Address };
    reads.push(answer("/v1/accounts", query, accountBody(entry.data)));
  }
  for (const entry of Object.values(state.marginAccount)) {
    const { topic } = entry;
    if (!isKnown(entry) || topic?.channel !== "marginAccount") continue;
    const { account, parent } = topic;
    const id = entry.data.exists ? entry.data.margin_account : account;
    // Only the exchange knows the id of a place that is empty.
    if (typeof id === "number") continue;
    const query = { parent_contract: parent ?? "", index: String(account) };
    if (typeof account === "number")
      reads.push(answer("/v1/margin/next-account", query, { contract_id: id, index: account }));
    if (entry.data.exists) reads.push(answer("/v1/margin/state", { account: id }, marginBody(entry.data)));
    else
      reads.push(answer("/v1/margin/state", { account: id }, { code: 4002, message: "unknown margin account" }, 404));
  }
  for (const entry of Object.values(state.marginTiers))
    if (isKnown(entry)) reads.push(answer("/v1/margin/tiers", {}, { tiers: entry.data }));
  for (const entry of Object.values(state.marketSummaries))
    if (isKnown(entry)) reads.push(answer("/v1/markets/ticker", {}, entry.data.map(tickerBody)));
  return [
    ...reads,
    ...barsOf(state).map(({ market, resolution, bars }) => {
      const { name: market_id, asked, mark } = placeOf(market);
      return answer("/v1/bars", { market_id, resolution, ...asked }, { bars, ...mark });
    }),
  ];
}

const NO_NEXT = { next_timestamp: null, next_id: null, next_kind: null };

/** The market that an id of the store names; on the margin venue its reads ask for that, and their answers say so. */
function placeOf(id: string): {
  readonly name: string;
  readonly asked: Readonly<Record<string, string>>;
  readonly mark: object;
} {
  const { market: name, venue } = marketAt(id);
  return venue === "turbo" ? { name, asked: { turbo: "true" }, mark: { turbo: true } } : { name, asked: {}, mark: {} };
}

interface Bars {
  /** The market's name on its venue. */
  readonly market: string;
  readonly resolution: string;
  readonly bars: readonly Bar[];
}

/** Each resolution that is held, and the minutes that the candles under way are made of when candles are read. */
function barsOf(state: O2State): Bars[] {
  const found = new Map<string, Bars>();
  const underWay: (Bars & { readonly newest: Bar })[] = [];
  for (const entry of Object.values(state.candles)) {
    const { topic } = entry;
    if (!isKnown(entry) || topic?.channel !== "candles") continue;
    const { resolution } = topic;
    const market = marketKey(topic);
    const each = { market, resolution, bars: entry.data };
    const known = found.get(`${market} ${resolution}`);
    if ((known?.bars.length ?? -1) < entry.data.length) found.set(`${market} ${resolution}`, each);
    const newest = entry.data.at(-1);
    if (newest && resolution !== "1s" && resolution !== "1m") underWay.push({ ...each, newest });
  }
  // The short ones first: a long one is made of what is known of these, and of the rest.
  underWay.sort((one, other) => orderOf(one) - orderOf(other));
  for (const { market, newest } of underWay) {
    const known = found.get(`${market} 1m`)?.bars ?? [];
    const bars = minutesOf(newest, state.trades[market]?.data ?? [], known);
    found.set(`${market} 1m`, { market, resolution: "1m", bars });
  }
  return [...found.values()];
}

function orderOf({ resolution }: Bars): number {
  return (RESOLUTIONS as readonly string[]).indexOf(resolution);
}

/**
 * A candle taken apart into minutes, beside those that are known: as far as its trades are known that it is made of; what neither
 * explains is its first minute. Put together again they are the candle.
 */
export function minutesOf(candle: Bar, newestFirst: readonly Trade[], known: readonly Bar[] = []): Bar[] {
  const minutes = new Map(known.map((bar) => [bar.timestamp, bar]));
  const isKnown = new Set(minutes.keys());
  for (const { timestamp, price, quantity } of newestFirst.toReversed()) {
    const time = Math.floor(timestamp / MINUTE) * MINUTE;
    if (timestamp < candle.timestamp || isKnown.has(time)) continue;
    const { open = price, high = price, low = price, volume = 0n } = minutes.get(time) ?? {};
    minutes.set(time, {
      timestamp: time,
      open,
      high: price > high ? price : high,
      low: price < low ? price : low,
      close: price,
      volume: volume + quantity,
    });
  }
  const own = [...minutes.values()].filter(({ timestamp }) => timestamp >= candle.timestamp);
  const unexplained = candle.volume - own.reduce((sum, { volume }) => sum + volume, 0n);
  const first = minutes.get(candle.timestamp);
  if (unexplained > 0n || own.length === 0)
    minutes.set(candle.timestamp, {
      timestamp: candle.timestamp,
      open: candle.open,
      high: candle.high,
      low: candle.low,
      close: first?.close ?? (own.length > 0 ? candle.open : candle.close),
      volume: (first?.volume ?? 0n) + unexplained,
    });
  return [...minutes.values()].sort((a, b) => a.timestamp - b.timestamp);
}

function isKnown<T>(entry: Entry<T>): entry is Entry<T> & { readonly data: T } {
  return entry.data !== undefined && entry.isComplete;
}

function identityOf(id: string): Identity {
  const [kind, digits = ""] = id.split(":");
  return kind === "ContractId" ? { ContractId: digits } : { Address: digits };
}

function who(identity: Identity): Readonly<Record<string, string>> {
  const key = identityKey(identity);
  const id = key.slice(key.indexOf(":") + 1);
  return "ContractId" in identity ? { contract: id } : { address: id };
}

function idsOf(markets: readonly Market[], items: readonly Pick<Order, "market_id">[]): Iterable<string> {
  const named = items.map(({ market_id }) => market_id).filter((id) => id !== undefined);
  return new Set([...markets.map(({ market_id }) => market_id), ...named]);
}
