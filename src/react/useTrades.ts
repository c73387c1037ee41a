// One market's latest trades.
import type { Trade } from "../client/entities.ts";
import type { MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { tradesParams } from "../store/hookParams.ts";
import { useO2Feed } from "./O2Provider.tsx";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useTrades}. */
export interface UseTradesParams<S = readonly Trade[]> extends TopicOptions<readonly Trade[], S> {
  /** A pair such as `"FUEL/USDC"`, a market id, or anything with a `market_id`; nullish while none is chosen. */
  readonly market: MarketRef | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
  /**
   * The number of trades: as many are read, page by page, if there are as many. Up to the provider's `maxTrades`, or `Infinity` for all
   * that are kept, of which the latest page is read. Default 50.
   */
  readonly limit?: number | undefined;
}

/**
 * A market's trades, newest first, each once. A trade's `side` is the maker's: `"sell"` means that a buyer took an ask.
 *
 * @example
 * const { data: trades = [] } = useTrades({ market, limit: 20 });
 */
export function useTrades<S = readonly Trade[]>(params: UseTradesParams<S>): Result<S> {
  const { market, limit = 50 } = params;
  const kept = useO2Feed().maxTrades;
  const answer = useAnswer(tradesParams(market, limit, kept, params.venue), params);
  return useTopic(
    answer,
    {
      channel: "trades",
      read: ([trades = []]) => (trades.length > limit ? trades.slice(0, limit) : trades),
      deps: limit,
    },
    params,
  );
}
