// The best bid and ask of many markets.
import type { BestPrices } from "../store/depth.ts";
import { depthParams } from "../store/hookParams.ts";
import { useAnswers } from "./useAnswer.ts";
import { useBestPricesView } from "./useBestPricesView.ts";
import { areNews, type ManyParams, type MarketRefs, type ResultsOf, useManySelector } from "./useMany.ts";
import { useThrottled } from "./useResult.ts";

/** The parameters of {@link useBestPricesOf}. */
export type UseBestPricesOfParams<
  S = BestPrices,
  M extends MarketRefs | null | undefined = MarketRefs | null | undefined,
> = ManyParams<BestPrices, S, M>;

/**
 * The best prices of many markets in one component: for each the result of {@link useBestPrices}, in the order of `markets`, with its own
 * status and error. A result stays the same object until something changes in its market, wherever that stands in the list; the list does
 * until one of its results changes. One render a frame, whichever markets moved.
 *
 * @example
 * const quotes = useBestPricesOf({ markets }); // quotes[0] is of markets[0]
 */
export function useBestPricesOf<
  S = BestPrices,
  const M extends MarketRefs | null | undefined = MarketRefs | null | undefined,
>(params: UseBestPricesOfParams<S, M>): ResultsOf<M, S> {
  const { markets, venue, select, throttle } = params;
  const answers = useAnswers(
    (markets ?? []).map((market) => depthParams(market, 1, 1, venue)),
    params,
  );
  const view = useBestPricesView(answers, venue);
  const read = useManySelector(answers, () => view, select);
  return useThrottled(read, throttle, areNews) as ResultsOf<M, S>;
}
