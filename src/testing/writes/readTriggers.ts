// Trigger orders as they are written in actions, turned into what the exchange takes. Pure.
import type { Action } from "../action.ts";
import type { ExchangeMarket } from "../markets.ts";
import { invalid } from "../rest/query.ts";
import type { TriggerRequest, TriggerType } from "../triggerRules.ts";
import { NO_ASSET } from "./signatures.ts";
import { idIn, type Members, membersOf, sideIn, unreadable, wholeIn } from "./write.ts";

/** The actions of trigger orders, by name. */
export const TRIGGER_ACTIONS = [
  "CreateOrderWithTriggers",
  "CreateTriggerOrder",
  "CreateTriggerOrders",
  "CancelTriggerOrder",
] as const;

const typeOf = (value: unknown): TriggerType => {
  if (value === "Market") return value;
  const members = typeof value === "object" && value !== null ? membersOf(value, "order_type") : {};
  if ("Spot" in members) {
    return { Spot: { price: wholeIn(membersOf(members.Spot, "Spot"), "price").toString() } };
  }
  if ("MarketBounded" in members) {
    const bounds = membersOf(members.MarketBounded, "MarketBounded");
    const [max_price, min_price] = [wholeIn(bounds, "max_price").toString(), wholeIn(bounds, "min_price").toString()];
    return { MarketBounded: { max_price, min_price } };
  }
  throw unreadable(
    `order_type of a trigger order must be "Market", {"MarketBounded":{"max_price","min_price"}} or {"Spot":{"price"}}, not ${JSON.stringify(value)}`,
  );
};

/** @param parent the order it is to hang on; none where it is made by the same action. */
const triggerOf = (market: ExchangeMarket, value: unknown, parent: string | undefined): TriggerRequest => {
  const args = membersOf(value, "a trigger order");
  const quantity = membersOf(args.quantity, "quantity");
  const own = "Quantity" in quantity ? wholeIn(membersOf(quantity.Quantity, "Quantity"), "quantity") : undefined;
  if (own === undefined) {
    const named = idIn(membersOf(quantity.ParentOrder, "ParentOrder"), "parent_order_id");
    if (named !== NO_ASSET && named !== parent) throw invalid(`a leg names the parent ${named}, not ${parent}`, 7013);
  }
  return {
    marketId: market.market_id,
    side: sideIn(args),
    type: typeOf(args.order_type),
    triggerPrice: wholeIn(args, "trigger_price"),
    quantity: own,
  };
};

const parentOf = ({ parent }: Members): { readonly orderId: string; readonly quantity: bigint } | undefined => {
  if (parent === undefined || parent === null) return undefined;
  const members = membersOf(parent, "parent");
  return { orderId: idIn(members, "order_id"), quantity: wholeIn(members, "expected_quantity") };
};

/** The legs of an order that is placed together with them. */
export const legsIn = (market: ExchangeMarket, members: Members): TriggerRequest[] =>
  [members.trigger_1, members.trigger_2]
    .filter((leg) => leg !== undefined && leg !== null)
    .map((leg) => triggerOf(market, leg, undefined));

/** Reads an action of trigger orders alone. */
export const readTriggerAction = (market: ExchangeMarket, name: string, members: Members): Action => {
  if (name === "CancelTriggerOrder") return { disarm: idIn(members, "order_id") };
  const parent = parentOf(members);
  const legs = name === "CreateTriggerOrder" ? [members.args] : [members.first, members.second];
  return { arm: legs.map((leg) => triggerOf(market, leg, parent?.orderId)), parent };
};
