// The actions of a batch as they are written, turned into what the exchange does and what the session signed. Pure.
import type { OrderType } from "../../client/entities.ts";
import type { Action } from "../action.ts";
import { type ExchangeMarket, worthOf } from "../markets.ts";
import { accountsRegistry } from "../rest/markets.ts";
import { legsIn, readTriggerAction, TRIGGER_ACTIONS } from "./readTriggers.ts";
import { bytesOf, identityBytes, joined, NO_ASSET, type SignedCall, wordOf } from "./signatures.ts";
import { identityIn, idIn, type Members, membersOf, sideIn, unreadable, wholeIn } from "./write.ts";

/** One action: the exchange's action, none for a referer, and the call that is signed for it. */
export interface ReadAction {
  readonly action: Action | undefined;
  /** None for trigger orders: it is not known how they are signed. */
  readonly call: SignedCall | undefined;
}

const ACTIONS = ["CreateOrder", "CancelOrder", "SettleBalance", "RegisterReferer"];
const VARIANTS = ["Limit", "Spot", "FillOrKill", "PostOnly", "Market", "BoundedMarket"];

const boundsOf = (value: unknown): { readonly max_price: string; readonly min_price: string } => {
  const members = membersOf(value, "BoundedMarket");
  return { max_price: wholeIn(members, "max_price").toString(), min_price: wholeIn(members, "min_price").toString() };
};

const typeOf = (value: unknown): OrderType => {
  if (value === "Spot" || value === "PostOnly" || value === "FillOrKill" || value === "Market") return value;
  const members = typeof value === "object" && value !== null ? membersOf(value, "order_type") : {};
  if ("BoundedMarket" in members) return { BoundedMarket: boundsOf(members.BoundedMarket) };
  if (Array.isArray(members.Limit) && members.Limit.length === 2) {
    const [price, timestamp]: unknown[] = members.Limit;
    const limit = { price, timestamp };
    return { Limit: [wholeIn(limit, "price").toString(), wholeIn(limit, "timestamp").toString()] };
  }
  throw unreadable(
    `order_type must be "Spot", "PostOnly", "FillOrKill", "Market", {"Limit":[price, time]} or {"BoundedMarket":{"max_price","min_price"}}, not ${JSON.stringify(value)}`,
  );
};

const typeBytes = (type: OrderType): Uint8Array => {
  const name = typeof type === "string" ? type : "Limit" in type ? "Limit" : "BoundedMarket";
  const numbers =
    typeof type === "string"
      ? []
      : "Limit" in type
        ? type.Limit
        : [type.BoundedMarket.max_price, type.BoundedMarket.min_price];
  return joined([wordOf(VARIANTS.indexOf(name)), ...numbers.map((each) => wordOf(BigInt(each)))]);
};

const createOrder = (market: ExchangeMarket, members: Members): ReadAction => {
  const [price, quantity, type] = [wholeIn(members, "price"), wholeIn(members, "quantity"), typeOf(members.order_type)];
  const side = sideIn(members);
  return {
    action: { place: { marketId: market.market_id, side, price, quantity, type } },
    call: {
      contract: market.contract_id,
      method: "create_order",
      amount: side === "buy" ? worthOf(market, price, quantity) : quantity,
      asset: side === "buy" ? market.quote.asset : market.base.asset,
      data: joined([wordOf(price), wordOf(quantity), typeBytes(type)]),
    },
  };
};

const call = (contract: string, method: string, data: Uint8Array): SignedCall => ({
  contract,
  method,
  amount: 0n,
  asset: NO_ASSET,
  data,
});

/** Reads one action of a market's group. */
export const readAction = (market: ExchangeMarket, value: unknown, cancelsOnlyOpen: boolean): ReadAction => {
  const action = membersOf(value, "an action");
  const [name = "", ...others] = Object.keys(action);
  if (others.length > 0) throw unreadable(`an action has one name, not ${[name, ...others].join(", ")}`);
  const members = membersOf(action[name], name);
  switch (name) {
    case "CreateOrder":
      return createOrder(market, members);
    case "CancelOrder": {
      const id = idIn(members, "order_id");
      return {
        action: { cancel: id, ...(cancelsOnlyOpen ? { ifOpen: true } : {}) },
        call: call(market.contract_id, "cancel_order", bytesOf(id)),
      };
    }
    case "SettleBalance": {
      const data = identityBytes(identityIn(members, "to"));
      return { action: { settle: market.market_id }, call: call(market.contract_id, "settle_balance", data) };
    }
    case "RegisterReferer": {
      const data = identityBytes(identityIn(members, "to" in members ? "to" : "referer"));
      return { action: undefined, call: call(accountsRegistry(), "register_referer", data) };
    }
    case "CreateOrderWithTriggers": {
      const { action } = createOrder(market, members);
      const triggers = legsIn(market, members);
      return { action: action && "place" in action ? { ...action, triggers } : action, call: undefined };
    }
    case "CreateTriggerOrder":
    case "CreateTriggerOrders":
    case "CancelTriggerOrder":
      return { action: readTriggerAction(market, name, members), call: undefined };
    default:
      throw unreadable(`there is no action ${name}: ${[...ACTIONS, ...TRIGGER_ACTIONS].join(", ")} are`);
  }
};
