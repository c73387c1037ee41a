// The feed's entities, read from the wire's spelling into ours: books, trades, orders, balances.
// Knows nothing of frames; the same readers serve the stream and REST.
import type {
  Balance,
  BookSides,
  DepthLevel,
  DesiredQuantity,
  Order,
  OrderBookBalance,
  OrderType,
  Trade,
} from "./protocol.ts";
import { amount, flag, id, identity, list, Malformed, object, optional, type Raw, side, text } from "./values.ts";

export function sides(raw: Raw, at: string, quantity: (value: unknown, at: string) => bigint): BookSides {
  if (raw.buys == null && raw.sells == null) throw new Malformed(`${at} has neither buys nor sells`);
  const level = (entry: Raw, where: string): DepthLevel => ({
    price: amount(entry.price, `${where}.price`),
    quantity: quantity(entry.quantity, `${where}.quantity`),
  });
  return {
    bids: list(raw.buys ?? [], `${at}.buys`, level).sort((a, b) => compare(b.price, a.price)),
    asks: list(raw.sells ?? [], `${at}.sells`, level).sort((a, b) => compare(a.price, b.price)),
  };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function trade(raw: Raw, at: string): Trade {
  const { trader_side } = raw;
  return {
    trade_id: text(raw.trade_id, `${at}.trade_id`),
    side: side(raw.side, `${at}.side`),
    price: amount(raw.price, `${at}.price`),
    quantity: amount(raw.quantity, `${at}.quantity`),
    total: amount(raw.total, `${at}.total`),
    timestamp: Number(amount(raw.timestamp, `${at}.timestamp`)),
    ...(trader_side === "maker" || trader_side === "taker" || trader_side === "both" ? { trader_side } : {}),
    ...optional("maker", raw.maker, at, identity),
    ...optional("taker", raw.taker, at, identity),
  };
}

export function order(raw: Raw, at: string): Order {
  const { desired_quantity, account, owner, market_id, quantity_fill, price_fill, partially_filled, cancel, ...rest } =
    raw;
  return {
    ...rest,
    order_id: id(raw.order_id, `${at}.order_id`),
    side: side(raw.side, `${at}.side`),
    order_type: orderType(raw.order_type),
    price: amount(raw.price, `${at}.price`),
    quantity: amount(raw.quantity, `${at}.quantity`),
    timestamp: typeof raw.timestamp === "number" ? raw.timestamp : text(raw.timestamp, `${at}.timestamp`),
    close: flag(raw.close, `${at}.close`),
    ...optional("quantity_fill", quantity_fill, at, amount),
    ...optional("price_fill", price_fill, at, amount),
    ...optional("partially_filled", partially_filled, at, flag),
    ...optional("cancel", cancel, at, flag),
    ...optional("market_id", market_id, at, id),
    ...optional("desired_quantity", desired_quantity, at, desired),
    ...optional("account", account, at, identity),
    ...optional("owner", owner, at, identity),
  };
}

/** Prices inside an order type may be numbers; they are exposed as strings, as the official SDK does. */
function orderType(raw: unknown): OrderType {
  if (typeof raw === "object" && raw !== null) {
    const { Limit, BoundedMarket } = raw as { Limit?: unknown; BoundedMarket?: Raw };
    if (Array.isArray(Limit)) return { Limit: [String(Limit[0]), String(Limit[1])] };
    if (BoundedMarket)
      return {
        BoundedMarket: { max_price: String(BoundedMarket.max_price), min_price: String(BoundedMarket.min_price) },
      };
  }
  return raw as OrderType;
}

function desired(value: unknown, at: string): DesiredQuantity {
  const raw = object(value, at);
  if (raw.Base != null)
    return {
      Base: { remaining_quantity: amount(object(raw.Base, at).remaining_quantity, `${at}.Base.remaining_quantity`) },
    };
  const quote = object(raw.Quote, `${at}.Quote`);
  const base = quote.desired_base_quantity;
  return {
    Quote: {
      desired_base_quantity:
        base === "Infinite"
          ? base
          : { Quantity: amount(object(base, at).Quantity, `${at}.Quote.desired_base_quantity`) },
      remaining_quote_token: amount(quote.remaining_quote_token, `${at}.Quote.remaining_quote_token`),
    },
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
