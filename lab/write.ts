// Writes values as text, so that the exchange's own and those that a client shows can be compared. It knows nothing of
// either.
import type { Bar, Ticker } from "o2-react";
import type { BookSides, DepthLevel } from "o2-react/client";

/** Fields of an entity; numbers as the wire spells them, or as bigints. */
type Written<K extends string, Optional extends string = never> = Readonly<Record<K, string | bigint>> &
  Readonly<Partial<Record<Optional, string | bigint>>>;

/** A fill, with its two orders in either order. */
export interface WrittenFill extends Written<"side" | "price" | "quantity"> {
  readonly order_id?: string;
  readonly counter_order_id?: string;
  readonly timestamp: number;
}

/** Number of newest fills that are compared. */
const FILLS = 20;

/** The stream says `Buy`, REST `buy`. */
const sideOf = (side: string | bigint): string => String(side).toLowerCase();

/**
 * Writers for the values of readers, the exchange's and a client's alike. Several accounts give several parts, in the
 * reader's order.
 */
export const write = {
  book: ({ bids, asks }: BookSides): string => {
    const side = (levels: readonly DepthLevel[]) =>
      levels.map(({ price, quantity }) => `${price}:${quantity}`).join(" ");
    return `${side(bids)} | ${side(asks)}`;
  },
  best: (bid: bigint | undefined, ask: bigint | undefined): string => `${bid} ${ask}`,
  trades: (trades: readonly Written<"trade_id" | "side" | "price" | "quantity">[]): string =>
    trades.map(({ trade_id, side, price, quantity }) => `${trade_id}:${sideOf(side)}:${quantity}@${price}`).join(" "),
  candles: (bars: readonly Bar[]): string =>
    bars
      .map(({ timestamp, open, high, low, close, volume }) => `${timestamp}:${open}/${high}/${low}/${close}*${volume}`)
      .join(" "),
  ticker: ({ last, open, high, low, change, changeBasisPoints, volume }: Ticker): string =>
    `${last} ${open}/${high}/${low} ${change} ${changeBasisPoints} *${volume}`,
  orders: (orders: readonly Written<"order_id" | "side" | "price" | "quantity", "quantity_fill">[]): string =>
    orders
      .map(
        ({ order_id, side, price, quantity, quantity_fill = 0n }) =>
          `${String(order_id).slice(0, 14)}:${sideOf(side)}:${quantity_fill}/${quantity}@${price}`,
      )
      .sort()
      .join(" "),
  fills: (fills: readonly WrittenFill[]): string =>
    fills
      .map(({ order_id = "", counter_order_id = "", side, price, quantity, timestamp }) => {
        const orders = [order_id, counter_order_id].map((id) => id.slice(0, 14)).sort();
        return { timestamp, text: `${orders.join("/")}:${side}:${quantity}@${price}` };
      })
      .sort((a, b) => b.timestamp - a.timestamp || (a.text < b.text ? -1 : 1))
      .slice(0, FILLS)
      .map(({ text }) => text)
      .join(" "),
  balances: (
    balances: readonly { readonly asset_id: string; readonly total_locked: bigint; readonly total_unlocked: bigint }[],
  ): string =>
    balances
      .filter(({ total_locked, total_unlocked }) => total_locked + total_unlocked > 0n)
      .map((one) => `${one.asset_id.slice(0, 14)}:${one.total_locked}/${one.total_unlocked}`)
      .sort()
      .join(" "),
  parts: (parts: readonly string[]): string => parts.join(" ; "),
} as const;
