// All markets at a glance.
import type { MarketSummary } from "../client/entities.ts";
import { MARKET_SUMMARIES_PARAMS } from "../store/hookParams.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/**
 * The last price and the 24 hours of every market, in chain integers, after one read. It is read again every half minute while the
 * page is visible; markets are in the exchange's order. Trades of markets that other hooks follow are in it at once, and the day of a market whose
 * {@link useTicker} is shown is the same as there. Markets that did not change are the same objects.
 *
 * @example
 * const { data: summaries = [] } = useMarketSummaries();
 */
export function useMarketSummaries<S = readonly MarketSummary[]>(
  params: TopicOptions<readonly MarketSummary[], S> = {},
): Result<S> {
  const answer = useAnswer(MARKET_SUMMARIES_PARAMS, params);
  return useTopic(answer, { channel: "marketSummaries", read: ([summaries = []]) => summaries }, params);
}
