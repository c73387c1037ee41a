// A reader of each kind that chaos knows, on both venues.
import type { Reader } from "../../lab/chaos/Reader.ts";

export const BOOK: Reader = { kind: "depth", market: 0, precision: 1, levels: 20 };
export const TRADES: Reader = { kind: "trades", market: 0, limit: 20 };
export const ORDERS: Reader = { kind: "orders", accounts: [0, 1] };

export const EACH_KIND: readonly Reader[] = [
  BOOK,
  { kind: "best", market: 1 },
  TRADES,
  { kind: "candles", market: 0, resolution: "1m", limit: 20 },
  { kind: "ticker", market: 1 },
  ORDERS,
  { kind: "balances", accounts: [0, 1] },
  { kind: "nonce", account: 0 },
  { kind: "history", accounts: [2, { wallet: 2 }], state: "all", isEager: true },
  { kind: "calm", market: 1, precision: 2, levels: 20, frequency: "1s" },
  { kind: "fills", account: { wallet: 2 }, market: 0 },
  { kind: "fills", account: 1, market: 0, venue: "turbo" },
  { kind: "triggers", account: { wallet: 1 } },
  { kind: "triggers", account: 0, venue: "turbo" },
  { kind: "changes", account: { wallet: 0 } },
  { kind: "changes", account: 0, venue: "turbo" },
  { kind: "calm", market: 0, precision: 1, levels: 5, frequency: "500ms", venue: "turbo" },
  { kind: "margin", account: 1 },
  { kind: "tiers" },
  { kind: "summaries" },
  { kind: "account", account: { wallet: 1 } },
  { ...BOOK, venue: "turbo" },
  { kind: "best", market: 1, venue: "turbo" },
  { ...TRADES, venue: "turbo" },
  { kind: "candles", market: 0, resolution: "1m", limit: 20, venue: "turbo" },
  { kind: "ticker", market: 1, venue: "turbo" },
  { ...ORDERS, venue: "turbo" },
  { kind: "history", accounts: [2], state: "all", isEager: true, venue: "turbo" },
];
