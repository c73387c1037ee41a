// The open orders of an identity, market by market, and how those ended that are not open any more.
import { identityKey } from "../../client/ids.ts";
import type { Identity, Order } from "../../client/protocol.ts";
import type { ReadOptions } from "../../client/request.ts";
import { ending, type O2Rest, PAGE } from "../../client/rest.ts";
import { placedAt, upsertOrders } from "../merge.ts";
import { once, type Read } from "./read.ts";

export const readOrders: Read<"orders", Order> = async (
  { identity },
  held = [],
  buffered,
  { rest, markets, closedLimit, how },
) => {
  const ids = (await markets()).map((market) => market.market_id);
  const open = (
    await Promise.all(
      ids.map((market) => once(buffered.found, `open ${market}`, () => openOrders(rest, market, identity, how))),
    )
  ).flat();
  const listed = new Set(open.map((order) => order.order_id));
  const isSaid = (id: string): boolean => buffered.items.some((order) => order.order_id === id);
  // Held as open but not listed any more, and not heard of since: closed while we were away. How, the history tells.
  const gone = held.filter((order) => !order.close && !listed.has(order.order_id) && !isSaid(order.order_id));
  const wanted = [...new Set(gone.map((order) => order.market_id))].filter((market) => market !== undefined);
  const back = async (market: string): Promise<Order[]> => {
    const missing = new Set(gone.filter((order) => order.market_id === market).map((order) => order.order_id));
    const found: Order[] = [];
    let page: readonly Order[];
    do {
      page = await rest.orders({ market, identity, before: found.at(-1), ...how });
      found.push(...page);
      for (const order of page) missing.delete(order.order_id);
    } while (missing.size > 0 && page.length === PAGE.orders && found.length < 10 * PAGE.orders);
    return found;
  };
  const history = await Promise.all(wanted.map(back));
  const ends = new Map(history.flat().map((order) => [order.order_id, order]));
  const newest = Math.max(0, ...[...open, ...history.flat()].map(placedAt));
  // One that the history does not know either is newer than what was read, or ended too long ago to tell how.
  const ended = (order: Order): Order | undefined => (placedAt(order) > newest ? undefined : { ...order, close: true });
  return (now = []) => {
    const said = new Set(buffered.items.map(({ order_id }) => order_id));
    const closed = gone.map((order) => ends.get(order.order_id) ?? ended(order)).filter((order) => order !== undefined);
    // An order never opens again: what is held as closed is newer than a list that still has it open.
    const isClosed = new Set(now.filter((order) => order.close).map((order) => order.order_id));
    const news = [...open, ...closed].filter(({ order_id }) => !said.has(order_id) && !isClosed.has(order_id));
    return upsertOrders(now, [...news, ...buffered.items], closedLimit(identityKey(identity)));
  };
};

async function openOrders(rest: O2Rest, market: string, identity: Identity, how: ReadOptions): Promise<Order[]> {
  const found: Order[] = [];
  let page: readonly Order[];
  do {
    page = await rest.orders({ market, identity, isOpen: true, before: ending(found).at(-1), ...how });
    found.push(...page);
  } while (page.length === PAGE.orders);
  return found;
}
