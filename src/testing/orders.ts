// The orders of all accounts: the records that matching works on, and the entities that are handed out.
// It knows nothing of prices crossing or of money.
import type { Identity, Order, OrderFill, OrderType, Side } from "../client/entities.ts";
import type { Journal } from "./journal.ts";
import type { ExchangeMarket } from "./markets.ts";

/** An account of the simulated exchange. */
export interface Account {
  readonly name: string;
  /** The trade account's contract id. */
  readonly id: string;
  /** The address of the wallet that owns it. */
  readonly owner: string;
  /** The trade account as an identity: what the identity channels are asked with. */
  readonly identity: Identity;
}

/** An order inside the exchange. Changed in place by matching; never handed out. */
export interface OrderRecord {
  readonly id: string;
  readonly sequence: number;
  readonly market: ExchangeMarket;
  readonly account: Account;
  readonly side: Side;
  readonly type: OrderType;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly timestamp: number;
  /** The quantity that is left to fill. */
  remaining: bigint;
  /** The sum of price times quantity over its fills: the volume-weighted price is this by the filled quantity. */
  filledValue: bigint;
  /** The amount it holds locked, in the asset it pays with. */
  locked: bigint;
  /** Its matches, oldest first; replaced by each one. */
  fills: readonly OrderFill[];
  /** The amount it received as a taker, before fees: the fee is on the whole of it. */
  received: bigint;
  state: "open" | "filled" | "cancelled";
}

/** The order as the feed gives it: a copy that never changes. */
export const toOrder = (record: OrderRecord): Order => {
  const filled = record.quantity - record.remaining;
  return {
    order_id: record.id,
    market_id: record.market.market_id,
    side: record.side,
    order_type: record.type,
    price: record.price,
    quantity: record.quantity,
    quantity_fill: filled,
    price_fill: filled === 0n ? 0n : record.filledValue / filled,
    timestamp: String(record.timestamp),
    close: record.state !== "open",
    partially_filled: filled > 0n && record.remaining > 0n,
    cancel: record.state === "cancelled",
    desired_quantity: { Base: { remaining_quantity: record.remaining } },
    base_decimals: record.market.base.decimals,
    account: record.account.identity,
    owner: { Address: record.account.owner },
    fills: record.fills,
  };
};

/** The number of closed orders that are remembered of an account. */
const CLOSED_KEPT = 500;

/** All orders by account: the open ones, and the newest closed ones. */
export class OrderStore {
  readonly #open = new Map<string, Map<string, OrderRecord>>();
  readonly #closed = new Map<string, OrderRecord[]>();
  readonly #journal: Journal;
  #touched = new Set<OrderRecord>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Keeps a new order. */
  add(record: OrderRecord): void {
    const open = this.#open.get(record.account.id) ?? new Map<string, OrderRecord>();
    this.#open.set(record.account.id, open.set(record.id, record));
    this.#touched.add(record);
    this.#journal.undoBy(() => void open.delete(record.id));
  }

  /** Call it before a record changes, so that the change can be undone. */
  keep(record: OrderRecord): void {
    const { remaining, filledValue, fills, locked, received, state } = record;
    this.#journal.undoBy(() => void Object.assign(record, { remaining, filledValue, fills, locked, received, state }));
  }

  /** Notes that an order has changed; a closed one moves to the closed ones. */
  touch(record: OrderRecord): void {
    this.#touched.add(record);
    const open = this.#open.get(record.account.id);
    if (record.state === "open" || !open?.delete(record.id)) return;
    const closed = this.#closed.get(record.account.id) ?? [];
    this.#closed.set(record.account.id, closed);
    closed.push(record);
    if (closed.length >= 2 * CLOSED_KEPT) closed.splice(0, closed.length - CLOSED_KEPT);
    this.#journal.undoBy(() => {
      closed.pop();
      open.set(record.id, record);
    });
  }

  /** An open order of an account. */
  find(account: string, id: string): OrderRecord | undefined {
    return this.#open.get(account)?.get(id);
  }

  /** An order of an account, open or closed. */
  get(account: string, id: string): OrderRecord | undefined {
    return this.find(account, id) ?? this.#closed.get(account)?.find((record) => record.id === id);
  }

  /** An order of any account, open or closed. */
  anywhere(id: string): OrderRecord | undefined {
    for (const account of this.#open.keys()) {
      const record = this.get(account, id);
      if (record) return record;
    }
    return undefined;
  }

  /** The number of an account's open orders. */
  openCount(account: string): number {
    return this.#open.get(account)?.size ?? 0;
  }

  /** An account's orders, newest first. */
  list(account: string): OrderRecord[] {
    const all = [
      ...(this.#closed.get(account)?.slice(-CLOSED_KEPT) ?? []),
      ...(this.#open.get(account)?.values() ?? []),
    ];
    return all.sort((a, b) => b.sequence - a.sequence);
  }

  /** The orders that changed since the last call, oldest first. */
  takeTouched(): OrderRecord[] {
    const touched = [...this.#touched].sort((a, b) => a.sequence - b.sequence);
    this.#touched = new Set();
    return touched;
  }
}
