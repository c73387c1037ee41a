// One market at a glance.
import { useStore } from "zustand/react";
import type { MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { onVenue } from "../client/venues.ts";
import { tickerParams } from "../store/hookParams.ts";
import { type Ticker, toTicker } from "../store/ticker.ts";
import { useShown } from "./O2Provider.tsx";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, type TopicView, useTopic } from "./useTopic.ts";

/** The parameters of {@link useTicker}. */
export interface UseTickerParams<S = Ticker> extends TopicOptions<Ticker, S> {
  /** A pair such as `"FUEL/USDC"`, a market id, or anything with a `market_id`; nullish while none is chosen. */
  readonly market: MarketRef | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
}

/**
 * A market's last price and the 24 hours that end now, by the exchange's clock: change, high, low and volume, in chain
 * integers. Made of five-minute candles, so the window moves in steps of five minutes; live with every trade.
 *
 * @example
 * const { data: last } = useTicker({ market, select: (ticker) => ticker.last });
 */
export function useTicker<S = Ticker>(params: UseTickerParams<S>): Result<S> {
  const { market, venue } = params;
  const now = useStore(useShown().store, (state) => state.now);
  const answer = useAnswer(tickerParams(market, venue), params);
  return useTopic(answer, tickerView(venue, now), params);
}

/** The ticker that candles and trades make, as of a time. */
export function tickerView(venue: Venue | undefined, now: number | undefined): TopicView<"candles", Ticker> {
  return {
    channel: "candles",
    // Each trade changes both, the trades and the candles.
    read: ([bars = []], id, { trades }) =>
      toTicker(bars, now, id === undefined ? undefined : trades[onVenue({ venue }, id)]?.data?.[0]),
    deps: now,
  };
}
