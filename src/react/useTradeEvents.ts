// A callback per trade, for charts, sounds and alerts; renders nothing.
import { useEffect, useRef } from "react";
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
 * not be stable; one that throws is reported through `onError` and disturbs nobody else.
 * @throws O2InputError for a market that cannot be used.
 */
export function useTradeEvents(
  { market, enabled = true }: UseTradeEventsParams,
  callback: (trade: Trade) => void,
): void {
  const feed = useO2Feed();
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  const id = market == null || !enabled ? undefined : toMarketId(market);
  useEffect(() => {
    if (id === undefined) return undefined;
    const release = feed.retain([{ channel: "trades", market: id }]);
    const stop = feed.onTrade(id, (trade) => latest.current(trade));
    return () => {
      stop();
      release();
    };
  }, [feed, id]);
}
