// The exchange's answers as the official client gives them: amounts are bigint, ids in lower case, whatever the spelling.
// It knows nothing of requests.
import type { BookSides, DepthLevel } from "../../client/entities.ts";
import { readId, readIdentity } from "../wire.ts";
import type { Members } from "../writes/write.ts";
import type { ActionsResponse, ClientBalance, ClientOrder } from "./tradingClient.ts";

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON whose long whole numbers are read as text, without loss. Text that is no JSON gives `undefined`. */
export const readJson = (text: string): unknown => {
  const kept = text.replace(STRING_OR_NUMBER, (part) => (/^-?\d{16,}$/.test(part) ? `"${part}"` : part));
  try {
    return JSON.parse(kept);
  } catch {
    return undefined;
  }
};

/** The members of an answer; none where it is no object. */
export const membersIn = (value: unknown): Members =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

const listIn = (value: unknown): readonly Members[] => (Array.isArray(value) ? value.map(membersIn) : []);

/** A whole number in any spelling. */
export const wholeOf = (value: unknown): bigint => BigInt(value as string | number);

const given = <Value>(name: string, value: unknown, read: (value: unknown) => Value): object =>
  value === undefined || value === null ? {} : { [name]: read(value) };

const idOf = (value: unknown): string => readId(value) ?? String(value);

const desiredOf = (value: unknown): object => {
  const { Base, ...rest } = membersIn(value);
  if (Base === undefined) return rest;
  return { Base: { remaining_quantity: wholeOf(membersIn(Base).remaining_quantity) } };
};

/** Prices inside an order's type as text, whatever their spelling. */
const typeOf = (value: unknown): unknown => {
  const { Limit, BoundedMarket } = membersIn(value);
  if (Array.isArray(Limit)) return { Limit: Limit.map(String) };
  if (BoundedMarket === undefined) return value;
  const { max_price, min_price } = membersIn(BoundedMarket);
  return { BoundedMarket: { max_price: String(max_price), min_price: String(min_price) } };
};

/** An order. */
export const orderOf = (raw: Members): ClientOrder => ({
  ...(raw as unknown as ClientOrder),
  ...given("order_id", raw.order_id, idOf),
  ...given("market_id", raw.market_id, idOf),
  ...given("order_type", raw.order_type, typeOf),
  ...given("price_fill", raw.price_fill, wholeOf),
  ...given("quantity_fill", raw.quantity_fill, wholeOf),
  ...given("desired_quantity", raw.desired_quantity, desiredOf),
  ...given("account", raw.account, readIdentity),
  ...given("owner", raw.owner, readIdentity),
  side: String(raw.side).toLowerCase() === "buy" ? "buy" : "sell",
  price: wholeOf(raw.price),
  quantity: wholeOf(raw.quantity),
});

/** A list of orders. */
export const ordersOf = (value: unknown): ClientOrder[] => listIn(value).map(orderOf);

/** The answer to a batch. */
export const responseOf = (body: Members): ActionsResponse => {
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  const [txId, reason] = [readId(body.tx_id) ?? null, text(body.reason)];
  const code = typeof body.code === "number" ? body.code : null;
  return {
    txId,
    orders: Array.isArray(body.orders) ? ordersOf(body.orders) : null,
    reason,
    receipts: Array.isArray(body.receipts) ? body.receipts : null,
    code,
    message: text(body.message),
    success: txId !== null && reason === null && code === null,
    isPreflightError: code !== null,
    isOnChainRevert: reason !== null,
  };
};

/** The holdings of an asset. */
export const balanceOf = (raw: Members): ClientBalance => ({
  order_books: Object.fromEntries(
    Object.entries(membersIn(raw.order_books)).map(([book, held]) => {
      const { locked, unlocked, fee = 0 } = membersIn(held);
      return [idOf(book), { locked: wholeOf(locked), unlocked: wholeOf(unlocked), fee: wholeOf(fee) }];
    }),
  ),
  total_locked: wholeOf(raw.total_locked),
  total_unlocked: wholeOf(raw.total_unlocked),
  trading_account_balance: wholeOf(raw.trading_account_balance),
});

/** A book, under either key and names of its sides. */
export const depthOf = (body: Members, limit: number | undefined): BookSides => {
  const book = membersIn(body.orders ?? body.view ?? body);
  const levels = (side: unknown): DepthLevel[] =>
    listIn(side)
      .slice(0, limit)
      .map(({ price, quantity }) => ({ price: wholeOf(price), quantity: wholeOf(quantity) }));
  return { bids: levels(book.buys ?? book.bids), asks: levels(book.sells ?? book.asks) };
};

/** A trade account's nonce; `undefined` where the answer holds none. */
export const nonceIn = (body: Members): bigint | undefined => {
  const { nonce } = membersIn(body.trade_account);
  return nonce === undefined ? undefined : wholeOf(nonce);
};
