// The best prices of books, or the exact ones of markets whose tick is finer than the wire's finest book.
import { useEffect, useMemo } from "react";
import { useStore } from "zustand/react";
import type { Venue } from "../client/protocol.ts";
import { onVenue } from "../client/venues.ts";
import type { BestPrices, Depth } from "../store/depth.ts";
import { isFinerThanWire } from "../store/finerThanWire.ts";
import type { Answer } from "../store/resolve.ts";
import { EMPTY_ENTRY, type Entry, type O2State } from "../store/state.ts";
import { useShown } from "./O2Provider.tsx";
import type { TopicView } from "./useTopic.ts";

/** Has the list of markets, which tells a tick, and the exact prices read. */
export function useBestPricesView(
  answers: readonly Answer[],
  venue: Venue | undefined,
): TopicView<"depth", BestPrices> {
  const { feed, store } = useShown();
  const ids = answers.flatMap((answer) => (answer.status === "topics" ? [answer.marketId as string] : []));
  // Without REST there is neither a list that tells a tick nor a ticker: then the book is all there is.
  const isAsked = ids.length > 0 && feed.rest !== undefined;
  const markets = useStore(store, (state) => (isAsked ? state.markets.data : undefined));
  const finer = useMemo(
    () => markets && new Set(markets.filter(isFinerThanWire).map(({ market_id }) => market_id)),
    [markets],
  );
  useEffect(() => {
    if (isAsked) feed.wantMarkets();
  }, [feed, isAsked]);
  const key = [...new Set(ids.filter((id) => finer?.has(id)))].sort().join();
  useEffect(() => {
    const releases = key ? key.split(",").map((id) => feed.holdTop(id, venue)) : [];
    const releaseAll = (): void => {
      for (const release of releases) release();
    };
    // After the next list's are held: what is in both is not read anew.
    return () => queueMicrotask(releaseAll);
  }, [feed, key, venue]);
  return {
    channel: "depth",
    read: ([depth]) => {
      const { bestBid, bestAsk, spread, mid } = depth as Depth;
      return { bid: bestBid, ask: bestAsk, spread, mid };
    },
    instead: (state, id) =>
      isAsked && id !== undefined ? exact(state, onVenue({ venue }, id), finer?.has(id)) : undefined,
  };
}

/** The entry to show in place of the book's: the exact prices, or the book's as stale while its tick is not known. */
function exact(state: O2State, id: string, isFiner: boolean | undefined): Entry<Depth> | undefined {
  if (isFiner === false) return undefined;
  const book = state.depth[`${id}:1`];
  return isFiner ? (state.tops[id] ?? EMPTY_ENTRY) : book && { ...book, isLive: false };
}
