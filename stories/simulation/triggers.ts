// Sample trigger orders: a bid with a take profit and a stop loss, and a pair without an order. Other orders fire them.
import type { Account, SimulatedExchange, TriggerRequest } from "o2-react/testing";
import { firstOf } from "./Simulation.tsx";

/** The take profit of the pair, in ticks above the last price; its stop loss is as far below. */
const FAR = 40n;

/** Places them for the first account in the first market. */
export function armTriggers(exchange: SimulatedExchange): void {
  const { market, account } = firstOf(exchange);
  const { market_id: marketId, tick, step, scale, min_order } = market;
  const last = exchange.lastTrade(marketId)?.price ?? market.startPrice;
  const quantity = ((2n * min_order * scale) / last / step + 1n) * step;
  const leg = (ticks: bigint, own?: bigint): TriggerRequest => {
    const triggerPrice = last + ticks * tick;
    const type = ticks > 0n ? ({ Spot: { price: String(triggerPrice) } } as const) : "Market";
    return { marketId, side: "sell", type, triggerPrice, quantity: own };
  };
  const { bid = last } = exchange.top(marketId);
  exchange.batch(account, [
    {
      place: { marketId, side: "buy", price: bid - 5n * tick, quantity },
      triggers: [leg(2n * FAR), leg(-2n * FAR)],
    },
    { arm: [leg(FAR, quantity), leg(-FAR, quantity)] },
  ]);
}

/** Another account takes the order with the trigger orders on it. */
export function fillParent(exchange: SimulatedExchange, account: Account): void {
  const parent = exchange.orders(account, { open: true }).find((order) => order.active_trigger_orders?.length);
  if (parent) exchange.fill(account, parent.order_id);
}

/** The market trades at the next price above it that a trigger order waits for. */
export function reachTarget(exchange: SimulatedExchange, account: Account): void {
  const rising = exchange
    .triggerOrders(account, { active: true })
    .filter(({ market_id, trigger_price }) => trigger_price > (exchange.lastTrade(market_id)?.price ?? 0n))
    .sort((a, b) => (a.trigger_price < b.trigger_price ? -1 : 1));
  const [next] = rising;
  const [, buyer, seller] = exchange.accounts;
  if (!next) return;
  const { market_id: marketId, trigger_price: price, quantity } = next;
  const { base, quote } = exchange.market(marketId);
  exchange.deposit(seller, base.asset, quantity);
  const { order_id } = exchange.place(seller, { marketId, side: "sell", price, quantity });
  exchange.deposit(buyer, quote.asset, 10n ** 24n);
  const asks = exchange.depth(marketId).asks.filter((level) => level.price <= price);
  const wanted = asks.reduce((sum, level) => sum + level.quantity, 0n);
  if (exchange.orders(seller, { open: true }).some((order) => order.order_id === order_id))
    exchange.place(buyer, { marketId, side: "buy", price, quantity: wanted });
}
