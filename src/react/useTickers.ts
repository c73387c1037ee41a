// Many markets at a glance.
import { useStore } from "zustand/react";
import type { MarketSummary } from "../client/entities.ts";
import type { Venue } from "../client/protocol.ts";
import { tickersParams } from "../store/hookParams.ts";
import type { Answer } from "../store/resolve.ts";
import type { O2State } from "../store/state.ts";
import { toTicker } from "../store/ticker.ts";
import { useShown } from "./O2Provider.tsx";
import type { Result } from "./result.ts";
import { type AskOptions, useAnswers } from "./useAnswer.ts";
import { areNews, type ManyParams, type MarketRefs, type ResultsOf, useManySelector } from "./useMany.ts";
import { useThrottled } from "./useResult.ts";
import { tickerView } from "./useTicker.ts";
import { type TopicView, useRetained } from "./useTopic.ts";

/** The parameters of {@link useTickers}. */
export type UseTickersParams<
  S = MarketSummary,
  M extends MarketRefs | null | undefined = MarketRefs | null | undefined,
> = ManyParams<MarketSummary, S, M>;

/**
 * Last price and 24 hours of many markets in one component: for each a result with its own status and error, in the order of `markets`.
 * The days come in the one read of {@link useMarketSummaries}, and each market's trades join them at once. A result stays the same object
 * until something changes in its market, wherever that stands in the list; the list does until one of its results changes. One render a
 * frame, whichever markets traded.
 *
 * Days that the exchange does not give at once, and those of the margin venue, are made of candles, as {@link useTicker} makes them: some
 * seven reads a market.
 *
 * @example
 * const tickers = useTickers({ markets }); // tickers[0] is of markets[0]
 */
export function useTickers<
  S = MarketSummary,
  const M extends MarketRefs | null | undefined = MarketRefs | null | undefined,
>(params: UseTickersParams<S, M>): ResultsOf<M, S> {
  const { markets, venue, select, throttle } = params;
  return useThrottled(useTickersSelector(markets ?? [], venue, params, select), throttle, areNews) as ResultsOf<M, S>;
}

/** Holds the topics of many tickers while mounted. Gives the function that makes their results of the store's state. */
export function useTickersSelector<S = MarketSummary>(
  markets: MarketRefs,
  venue: Venue | undefined,
  options: AskOptions,
  select?: (day: MarketSummary) => S,
): (state: O2State) => readonly Result<S>[] {
  const { store } = useShown();
  const now = useStore(store, (state) => state.now);
  const known = useStore(store, knownDays);
  const answers = useAnswers(
    markets.map((market) => tickersParams(market, venue, (id) => known === undefined || known.includes(id))),
    options,
  );
  const isAsked = venue !== "turbo" && answers.some(({ status }) => status === "topics");
  // Also while all are made of candles: it is read again, and may have them then.
  useRetained(isAsked ? '[{"channel":"marketSummaries"}]' : undefined);
  const { read, deps } = tickerView(venue, now);
  const ofCandles: TopicView<"candles", MarketSummary> = {
    channel: "candles",
    read: (data, id = "", entries) => ({ market_id: id, ...read(data, id, entries) }),
    deps,
  };
  const viewOf = (answer: Answer) => (isDay(answer) ? OF_DAYS : ofCandles) as TopicView<"candles", MarketSummary>;
  return useManySelector(answers, viewOf, select);
}

const OF_DAYS: TopicView<"marketSummaries", MarketSummary> = {
  channel: "marketSummaries",
  read: ([days = []], id = "") => days.find(({ market_id }) => market_id === id) ?? { market_id: id, ...toTicker([]) },
};

function isDay(answer: Answer): boolean {
  return answer.status === "topics" && answer.topics[0]?.channel === "marketSummaries";
}

/** The ids of the markets whose days were read at once; none where that cannot be had, `undefined` while it is not known. */
function knownDays({ marketSummaries: { all } }: O2State): string | undefined {
  if (all?.data) return all.data.map(({ market_id }) => market_id).join();
  return all?.error && all.retryAt === undefined ? "" : undefined;
}
