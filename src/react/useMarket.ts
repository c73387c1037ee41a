// One market's metadata.
import type { Market } from "../client/entities.ts";
import type { MarketRef } from "../client/ids.ts";
import { findMarket } from "../client/pairs.ts";
import { marketParams } from "../store/hookParams.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { useMarketList } from "./useMarketList.ts";
import type { TopicOptions } from "./useTopic.ts";

/** The parameters of {@link useMarket}. */
export interface UseMarketParams<S = Market> extends TopicOptions<Market, S> {
  /** A pair such as `"FUEL/USDC"` (any case, with or without the test networks' `f`), a market id, or anything with a `market_id`. */
  readonly market: MarketRef | null | undefined;
}

/**
 * One market's metadata. A pair that does not exist, or fits two markets, is an error that names the candidates.
 *
 * @example
 * const { data: market, error } = useMarket({ market: "FUEL/USDC" });
 */
export function useMarket<S = Market>(params: UseMarketParams<S>): Result<S> {
  const { market } = params;
  const answer = useAnswer(marketParams(market), params);
  return useMarketList(answer, (markets, id) => findMarket(markets, id ?? ""), params);
}
