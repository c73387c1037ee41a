// The hook of the list of markets. Knows nothing of how it is read.
import type { Market } from "../client/entities.ts";
import { MARKETS_PARAMS } from "../store/hookParams.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { useMarketList } from "./useMarketList.ts";
import type { TopicOptions } from "./useTopic.ts";

/**
 * All markets of the network, with the decimals and limits that prices and quantities are read by. Read over
 * REST, and again every few minutes while the page is visible: markets that did not change stay the same objects.
 *
 * @example
 * const { data: pairs = [] } = useMarkets({ select: (markets) => markets.map(({ pair }) => pair) });
 */
export function useMarkets<S = readonly Market[]>(params: TopicOptions<readonly Market[], S> = {}): Result<S> {
  return useMarketList(useAnswer(MARKETS_PARAMS, params), (markets) => markets, params);
}
