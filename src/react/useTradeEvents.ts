// A callback per trade, for charts, sounds and alerts; renders nothing.
import { useEffect, useRef } from "react";
import { O2Error } from "../client/errors.ts";
import { type MarketRef, toMarketId } from "../client/ids.ts";
import type { Trade } from "../client/protocol.ts";
import { useO2Feed } from "./O2Provider.tsx";

/** What {@link useTradeEvents} takes. */
export interface UseTradeEventsParams {
  /** A market id, or anything with a `market_id`; nullish while none is chosen. */
  readonly market: MarketRef | null | undefined;
  /** `false` asks for nothing. Default `true`. */
  readonly enabled?: boolean | undefined;
}

/**
 * Calls back once for each new trade, in order, as it arrives and not once a frame, without rendering. The callback need
 * not be stable. One that throws, and a market that cannot be used, are reported through `onError` and disturb nobody.
 */
export function useTradeEvents(params: UseTradeEventsParams, callback: (trade: Trade) => void): void {
  const feed = useO2Feed();
  const { market, enabled = true } = params;
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  // By value: an object with the same id is the same market.
  const ref = typeof market === "object" && market ? (market.market_id ?? "") : market;
  useEffect(() => {
    if (ref == null || !enabled) return undefined;
    try {
      const id = toMarketId(ref);
      const release = feed.retain([{ channel: "trades", market: id }]);
      const stop = feed.onTrade(id, (trade) => latest.current(trade));
      return () => {
        stop();
        release();
      };
    } catch (error) {
      if (!(error instanceof O2Error)) throw error;
      feed.client.session.report(error);
      return undefined;
    }
  }, [feed, ref, enabled]);
}
