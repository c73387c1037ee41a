// The orders of one or several identities.
import { type IdentityRef, type MarketRef, toIdentities, toMarketId } from "../client/ids.ts";
import type { Order } from "../client/protocol.ts";
import { mergeOrders } from "../store/entities.ts";
import type { Result } from "./result.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** What {@link useOrders} takes. */
export interface UseOrdersParams<S = readonly Order[]> extends TopicOptions<readonly Order[], S> {
  /** One or up to ten identities or trade account ids; nullish while none is chosen. */
  readonly identities: IdentityRef | readonly IdentityRef[] | null | undefined;
  /** Only the orders of this market. */
  readonly market?: MarketRef | null | undefined;
  /** Only open, only closed (filled or cancelled), or all orders. Default `"open"`. */
  readonly state?: "open" | "closed" | "all" | undefined;
}

/** Orders in their newest state, newest first, in chain integers. Each component sees its own identities' orders only. */
export function useOrders<S = readonly Order[]>(params: UseOrdersParams<S>): Result<S> {
  const { identities, market, state = "open" } = params;
  return useTopic(
    "orders",
    () => {
      if (identities == null) return undefined;
      if (market != null) toMarketId(market);
      return toIdentities(identities).map((identity) => ({ channel: "orders", identity }));
    },
    (orders) => {
      const marketId = market == null ? undefined : toMarketId(market);
      return mergeOrders(orders).filter(
        (order) =>
          (marketId === undefined || order.market_id === marketId) &&
          (state === "all" || order.close === (state === "closed")),
      );
    },
    params,
  );
}
