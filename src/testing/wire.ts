// The server's spelling: entities to the JSON it would send. Amounts become decimal strings. It knows nothing of who
// has subscribed to what.

import type { Balance, BookSides, Identity, Order, Side, Trade } from "../client/protocol.ts";

/** Text of a frame or of a REST answer. */
export const toText = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? part.toString() : part));

/** An id as the server writes it, lower case with `0x`; `undefined` if it is not 32 bytes of hex. */
export const readId = (value: unknown): string | undefined => {
  const digits = typeof value === "string" ? /^(?:0x)?([0-9a-f]{64})$/i.exec(value)?.[1] : undefined;
  return digits && `0x${digits.toLowerCase()}`;
};

/** An identity with canonical ids; `undefined` if it is none. */
export const readIdentity = (value: unknown): Identity | undefined => {
  if (typeof value !== "object" || value === null) return undefined;
  if ("ContractId" in value) {
    const id = readId(value.ContractId);
    return id === undefined ? undefined : { ContractId: id };
  }
  const id = "Address" in value ? readId(value.Address) : undefined;
  return id === undefined ? undefined : { Address: id };
};

/** Under which key the server sends a whole book: newer ones say `orders`, older ones `view`. */
export type SnapshotKey = "orders" | "view";

const sideName = (side: Side): string => (side === "buy" ? "Buy" : "Sell");

const wireSides = ({ bids, asks }: BookSides): object => ({ buys: bids, sells: asks });

const stamps = (timestamp: number): object => ({
  onchain_timestamp: String(timestamp),
  seen_timestamp: String(timestamp),
});

/** The whole book as it stands in a snapshot frame and in REST's answer. */
export const wireBook = (book: BookSides, key: SnapshotKey, level: number): object => ({
  [key]: key === "view" ? { precision: level, ...wireSides(book) } : wireSides(book),
});

/** A trade as both the feed and REST say it. */
export const wireTrade = (trade: Trade): object => ({
  ...trade,
  side: sideName(trade.side),
  timestamp: String(trade.timestamp),
});

/** An order as both the feed and REST say it. */
export const wireOrder = (order: Order): object => ({ ...order, side: sideName(order.side) });

/** A subscription's first frame: the whole book. */
export const depthSnapshot = (marketId: string, book: BookSides, key: SnapshotKey, level: number): object => ({
  action: "subscribe_depth",
  market_id: marketId,
  ...wireBook(book, key, level),
});

/** Signed changes of a book. */
export const depthUpdate = (marketId: string, changes: BookSides, timestamp: number): object => ({
  action: "subscribe_depth_update",
  market_id: marketId,
  changes: wireSides(changes),
  ...stamps(timestamp),
});

/** New trades of a market. */
export const tradesFrame = (marketId: string, trades: readonly Trade[], timestamp: number): object => ({
  action: "subscribe_trades",
  market_id: marketId,
  trades: trades.map(wireTrade),
  ...stamps(timestamp),
});

/** Orders that changed. */
export const ordersFrame = (orders: readonly Order[], timestamp: number): object => ({
  action: "subscribe_orders",
  orders: orders.map(wireOrder),
  ...stamps(timestamp),
});

/** Holdings that changed. */
export const balancesFrame = (balance: readonly Balance[], timestamp: number): object => ({
  action: "subscribe_balances",
  balance,
  ...stamps(timestamp),
});

/** A trade account's new nonce. */
export const nonceFrame = (contractId: string, nonce: bigint, timestamp: number): object => ({
  action: "subscribe_nonce",
  contract_id: contractId,
  nonce,
  ...stamps(timestamp),
});

/** What the server says to a request that it does not carry out. */
export const errorFrame = (code: number, message: string, details: object = {}): object => ({
  action: "error",
  code,
  message,
  ...details,
});
