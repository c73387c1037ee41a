// The reads of all channels.
import { readTradeAccount } from "./account.read.ts";
import { readBalances } from "./balances.read.ts";
import { readCandles } from "./candles.read.ts";
import type { Items } from "./channels.ts";
import { readDepth } from "./depth.read.ts";
import { readFills } from "./fills.read.ts";
import { readMargin } from "./marginAccount.read.ts";
import { readTiers } from "./marginTiers.read.ts";
import { readMarketSummaries } from "./marketSummaries.read.ts";
import { readNonce } from "./nonce.read.ts";
import { readOrders } from "./orders.read.ts";
import type { Read } from "./read.ts";
import { readTrades } from "./trades.read.ts";

/**
 * The items that the stream tells of each channel's topics while they are read; books are read only while it is silent, and of some
 * topics it tells nothing.
 */
export interface ReadItems extends Items {
  readonly depth: never;
  readonly marketSummaries: never;
  readonly account: never;
  readonly marginAccount: never;
  readonly marginTiers: never;
}

export const READS: { readonly [C in keyof ReadItems]: Read<C, ReadItems[C]> } = {
  depth: readDepth,
  trades: readTrades,
  candles: readCandles,
  orders: readOrders,
  balances: readBalances,
  nonce: readNonce,
  fills: readFills,
  marketSummaries: readMarketSummaries,
  account: readTradeAccount,
  marginAccount: readMargin,
  marginTiers: readTiers,
};
