// The news of an update of orders: orders, and trigger orders without an open parent. Pure.
import type { Identity, Order, TriggerOrder } from "./entities.ts";

/** An order, or a trigger order without an open parent, in its newest state. */
export type OrderNews = Order | TriggerOrder;

/** Whether it is a trigger order. */
export function isTrigger(news: OrderNews): news is TriggerOrder {
  return "trigger_price" in news;
}

/** Whether it is an order. */
export function isOrder(news: OrderNews): news is Order {
  return !isTrigger(news);
}

/** The names that it has: a server may give an order one or two. */
export function namesOf(news: OrderNews): readonly Identity[] {
  const names = isTrigger(news) ? [news.owner] : [news.account, news.owner];
  return names.filter((name) => name !== undefined);
}
