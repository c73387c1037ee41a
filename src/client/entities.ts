// The feed's entities, read from the wire's spelling into ours: books, trades, orders, balances.
// Knows nothing of frames; the same readers serve the stream and REST.
import type {
  AccountInfo,
  Balance,
  Bar,
  BookSides,
  DepthLevel,
  DesiredQuantity,
  Market,
  MarketAsset,
  MarketTicker,
  Order,
  OrderBookBalance,
  OrderType,
  Trade,
} from "./protocol.ts";
import {
  amount,
  array,
  count,
  flag,
  id,
  identity,
  integer,
  Malformed,
  nonce,
  object,
  optional,
  type Raw,
  side,
  text,
  time,
  wholeNumber,
} from "./values.ts";

/** The two sides of a book, or signed changes of one. Read in one pass: nearly all that a feed says is this. */
export function sides(raw: Raw, at: string, isSigned: boolean): BookSides {
  if (raw.buys == null && raw.sells == null) throw new Malformed(`${at} has neither buys nor sells`);
  return {
    bids: levels(raw.buys, `${at}.buys`, true, isSigned),
    asks: levels(raw.sells, `${at}.sells`, false, isSigned),
  };
}

function levels(value: unknown, at: string, isBid: boolean, isSigned: boolean): readonly DepthLevel[] {
  if (value == null) return [];
  let isSorted = true;
  let before: bigint | undefined;
  const read = array(value, at).map((entry, index) => {
    const raw = entry as Raw | null;
    const price = wholeNumber(raw?.price);
    const quantity = wholeNumber(raw?.quantity);
    if (price === undefined || quantity === undefined || price < 0n || (quantity < 0n && !isSigned)) {
      return faulty(object(entry, `${at}[${index}]`), `${at}[${index}]`, isSigned);
    }
    isSorted &&= before === undefined || (isBid ? price <= before : price >= before);
    before = price;
    return { price, quantity };
  });
  return isSorted ? read : read.sort((a, b) => (isBid ? compare(b.price, a.price) : compare(a.price, b.price)));
}

/** Says what is wrong with a level. */
function faulty(raw: Raw, at: string, isSigned: boolean): DepthLevel {
  const price = amount(raw.price, `${at}.price`);
  return { price, quantity: (isSigned ? integer : amount)(raw.quantity, `${at}.quantity`) };
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
    timestamp: time(raw.timestamp, `${at}.timestamp`),
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

export function market(raw: Raw, at: string): Market {
  const base = asset(object(raw.base, `${at}.base`), `${at}.base`);
  const quote = asset(object(raw.quote, `${at}.quote`), `${at}.quote`);
  return {
    market_id: id(raw.market_id, `${at}.market_id`),
    contract_id: id(raw.contract_id, `${at}.contract_id`),
    pair: `${base.symbol}/${quote.symbol}`,
    maker_fee: amount(raw.maker_fee ?? 0, `${at}.maker_fee`),
    taker_fee: amount(raw.taker_fee ?? 0, `${at}.taker_fee`),
    min_order: amount(raw.min_order ?? 0, `${at}.min_order`),
    dust: amount(raw.dust ?? 0, `${at}.dust`),
    price_window: Number(raw.price_window ?? 0),
    base,
    quote,
  };
}

function asset(raw: Raw, at: string): MarketAsset {
  const decimals = count(raw.decimals, `${at}.decimals`);
  const max_precision = raw.max_precision == null ? decimals : count(raw.max_precision, `${at}.max_precision`);
  return { symbol: text(raw.symbol, `${at}.symbol`), asset: id(raw.asset, `${at}.asset`), decimals, max_precision };
}

export function bar(raw: Raw, at: string): Bar {
  const begin = time(raw.time, `${at}.time`);
  return {
    // Not documented whether seconds or milliseconds: as seconds no bar begins after the year 5000.
    time: begin < 1e11 ? begin * 1_000 : begin,
    open: amount(raw.open, `${at}.open`),
    high: amount(raw.high, `${at}.high`),
    low: amount(raw.low, `${at}.low`),
    close: amount(raw.close, `${at}.close`),
    volume: amount(raw.volume ?? 0, `${at}.volume`),
  };
}

export function ticker(raw: Raw): MarketTicker {
  return { last_price: price(raw.last_price), best_bid: price(raw.best_bid), best_ask: price(raw.best_ask) };
}

/** Of a market without trades or orders the server may say nothing, null, or zero. */
function price(value: unknown): bigint | undefined {
  const known = value == null ? 0n : amount(value, "a price");
  return known === 0n ? undefined : known;
}

export function account(raw: Raw): AccountInfo {
  const held = object(raw.trade_account, "trade_account");
  return {
    trade_account_id: id(raw.trade_account_id, "trade_account_id"),
    nonce: nonce(held.nonce),
    owner: held.owner == null ? undefined : identity(held.owner, "trade_account.owner"),
  };
}
