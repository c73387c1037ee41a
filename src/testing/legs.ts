// One trigger order inside the exchange, and the ways in which it is handed out. It knows nothing of the others.
import type { TriggerOrder as TriggerEntity } from "../client/entities.ts";
import type { ExchangeMarket } from "./markets.ts";
import type { Account, OrderRecord } from "./orders.ts";
import type { OrderRequest } from "./terms.ts";
import type { TriggerOrder, TriggerRequest, TriggerStatus } from "./triggerRules.ts";

/** The money that one leg, or both legs of a pair, hold locked. */
export interface Lock {
  readonly asset: string;
  readonly amount: bigint;
  isHeld: boolean;
}

/** A trigger order inside the exchange. Changed in place; never handed out. */
export interface Leg {
  readonly id: string;
  readonly account: Account;
  readonly market: ExchangeMarket;
  readonly request: TriggerRequest;
  readonly quantity: bigint;
  readonly timestamp: number;
  /** Fires when the price has risen to its own; else when it has fallen to it. */
  readonly rises: boolean;
  readonly parent: OrderRecord | undefined;
  /** None under a parent, whose funds cover it. */
  readonly lock: Lock | undefined;
  sibling: Leg | undefined;
  status: TriggerStatus;
  history: TriggerOrder["history"];
}

/** A trigger order as it is handed out. */
export const toTriggerOrder = (leg: Leg, isOrphaned: boolean = false): TriggerOrder => ({
  order_id: leg.id,
  market_id: leg.market.market_id,
  account: leg.account,
  side: leg.request.side,
  type: leg.request.type,
  trigger_price: leg.request.triggerPrice,
  timestamp: leg.timestamp,
  status: leg.status,
  sibling_order: leg.sibling?.id,
  parent_order_id: leg.parent?.id,
  quantity: leg.quantity,
  history: leg.history,
  isOrphaned,
});

/** The same as its parent tells it. */
export const toEntity = ({ id, account, market, request, quantity, ...leg }: Leg): TriggerEntity => ({
  order_id: id,
  market_id: market.market_id,
  owner: account.identity,
  side: request.side,
  order_type: request.type,
  trigger_price: request.triggerPrice,
  timestamp: String(leg.timestamp),
  status: leg.status,
  ...(leg.sibling && { sibling_order: leg.sibling.id }),
  ...(leg.parent && { parent_order_id: leg.parent.id }),
  possible_amount: quantity,
  history: leg.history,
});

/** The order that a leg becomes when it fires. */
export const toRequest = ({ market, request, quantity }: Leg): OrderRequest => {
  const { side, type } = request;
  const order = { marketId: market.market_id, side, quantity };
  if (type === "Market") return { ...order, type: "Market" };
  if ("Spot" in type) return { ...order, price: BigInt(type.Spot.price), type: "Spot" };
  return { ...order, type: { BoundedMarket: type.MarketBounded } };
};
