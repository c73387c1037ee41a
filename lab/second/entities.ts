// The second exchange's data as the values that o2-react gives, so that tests can compare them with the client's.
import type { Bar, Order, Trade } from "o2-react";
import { filledOf, type MadeTrade, type PlacedOrder, worth } from "./records.ts";
import type { Bar as MadeBar } from "./views.ts";

export function orderOf(order: PlacedOrder): Order {
  return {
    order_id: order.id,
    market_id: order.market.market_id,
    side: order.side,
    order_type: order.type,
    price: order.price,
    quantity: order.quantity,
    quantity_fill: filledOf(order),
    timestamp: String(order.placedAt),
    close: !order.isOpen,
    cancel: order.isCancelled,
  };
}

export function tradeOf({ id, maker, market, price, quantity, at }: MadeTrade): Trade {
  const total = worth(market, price, quantity);
  return { trade_id: id, side: maker.side, price, quantity, total, timestamp: at };
}

export function barOf({ begin, bought, sold, ...prices }: MadeBar): Required<Bar> {
  return { timestamp: begin, ...prices, volume: bought + sold, buy_volume: bought, sell_volume: sold };
}
