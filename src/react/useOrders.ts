// The orders of one or several identities, and their history on demand.
import { useMemo } from "react";
import type { Order } from "../client/entities.ts";
import type { IdentityRef, MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { heldOrders, shownOrders } from "../store/channels/heldOrders.ts";
import { historyOf } from "../store/historyStatus.ts";
import { ordersParams } from "../store/hookParams.ts";
import { feedId } from "../store/topics.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type PagedHistory, useHistory } from "./useHistory.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useOrders}. */
export interface UseOrdersParams<S = readonly Order[]> extends TopicOptions<readonly Order[], S> {
  /** One or up to ten identities or trade account ids; nullish while none is chosen. */
  readonly identities: IdentityRef | readonly IdentityRef[] | null | undefined;
  /** Only the orders of this market: a pair, an id, or anything with a `market_id`. */
  readonly market?: MarketRef | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
  /** Only open, only closed (filled or cancelled), or all orders. Default `"open"`. */
  readonly state?: "open" | "closed" | "all" | undefined;
}

/**
 * Orders in their newest state, newest first, in chain integers. They are those open now, at once after the mount, and those
 * that closed meanwhile; older ones by `fetchMore()`. Each component sees its own identities' orders only.
 *
 * @example
 * const { data: open = [], fetchMore } = useOrders({ identities: account, market });
 */
export function useOrders<S = readonly Order[]>(params: UseOrdersParams<S>): Result<S> & PagedHistory {
  const { identities, market, state = "open", venue } = params;
  const answer = useAnswer(ordersParams(identities, market, venue), params);
  const result = useTopic(
    answer,
    {
      channel: "orders",
      read: (_, marketId, { orders }) => {
        const topics = answer.status === "topics" ? answer.topics : [];
        const held = topics.map((topic) => heldOrders(orders[feedId(topic)]));
        return shownOrders(held, marketId).filter(({ close }) => state === "all" || close === (state === "closed"));
      },
      deps: state,
    },
    params,
  );
  const marketId = answer.status === "topics" ? answer.marketId : undefined;
  const history = useHistory(answer, params, "orders", (of, asked) =>
    historyOf(of, asked.identities, asked.market, marketId),
  );
  return useMemo(() => ({ ...result, ...history }), [result, history]);
}
