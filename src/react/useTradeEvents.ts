// A callback per trade, for charts, sounds and alerts; renders nothing.
import { useEffect, useRef } from "react";
import type { Trade } from "../client/entities.ts";
import type { MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { tradesParams } from "../store/hookParams.ts";
import { useO2Feed } from "./O2Provider.tsx";
import { useAnswer } from "./useAnswer.ts";
import { useReported } from "./useReported.ts";

/** The parameters of {@link useTradeEvents}. */
export interface UseTradeEventsParams {
  /** A pair, a market id, or anything with a `market_id`; nullish while none is chosen. */
  readonly market: MarketRef | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
  /** `false` asks for nothing. Default `true`. */
  readonly enabled?: boolean | undefined;
}

/**
 * Calls back once for each new trade as it arrives, oldest first and not once a frame, without rendering; those that were missed follow
 * once they were read. The callback need not be stable. One that throws, and a market that cannot be used, are reported through `onError` and disturb nobody.
 *
 * @example
 * useTradeEvents({ market }, (trade) => console.log(trade.side, trade.price));
 */
export function useTradeEvents(params: UseTradeEventsParams, callback: (trade: Trade) => void): void {
  const feed = useO2Feed();
  const { market, venue } = params;
  const answer = useAnswer(tradesParams(market, Number.POSITIVE_INFINITY, undefined, venue), params);
  const id = answer.status === "topics" ? answer.marketId : undefined;
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  useReported(answer);
  useEffect(() => {
    if (id === undefined) return undefined;
    const release = feed.retain([{ channel: "trades", venue, market: id }]);
    const stop = feed.onTrade(id, (trade) => latest.current(trade), venue);
    return () => {
      stop();
      release();
    };
  }, [feed, id, venue]);
}
