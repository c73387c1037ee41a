// The candles of many markets.
import type { Bar, Resolution } from "../client/entities.ts";
import { candlesParams } from "../store/hookParams.ts";
import { useAnswers } from "./useAnswer.ts";
import { areNews, type ManyParams, type MarketRefs, type ResultsOf, useManySelector } from "./useMany.ts";
import { useThrottled } from "./useResult.ts";
import type { TopicView } from "./useTopic.ts";

const OF_CANDLES: TopicView<"candles", readonly Bar[]> = { channel: "candles", read: ([bars = []]) => bars };

/** The parameters of {@link useCandlesOf}. */
export interface UseCandlesOfParams<
  S = readonly Bar[],
  M extends MarketRefs | null | undefined = MarketRefs | null | undefined,
> extends ManyParams<readonly Bar[], S, M> {
  /** The length of a candle. Default `"1m"`. */
  readonly resolution?: Resolution | undefined;
  /** The largest number of candles of each market, up to 5,000, and how far back they are read. Default 300. */
  readonly limit?: number | undefined;
}

/**
 * The candles of many markets in one component, for a list with a sparkline in each row. For each market the result of {@link useCandles}, in
 * the order of `markets`, with its own status and error. Each market is a read and a subscription of its trades, which it shares with the other hooks.
 *
 * @example
 * const days = useCandlesOf({ markets, resolution: "15m", limit: 96 }); // days[0] is of markets[0]
 */
export function useCandlesOf<
  S = readonly Bar[],
  const M extends MarketRefs | null | undefined = MarketRefs | null | undefined,
>(params: UseCandlesOfParams<S, M>): ResultsOf<M, S> {
  const { markets, resolution = "1m", limit = 300, venue, select, throttle } = params;
  const answers = useAnswers(
    (markets ?? []).map((market) => candlesParams(market, resolution, limit, venue)),
    params,
  );
  return useThrottled(
    useManySelector(answers, () => OF_CANDLES, select),
    throttle,
    areNews,
  ) as ResultsOf<M, S>;
}
