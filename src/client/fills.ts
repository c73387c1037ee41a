// An identity's own fills: as its orders tell them, and as its trades do. Pure; does not know which of them are held.
import type { Fill, Identity, Order, Side, Trade } from "./entities.ts";
import { identityKey } from "./ids.ts";
import { fromSeconds } from "./seconds.ts";

const ORDER_ID = /^(?:0x)?[0-9a-f]{1,64}$/;

/** The matches that an order lists, newest first. The update does not tell which of the two orders rested. */
export function fillsOfOrder(order: Order, identity: Identity): Fill[] {
  const { order_id, market_id, side, fills = [] } = order;
  if (market_id === undefined) return [];
  return fills
    .map(({ price, quantity, ...match }): Fill => {
      const timestamp = fromSeconds(Number(match.timestamp)) || 0;
      return { market_id, identity, side, price, quantity, timestamp, order_id, counter_order_id: match.order_id };
    })
    .sort((a, b) => b.timestamp - a.timestamp);
}

/** A trade as the fill of one of its parties; `undefined` where it does not tell which party is meant. */
export function fillOfTrade(trade: Trade, market_id: string, identity: Identity): Fill | undefined {
  const { trade_id, price, quantity, timestamp, maker_fee, taker_fee } = trade;
  const trader_side = trade.trader_side ?? partOf(trade, identity);
  if (!trader_side) return undefined;
  const [maker, taker] = ordersOf(trade_id);
  const isTaker = trader_side === "taker";
  const fee = trader_side === "both" ? undefined : isTaker ? taker_fee : maker_fee;
  const side = trader_side === "both" ? "both" : isTaker ? otherSide(trade.side) : trade.side;
  const [order_id, counter_order_id] = isTaker ? [taker, maker] : [maker, taker];
  return {
    ...{ market_id, identity, side, trader_side, price, quantity, timestamp },
    ...(order_id !== undefined && { order_id, counter_order_id }),
    trade_id,
    ...(fee !== undefined && { fee }),
  } as Fill;
}

/** The names of a fill: its two orders in either order, and its trade's id. Two fills that share one are the same. */
export function fillKeys({ order_id, counter_order_id, trade_id }: Fill): string[] {
  const orders = [order_id, counter_order_id].filter((id) => id !== undefined).map(bareId);
  return [
    ...(orders.length === 2 ? [orders.sort().join("/")] : []),
    // One that is made of the orders says nothing more.
    ...(trade_id === undefined || ordersOf(trade_id).length === 2 ? [] : [bareId(trade_id)]),
  ];
}

/** Whether an order of an identity's own is one side of a fill. */
export function isFillOf({ side, order_id, counter_order_id }: Fill, order: string): boolean {
  return order_id === order || (side === "both" && counter_order_id === order);
}

/** The maker's and the taker's order, where a trade's id is made of them. */
function ordersOf(tradeId: string): readonly string[] {
  const ids = tradeId.toLowerCase().split("/");
  return ids.length === 2 && ids.every((id) => ORDER_ID.test(id)) ? ids.map((id) => `0x${bareId(id)}`) : [];
}

function bareId(id: string): string {
  return id.toLowerCase().replaceAll("0x", "");
}

function otherSide(side: Side): Side {
  return side === "buy" ? "sell" : "buy";
}

function partOf({ maker, taker }: Trade, identity: Identity): Fill["trader_side"] {
  const isOwn = (party: Identity | undefined): boolean =>
    party !== undefined && identityKey(party) === identityKey(identity);
  if (isOwn(maker)) return isOwn(taker) ? "both" : "maker";
  return isOwn(taker) ? "taker" : undefined;
}
