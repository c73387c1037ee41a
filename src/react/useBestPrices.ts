// One market's best bid and ask.
import type { MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import type { BestPrices } from "../store/depth.ts";
import { depthParams } from "../store/hookParams.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { useBestPricesView } from "./useBestPricesView.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useBestPrices}. */
export interface UseBestPricesParams<S = BestPrices> extends TopicOptions<BestPrices, S> {
  /** A pair such as `"FUEL/USDC"`, a market id, or anything with a `market_id`; nullish while none is chosen. */
  readonly market: MarketRef | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
}

/**
 * A market's best prices `{ bid, ask, spread, mid }` in chain integers, each `undefined` where a side is empty. Renders
 * only when one of them moves: silent while deeper levels do. Shares its subscription with {@link useDepth}.
 *
 * If a market's tick is below ten chain units, the finest book on the wire is coarser than its prices. They are then read
 * over REST each time the best levels of that book change, and are stale until the answer fits the book.
 *
 * @example
 * const { data: best, isStale } = useBestPrices({ market });
 */
export function useBestPrices<S = BestPrices>(params: UseBestPricesParams<S>): Result<S> {
  const { market, venue } = params;
  const answer = useAnswer(depthParams(market, 1, 1, venue), params);
  return useTopic(answer, useBestPricesView([answer], venue), params);
}
