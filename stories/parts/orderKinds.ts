// The kinds of orders that the form offers: as drafts to check and estimate, and as the client sends them. Pure.
import type { Market, OrderDraft } from "o2-react";
import type { ClientOrderType } from "o2-react/testing";
import { boundedMarket } from "o2-react/trading";

export const KINDS = ["limit", "market", "post-only", "fill-or-kill"] as const;

export type OrderKind = (typeof KINDS)[number];

export const KIND_NAMES: Readonly<Record<OrderKind, string>> = {
  limit: "Limit",
  market: "Market",
  "post-only": "Post-only",
  "fill-or-kill": "Fill or kill",
};

/** True if an order of this kind trades at once or not at all. */
export function isImmediate(kind: OrderKind): boolean {
  return kind === "market" || kind === "fill-or-kill";
}

/** The order that the form describes. The price of a market order is the worst one that it may take. */
export function draftOf(
  market: Market,
  kind: OrderKind,
  terms: Pick<OrderDraft, "side" | "price" | "quantity">,
): OrderDraft {
  switch (kind) {
    case "limit":
      return { ...terms, type: "Spot" };
    case "market":
      return boundedMarket(market, { ...terms, worst: terms.price });
    case "post-only":
      return { ...terms, type: "PostOnly" };
    case "fill-or-kill":
      return { ...terms, type: "FillOrKill" };
  }
}

/** A draft's type for the client. Text would be whole units there, so the bounds are given as `bigint`. */
export function clientTypeOf({ type }: OrderDraft): ClientOrderType {
  if (type === "PostOnly" || type === "FillOrKill") return type;
  if (typeof type !== "object" || !("BoundedMarket" in type)) return "Spot";
  const { max_price, min_price } = type.BoundedMarket;
  return { BoundedMarket: { max_price: BigInt(max_price), min_price: BigInt(min_price) } };
}
