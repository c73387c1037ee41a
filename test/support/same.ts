// The exchange's values and the client's in one form, so that a suite holds for every spelling of the wire.
import type { Balance, Trade } from "o2-react";

/** Trades by their ids, without the members that servers spell in several ways. */
export function toTradeIds(trades: readonly Pick<Trade, "trade_id">[] = []): string[] {
  return trades.map(({ trade_id }) => trade_id.toLowerCase().replaceAll("0x", ""));
}

/** Balances by asset, without the books' fees, which a server may leave out. */
export function toBalances(balances: readonly Balance[] = []): object[] {
  return balances
    .map(({ order_books, ...balance }) => {
      const books = Object.entries(order_books).map(([id, { locked, unlocked }]) => [id, { locked, unlocked }]);
      return { ...balance, order_books: Object.fromEntries(books) };
    })
    .sort((a, b) => a.asset_id.localeCompare(b.asset_id));
}
