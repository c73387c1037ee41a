// One market's candles.
import type { Bar, Resolution } from "../client/entities.ts";
import type { MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { candlesParams } from "../store/hookParams.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useCandles}. */
export interface UseCandlesParams<S = readonly Bar[]> extends TopicOptions<readonly Bar[], S> {
  /** A pair such as `"FUEL/USDC"`, a market id, or anything with a `market_id`; nullish while none is chosen. */
  readonly market: MarketRef | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
  /** The length of a candle. Default `"1m"`. */
  readonly resolution?: Resolution | undefined;
  /**
   * The largest number of candles, up to 5,000, and how far back they are read: as many lengths before now, so
   * that a quiet market gives fewer. Default 300.
   */
  readonly limit?: number | undefined;
}

/**
 * A market's candles, oldest first, in chain integers. They are read over REST, the newest kept live by the trades, with no gap and
 * nothing counted twice where the two meet. A stretch without trades has no candle. Candles that did not change are the
 * same objects.
 *
 * @example
 * const { data: candles = [] } = useCandles({ market, resolution: "5m", limit: 100 });
 */
export function useCandles<S = readonly Bar[]>(params: UseCandlesParams<S>): Result<S> {
  const { market, resolution = "1m", limit = 300 } = params;
  const answer = useAnswer(candlesParams(market, resolution, limit, params.venue), params);
  return useTopic(answer, { channel: "candles", read: ([bars = []]) => bars }, params);
}
