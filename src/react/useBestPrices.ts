// One market's best bid and ask.
import type { MarketRef } from "../client/ids.ts";
import type { BestPrices, Depth } from "../store/depth.ts";
import type { Result } from "./result.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** What {@link useBestPrices} takes. */
export interface UseBestPricesParams<S = BestPrices> extends TopicOptions<BestPrices, S> {
  /** A pair such as `"FUEL/USDC"`, a market id, or anything with a `market_id`; nullish while none is chosen. */
  readonly market: MarketRef | null | undefined;
}

/**
 * A market's best prices `{ bid, ask, spread, mid }` in chain integers, each `undefined` where a side is empty. Renders
 * only when one of them moves: silent while deeper levels do. Shares its subscription with {@link useDepth}.
 *
 * @example
 * const { data: best, isStale } = useBestPrices({ market });
 */
export function useBestPrices<S = BestPrices>(params: UseBestPricesParams<S>): Result<S> {
  const { market } = params;
  return useTopic(
    {
      channel: "depth",
      market,
      ask: (id) => (id === undefined ? undefined : [{ channel: "depth", market: id, precision: 1, levels: 1 }]),
      read: ([depth]) => {
        const { bestBid, bestAsk, spread, mid } = depth as Depth;
        return { bid: bestBid, ask: bestAsk, spread, mid };
      },
    },
    params,
  );
}
