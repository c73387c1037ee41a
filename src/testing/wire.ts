// The server's spelling: entities to the JSON it would send, in the spellings of one Wire. It knows nothing of
// subscriptions.
import type { Balance, BookSides, DepthLevel, Identity, Side, Trade } from "../client/entities.ts";
import { likely, type Wire } from "./wires.ts";

export { likely };

/** An integer that is written as a JSON number, without loss. */
export class BareNumber {
  readonly digits: string;
  constructor(digits: bigint | string) {
    this.digits = String(digits);
  }
}

// JSON.stringify cannot write a bigint as a number: it writes a marked string, and the marks are taken off.
const MARK = "\u0001";
const MARKED = /"\\u0001(-?\d+)\\u0001"/g;
const ID = /"0x([0-9a-f]{64})"/g;

/** Text of a frame or of a REST answer; without a wire, in strings and ids with `0x`. */
export const toText = (value: unknown, wire?: Pick<Wire, "amounts" | "ids">): string => {
  let marked = false;
  const text = JSON.stringify(value, (_key, part: unknown) => {
    const digits = part instanceof BareNumber ? part.digits : part;
    if (typeof digits === "bigint" && wire?.amounts !== "number") return digits.toString();
    if (digits === part && typeof digits !== "bigint") return part;
    marked = true;
    return `${MARK}${digits}${MARK}`;
  });
  const numbered = marked ? text.replace(MARKED, "$1") : text;
  if (wire?.ids === "bare") return numbered.replace(ID, '"$1"');
  return wire?.ids === "upper" ? numbered.replace(ID, (_, hex: string) => `"0x${hex.toUpperCase()}"`) : numbered;
};

/** An id as the server keeps it, lower case with `0x`; `undefined` if it is not 32 bytes of hex. */
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

/** The key under which the server sends a whole book: newer ones say `orders`, older ones `view`. */
export type SnapshotKey = Wire["depth"];

/** Members that a newer server would add. */
export const more = ({ members }: Wire): object =>
  members === "more" ? { added_later: { by: "a newer server", at: 1 }, added_flag: null } : {};

const wireLevels = (levels: readonly DepthLevel[]): object[] =>
  levels.map(({ price, quantity }) => ({ price: price.toString(), quantity: quantity.toString() }));

const wireSides = ({ bids, asks }: BookSides, names: Wire["sides"] = "buys"): object =>
  names === "bids"
    ? { bids: wireLevels(bids), asks: wireLevels(asks) }
    : { buys: wireLevels(bids), sells: wireLevels(asks) };

/** Seconds and nanoseconds, both as strings. */
export const stamps = (timestamp: number, wire: Wire): object => ({
  onchain_timestamp: wire.stamps === "null" ? null : String(Math.floor(timestamp / 1_000)),
  seen_timestamp: `${timestamp}000000`,
  ...more(wire),
});

/** The whole book as it stands in a snapshot frame, or in REST's answer with other names of its sides. */
export const wireBook = (book: BookSides, wire: Wire, level: number, sides?: Wire["sides"]): object => ({
  [wire.depth]: wire.depth === "view" ? { precision: level, ...wireSides(book, sides) } : wireSides(book, sides),
});

/** A side as the server says it. */
export const wireSide = (side: Side, wire: Wire): string =>
  wire.side === "buy" ? side : side === "buy" ? "Buy" : "Sell";

const wireTradeId = (id: string, { tradeIds }: Wire): string => {
  if (tradeIds === "bare") return id.replaceAll("0x", "");
  return tradeIds === "first" ? id.replace("/0x", "/") : id;
};

/** A trade as both the feed and REST say it. */
export const wireTrade = (trade: Trade, wire: Wire = likely()): object => {
  const { maker, taker, maker_fee, taker_fee, ...rest } = trade;
  return {
    ...rest,
    trade_id: wireTradeId(trade.trade_id, wire),
    side: wireSide(trade.side, wire),
    total: wire.total === "divided" ? trade.total : trade.price * trade.quantity,
    timestamp: wire.tradeTimes === "number" ? trade.timestamp : String(trade.timestamp),
    ...(wire.parties === "given" ? { maker, taker } : {}),
    ...(wire.tradeFees === "given" ? { maker_fee, taker_fee } : {}),
    ...more(wire),
  };
};

/** A subscription's first frame: the whole book. */
export const depthSnapshot = (marketId: string, book: BookSides, wire: Wire, level: number): object => ({
  action: "subscribe_depth",
  market_id: marketId,
  ...wireBook(book, wire, level),
  ...more(wire),
});

/** Signed changes of a book. */
export const depthUpdate = (marketId: string, changes: BookSides, timestamp: number, wire: Wire): object => ({
  action: "subscribe_depth_update",
  market_id: marketId,
  changes: wireSides(changes),
  ...stamps(timestamp, wire),
});

/** New trades of a market. */
export const tradesFrame = (marketId: string, trades: readonly Trade[], timestamp: number, wire: Wire): object => ({
  action: wire.tradesAction,
  market_id: marketId,
  trades: trades.map((trade) => wireTrade(trade, wire)),
  ...stamps(timestamp, wire),
});

/** The amounts of an asset in order books. */
export const wireBooks = (books: Balance["order_books"], { bookFee }: Wire): object =>
  bookFee === "given"
    ? books
    : Object.fromEntries(Object.entries(books).map(([id, { locked, unlocked }]) => [id, { locked, unlocked }]));

/** Holdings that changed. */
export const balancesFrame = (balance: readonly Balance[], timestamp: number, wire: Wire): object => ({
  action: "subscribe_balances",
  balance: balance.map((one) => ({ ...one, order_books: wireBooks(one.order_books, wire), ...more(wire) })),
  ...stamps(timestamp, wire),
});

/** A nonce as the server says it. */
export const wireNonce = (nonce: bigint, { nonce: spelling }: Pick<Wire, "nonce">): unknown => {
  if (spelling === "hex") return `0x${nonce.toString(16)}`;
  return spelling === "number" ? new BareNumber(nonce) : nonce.toString();
};

/** A trade account's new nonce. */
export const nonceFrame = (contractId: string, nonce: bigint, timestamp: number, wire: Wire): object => ({
  action: wire.nonceAction,
  contract_id: contractId,
  nonce: wireNonce(nonce, wire),
  ...stamps(timestamp, wire),
});

/** The server's answer to a request that it does not carry out. */
export const errorFrame = (code: number, message: string, details: object, wire: Pick<Wire, "errors">): object =>
  wire.errors === "bare" ? { code, message } : { action: "error", code, message, ...details };
