// One market's order book.
import type { MarketRef } from "../client/ids.ts";
import { type Depth, topOf } from "../store/depth.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** What {@link useDepth} takes. */
export interface UseDepthParams<S = Depth> extends TopicOptions<Depth, S> {
  /** A pair such as `"FUEL/USDC"`, a market id, or anything with a `market_id`; nullish while none is chosen. */
  readonly market: MarketRef | null | undefined;
  /** Prices are grouped to multiples of `10^precision` chain units, 1 (finest) to 18. Default 1. */
  readonly precision?: number | undefined;
  /** How many rows a side. Default 20. */
  readonly levels?: number | undefined;
}

/**
 * A market's order book, in chain integers: `bids` by price descending, `asks` by price ascending, rows
 * `{ price, quantity, total }` with running totals, best prices, spread and mid. Rows that did not change are the same
 * objects, so memoised rows stay still. All readers of a market share one subscription.
 *
 * @example
 * ```tsx
 * const { data, status } = useDepth({ market, levels: 10 });
 * ```
 */
export function useDepth<S = Depth>(params: UseDepthParams<S>): Result<S> {
  const { market, precision = 1, levels = 20, enabled, select } = params;
  const answer = useAnswer({ channel: "depth", market, precision, levels }, enabled);
  return useTopic(answer, { channel: "depth", read: ([depth]) => topOf(depth as Depth, levels), select });
}
