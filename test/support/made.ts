// Made-up trades and orders for the suites beside the code.
import type { AccountInfo, Order, Trade } from "../../src/client/entities.ts";

/** A trade by its number. A larger number is newer. */
export const trade = (n: number, timestamp: number = n): Trade => ({
  trade_id: String(n),
  side: "buy",
  price: 1n,
  quantity: 1n,
  total: 1n,
  timestamp,
});

/** An open order, with these members changed. */
export const order = (order_id: string, timestamp: string | number = 1, more: Partial<Order> = {}): Order => ({
  order_id,
  side: "buy",
  order_type: "Spot",
  price: 1n,
  quantity: 2n,
  timestamp,
  close: false,
  ...more,
});

/** A trade account, with these members changed. */
export const account = (
  trade_account_id: string,
  nonce: bigint | undefined,
  more: Partial<AccountInfo> = {},
): AccountInfo => ({
  trade_account_id,
  nonce,
  owner: undefined,
  session: undefined,
  margin_accounts: undefined,
  next_margin_account: undefined,
  ...more,
});
