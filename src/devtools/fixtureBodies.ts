// The bodies of a fixture's answers: the data of a feed as the exchange says it. Pure.
import type {
  Fill,
  MarginAccount,
  MarginSession,
  MarketSummary,
  Order,
  TradeAccount,
  TriggerOrder,
} from "../client/entities.ts";
import { likely } from "../testing/wire.ts";
import { wireActiveOrder, wireTrigger } from "../testing/wireOrders.ts";

/** The answer to a read of an account: what was worked out of it is not part of it. */
export function marginBody(account: Extract<MarginAccount, { readonly exists: true }>): object {
  const { exists: _, positions: __, risk: ___, session, ...state } = account;
  return { ...state, session: session ? sessionBody(session) : null };
}

function sessionBody({ version, isPerpetual: _, debt, ...session }: MarginSession): object {
  const body = { ...session, debt: debt.map(({ asset_id, amount }) => [asset_id, amount]) };
  return version === undefined ? body : { [version]: body };
}

/** The entries of a page of active orders: the open ones, then the trigger orders beside them. */
export function activeEntries(orders: readonly Order[], triggers: readonly TriggerOrder[]): object[] {
  const wire = likely();
  return [
    ...orders.filter(({ close }) => !close).map((order) => ({ kind: "order", ...wireActiveOrder(order, wire) })),
    ...triggers.map((trigger) => ({ kind: "trigger", ...wireTrigger(trigger, wire) })),
  ];
}

/** A fill as the trade that it was read from, or would be. */
export function ownTrade({ side, trader_side = "maker", price, quantity, timestamp, ...fill }: Fill): object {
  const other = side === "buy" ? "sell" : "buy";
  const maker = side === "both" ? "buy" : trader_side === "taker" ? other : side;
  const { order_id, counter_order_id, trade_id = `${order_id}/${counter_order_id}`, fee } = fill;
  const total = price * quantity;
  return { trade_id, side: maker, trader_side, price, quantity, total, timestamp, [`${trader_side}_fee`]: fee };
}

/** The answer to a read of a trade account. */
export function accountBody(account: TradeAccount): object {
  if (!account.exists) return { trade_account_id: null, trade_account: null, session: null };
  const { trade_account_id, nonce, owner = null, session = null, margin_accounts, next_margin_account } = account;
  return { trade_account_id, trade_account: { nonce, owner }, session, margin_accounts, next_margin_account };
}

/** One day of a list of tickers. */
export function tickerBody({ market_id, last, open, high, low, change, volume }: MarketSummary): object {
  return { market_id, last, open, high, low, change, base_volume: volume };
}
