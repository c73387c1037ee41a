// One market's best bid and ask.
import { useEffect, useMemo } from "react";
import { useStore } from "zustand/react";
import type { Market } from "../client/entities.ts";
import type { MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { onVenue } from "../client/venues.ts";
import type { BestPrices, Depth } from "../store/depth.ts";
import { isFinerThanWire } from "../store/finerThanWire.ts";
import { depthParams } from "../store/hookParams.ts";
import { EMPTY_ENTRY, type Entry, type O2State } from "../store/state.ts";
import { useShown } from "./O2Provider.tsx";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useBestPrices}. */
export interface UseBestPricesParams<S = BestPrices> extends TopicOptions<BestPrices, S> {
  /** A pair such as `"FUEL/USDC"`, a market id, or anything with a `market_id`; nullish while none is chosen. */
  readonly market: MarketRef | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
}

/**
 * A market's best prices `{ bid, ask, spread, mid }` in chain integers, each `undefined` where a side is empty. Renders
 * only when one of them moves: silent while deeper levels do. Shares its subscription with {@link useDepth}.
 *
 * If a market's tick is below ten chain units, the finest book on the wire is coarser than its prices. They are then read
 * over REST each time the best levels of that book change, and are stale until the answer fits the book.
 *
 * @example
 * const { data: best, isStale } = useBestPrices({ market });
 */
export function useBestPrices<S = BestPrices>(params: UseBestPricesParams<S>): Result<S> {
  const { market, venue } = params;
  const { feed, store } = useShown();
  const answer = useAnswer(depthParams(market, 1, 1, venue), params);
  const id = answer.status === "topics" ? answer.marketId : undefined;
  // Without REST there is neither a list that tells a tick nor a ticker: then the book is all there is.
  const isAsked = id !== undefined && feed.rest !== undefined;
  const markets = useStore(store, (state) => (isAsked ? state.markets.data : undefined));
  const isFiner = useMemo(() => isFinerMarket(markets, id), [markets, id]);
  useEffect(() => {
    if (isAsked) feed.wantMarkets();
  }, [feed, isAsked]);
  useEffect(() => (isFiner && id !== undefined ? feed.holdTop(id, venue) : undefined), [feed, isFiner, id, venue]);
  return useTopic(
    answer,
    {
      channel: "depth",
      read: ([depth]) => {
        const { bestBid, bestAsk, spread, mid } = depth as Depth;
        return { bid: bestBid, ask: bestAsk, spread, mid };
      },
      instead: (state, one) => (isAsked && one !== undefined ? exact(state, onVenue(params, one), isFiner) : undefined),
    },
    params,
  );
}

/** Whether a market's tick is below ten chain units; `undefined` while the list of markets is not known. */
function isFinerMarket(markets: readonly Market[] | undefined, id: string | undefined): boolean | undefined {
  const market = markets?.find(({ market_id }) => market_id === id);
  return market ? isFinerThanWire(market) : markets && false;
}

/** The entry to show in place of the book's: the exact prices, or the book's as stale while its tick is not known. */
function exact(state: O2State, id: string, isFiner: boolean | undefined): Entry<Depth> | undefined {
  if (isFiner === false) return undefined;
  const book = state.depth[`${id}:1`];
  return isFiner ? (state.tops[id] ?? EMPTY_ENTRY) : book && { ...book, isLive: false };
}
