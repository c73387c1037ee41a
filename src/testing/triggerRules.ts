// Trigger orders, and the rules that each must keep. Pure.
import type { OrderEvent, Side, TriggerOrderType } from "../client/entities.ts";
import type { ExchangeMarket } from "./markets.ts";
import type { Account, OrderRecord } from "./orders.ts";
import { ExchangeRefusal } from "./refusal.ts";

/** The order that a trigger order becomes when it fires. Prices are chain integers as decimal strings. */
export type TriggerType = TriggerOrderType;

/** The states of a trigger order. */
export type TriggerStatus =
  | "Active"
  | "Activated"
  | "CanceledByUser"
  | "CanceledBySibling"
  | "ForceCanceled"
  | "NotEnoughFunds"
  | "ParentOrderCanceled";

/** A trigger order to be placed. */
export interface TriggerRequest {
  readonly marketId: string;
  readonly side: Side;
  readonly type: TriggerType;
  readonly triggerPrice: bigint;
  /** `undefined`: its parent's. */
  readonly quantity: bigint | undefined;
}

/** A trigger order as it is now: a copy that never changes. */
export interface TriggerOrder {
  readonly order_id: string;
  readonly market_id: string;
  readonly account: Account;
  readonly side: Side;
  readonly type: TriggerType;
  readonly trigger_price: bigint;
  readonly timestamp: number;
  readonly status: TriggerStatus;
  readonly sibling_order: string | undefined;
  readonly parent_order_id: string | undefined;
  readonly quantity: bigint;
  /** The steps of its life, oldest first. */
  readonly history: readonly OrderEvent[];
  /** Whether it is told because its parent was filled. */
  readonly isOrphaned: boolean;
}

/** The price that a leg locks its money at. */
export const lockPriceOf = ({ type, triggerPrice }: TriggerRequest): bigint => {
  if (type === "Market") return triggerPrice;
  return BigInt("Spot" in type ? type.Spot.price : type.MarketBounded.max_price);
};

const pricesOf = ({ type, triggerPrice }: TriggerRequest): bigint[] => {
  if (type === "Market") return [triggerPrice];
  if ("Spot" in type) return [triggerPrice, BigInt(type.Spot.price)];
  return [triggerPrice, BigInt(type.MarketBounded.max_price), BigInt(type.MarketBounded.min_price)];
};

/** Refuses a trigger order that breaks a rule. Returns whether it waits for a rise. */
export const checkTrigger = (
  market: ExchangeMarket,
  request: TriggerRequest,
  parent: OrderRecord | undefined,
  last: bigint | undefined,
): boolean => {
  const { pair, tick, scale, allowsFractions } = market;
  const { side, quantity, triggerPrice } = request;
  if (parent && quantity !== undefined) {
    throw new ExchangeRefusal("trigger-quantity", `${pair}: a leg under a parent has its parent's quantity`);
  }
  if (!parent && (quantity === undefined || quantity <= 0n)) {
    throw new ExchangeRefusal("trigger-args", `${pair}: a trigger order without a parent needs a quantity above zero`);
  }
  if (parent && parent.side === side) {
    throw new ExchangeRefusal(
      "trigger-parent",
      `${pair}: a leg must be on the other side than its parent, not ${side}`,
    );
  }
  for (const price of pricesOf(request)) {
    if (price > 0n && price % tick === 0n) continue;
    throw new ExchangeRefusal("bad-price", `${pair}: price ${price} must be a multiple of ${tick} above zero`);
  }
  const amount = quantity ?? parent?.quantity ?? 0n;
  const isFraction = [lockPriceOf(request), triggerPrice].some((price) => (price * amount) % scale !== 0n);
  if (isFraction && !allowsFractions) {
    throw new ExchangeRefusal("fractional-price", `${pair}: price × ${amount} must be a multiple of ${scale}`);
  }
  const now = last ?? parent?.price;
  if (now === undefined || now === triggerPrice) {
    throw new ExchangeRefusal("trigger-args", `${pair}: the trigger price must differ from the last price (${now})`);
  }
  return triggerPrice > now;
};
