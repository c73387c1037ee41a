// An order's estimate on the market's own book.
import type { Market } from "../client/entities.ts";
import type { Venue } from "../client/protocol.ts";
import type { Depth } from "../store/depth.ts";
import { depthParams } from "../store/hookParams.ts";
import { estimateOrder, type OrderEstimate } from "../trading/estimateOrder.ts";
import type { OrderDraft, Readings } from "../trading/orderDraft.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useOrderEstimate}. */
export interface UseOrderEstimateParams<S = OrderEstimate> extends TopicOptions<OrderEstimate, S> {
  /** The market with its decimals and fees, as `useMarket` gives it; nullish while it is not known. */
  readonly market: Market | null | undefined;
  /** The order; nullish while there is none, for example while a field is empty. Compared by value. */
  readonly order: OrderDraft | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
  /** The least number of levels a side to estimate on; `isShort` says when they are not enough. Default 100. */
  readonly levels?: number | undefined;
  /** The rules that you know and nobody else does: `takesBeyondBounds` counts here. Compared by value. */
  readonly readings?: Readings | undefined;
}

/**
 * The effect of an order on the book as it is now: `estimateOrder` of `o2-react/trading`, made anew when the book changes, and stale
 * when it is. It holds the finest book itself and shares its subscription with `useDepth`.
 *
 * @example
 * const { data: estimate, isStale } = useOrderEstimate({ market, order: { side: "buy", price: 12_400_000n, quantity: 5_000_000_000n } });
 */
export function useOrderEstimate<S = OrderEstimate>(params: UseOrderEstimateParams<S>): Result<S> {
  const { market, order, levels = 100, venue, readings } = params;
  const answer = useAnswer(depthParams(order && market, 1, levels, venue), params);
  return useTopic(
    answer,
    {
      channel: "depth",
      // Nothing is read while either is missing.
      read: ([book]) => estimateOrder(market as Market, book as Depth, order as OrderDraft, readings),
      deps: JSON.stringify([order, market, readings], (_, value) => (typeof value === "bigint" ? `${value}` : value)),
    },
    params,
  );
}
