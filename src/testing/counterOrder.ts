// The order that fills another one: its terms and its cost. Pure; it knows nothing of accounts.
import type { Side } from "../client/entities.ts";
import { worthOf } from "./markets.ts";
import type { OrderRecord } from "./orders.ts";
import { ExchangeRefusal } from "./refusal.ts";
import { type OrderRequest, takingUpTo } from "./terms.ts";

/** An order, and the money it needs. */
export interface CounterOrder {
  readonly request: OrderRequest;
  readonly asset: string;
  readonly amount: bigint;
}

/**
 * The order that takes a quantity of a resting order, and everything that stands before it in the book.
 * @param resting its side of the book by price and time.
 */
export const counterOrder = (
  order: OrderRecord,
  resting: Iterable<OrderRecord>,
  quantity: bigint = order.remaining,
): CounterOrder => {
  const { market, price, remaining } = order;
  if (quantity <= 0n || quantity > remaining || quantity % market.step !== 0n) {
    throw new ExchangeRefusal(
      "bad-quantity",
      `${market.pair}: ${quantity} of order ${order.id} cannot be filled: a multiple of ${market.step} from ${market.step} to ${remaining} can`,
    );
  }
  let wanted = quantity;
  for (const other of resting) {
    if (other === order) break;
    wanted += other.remaining;
  }
  const side: Side = order.side === "buy" ? "sell" : "buy";
  return {
    // Bounded by the order's price it takes nothing behind the order's level, and never rests.
    request: {
      marketId: market.market_id,
      side,
      quantity: wanted,
      type: takingUpTo(side, price),
    },
    asset: side === "sell" ? market.base.asset : market.quote.asset,
    amount: side === "sell" ? wanted : worthOf(market, price, wanted) + 1n,
  };
};
