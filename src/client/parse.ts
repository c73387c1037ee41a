// The feed's entities, read from the wire's spelling into ours: trades, balances, bars, tickers; books, orders, markets, summaries and
// accounts have a file each. Knows nothing of frames; the same readers serve the stream and REST.
import type { Balance, Bar, MarketTicker, OrderBookBalance, Trade } from "./entities.ts";
import { amount, id, identity, known, object, optional, price, type Raw, side, text, time } from "./values.ts";

export function trade(raw: Raw, at: string): Trade {
  const trader_side = String(raw.trader_side).toLowerCase();
  return {
    trade_id: text(raw.trade_id, `${at}.trade_id`),
    side: side(raw.side, `${at}.side`),
    price: amount(raw.price, `${at}.price`),
    quantity: amount(raw.quantity, `${at}.quantity`),
    total: amount(raw.total, `${at}.total`),
    timestamp: time(raw.timestamp, `${at}.timestamp`),
    ...(trader_side === "maker" || trader_side === "taker" || trader_side === "both" ? { trader_side } : {}),
    ...optional("maker", raw.maker, at, identity),
    ...optional("taker", raw.taker, at, identity),
    ...known("maker_fee", raw.maker_fee, (value) => amount(value, at)),
    ...known("taker_fee", raw.taker_fee, (value) => amount(value, at)),
  };
}

export function balance(raw: Raw, at: string): Balance {
  const books = Object.entries(object(raw.order_books ?? {}, `${at}.order_books`));
  return {
    identity: identity(raw.identity, `${at}.identity`),
    asset_id: id(raw.asset_id, `${at}.asset_id`),
    total_locked: amount(raw.total_locked, `${at}.total_locked`),
    total_unlocked: amount(raw.total_unlocked, `${at}.total_unlocked`),
    trading_account_balance: amount(raw.trading_account_balance, `${at}.trading_account_balance`),
    order_books: Object.fromEntries(
      books.map(([book, held]) => [id(book, `${at}.order_books`), bookBalance(object(held, at), `${at}.order_books`)]),
    ),
  };
}

function bookBalance(raw: Raw, at: string): OrderBookBalance {
  return {
    locked: amount(raw.locked, `${at}.locked`),
    unlocked: amount(raw.unlocked, `${at}.unlocked`),
    fee: amount(raw.fee ?? 0, `${at}.fee`),
  };
}

export function bar(raw: Raw, at: string): Bar {
  const parts = {
    ...optional("buy_volume", raw.buy_volume, at, amount),
    ...optional("sell_volume", raw.sell_volume, at, amount),
  };
  const volume = raw.volume ?? (parts.buy_volume ?? 0n) + (parts.sell_volume ?? 0n);
  return {
    timestamp: raw.timestamp == null ? time(raw.time, `${at}.time`) : time(raw.timestamp, `${at}.timestamp`),
    open: amount(raw.open, `${at}.open`),
    high: amount(raw.high, `${at}.high`),
    low: amount(raw.low, `${at}.low`),
    close: amount(raw.close, `${at}.close`),
    volume: typeof volume === "bigint" ? volume : amount(volume, `${at}.volume`),
    ...parts,
  };
}

export function ticker(raw: Raw): MarketTicker {
  return {
    last_price: price(raw.last ?? raw.last_price),
    best_bid: price(raw.bid ?? raw.best_bid),
    best_ask: price(raw.ask ?? raw.best_ask),
    open: price(raw.open),
    high: price(raw.high),
    low: price(raw.low),
    base_volume: raw.base_volume == null ? undefined : amount(raw.base_volume, "base_volume"),
    quote_volume: raw.quote_volume == null ? undefined : amount(raw.quote_volume, "quote_volume"),
    timestamp: raw.timestamp == null ? undefined : time(raw.timestamp, "timestamp"),
  };
}
