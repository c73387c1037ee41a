// The actions of a batch as they are written in a request, checked as the official client checks them. Pure.
import type { ExchangeMarket } from "../markets.ts";
import { readId, readIdentity } from "../wire.ts";
import { termsOf, wireTypeOf } from "./clientAmounts.ts";
import type { ClientErrors } from "./clientErrors.ts";
import type { ClientAction } from "./tradingClient.ts";

/** Actions in one market. */
export interface MarketActions {
  readonly market: ExchangeMarket;
  readonly actions: readonly ClientAction[];
}

const wired = (errors: ClientErrors, market: ExchangeMarket, account: string, action: ClientAction): object => {
  switch (action?.type) {
    case "createOrder": {
      const { side, orderType = "Spot" } = action;
      if (side !== "buy" && side !== "sell") {
        throw errors.input("side", side, `side must be "buy" or "sell", not ${JSON.stringify(side)}.`);
      }
      const { price, quantity } = termsOf(errors, market, action);
      const order_type = wireTypeOf(errors, market, orderType);
      const terms = { price: price.toString(), quantity: quantity.toString(), order_type };
      return { CreateOrder: { side: side === "buy" ? "Buy" : "Sell", ...terms } };
    }
    case "cancelOrder": {
      const order_id = readId(action.orderId);
      if (order_id !== undefined) return { CancelOrder: { order_id } };
      throw errors.input("orderId", action.orderId, `orderId must be 32 bytes of hex, not ${String(action.orderId)}.`);
    }
    case "settleBalance":
      return { SettleBalance: { to: { ContractId: account } } };
    case "registerReferer": {
      const to = readIdentity(action.to);
      if (to) return { RegisterReferer: { to } };
      throw errors.input("to", action.to, `to must be { Address } or { ContractId } of 32 bytes of hex.`);
    }
    default:
      throw errors.input(
        "type",
        action,
        `An action's type must be "createOrder", "cancelOrder", "settleBalance" or "registerReferer", not ${JSON.stringify((action as { type?: unknown } | undefined)?.type)}.`,
      );
  }
};

/** The groups of a batch, as they are written for an account. */
export const wireGroups = (errors: ClientErrors, groups: readonly MarketActions[], account: string): object[] =>
  groups.map(({ market, actions }) => ({
    market_id: market.market_id,
    actions: actions.map((action) => wired(errors, market, account, action)),
  }));
