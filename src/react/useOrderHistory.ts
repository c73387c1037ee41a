// The older orders of what useOrders shows, page by page.
import { useMemo } from "react";
import { useStore } from "zustand/react";
import type { O2Error } from "../client/errors.ts";
import { toIdentities } from "../client/identities.ts";
import type { IdentityRef, MarketRef, VenueIdentity } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { historyOf } from "../store/historyStatus.ts";
import type { Answer } from "../store/resolve.ts";
import type { O2State } from "../store/state.ts";
import { useO2Feed } from "./O2Provider.tsx";

/** The history of what `useOrders` shows. */
export interface OrderHistory {
  /** Reads the next page of older orders of each identity and market. Never rejects: see `fetchMoreError`. */
  readonly fetchMore: () => Promise<void>;
  readonly isFetchingMore: boolean;
  /** Whether there may be older orders. */
  readonly hasMore: boolean;
  /** Why the last page could not be read; the next one that can clears it. */
  readonly fetchMoreError: O2Error | undefined;
}

/** The parameters by value. */
interface Asked {
  readonly identities: readonly VenueIdentity[];
  readonly market?: string | undefined;
  readonly venue?: Venue | undefined;
}

/** `answer` is what the parameters mean. Before their pair is resolved, older orders are asked for by the pair. */
export function useOrderHistory(
  answer: Answer,
  identities: IdentityRef | readonly IdentityRef[] | null | undefined,
  market: MarketRef | null | undefined,
  venue?: Venue,
): OrderHistory {
  const feed = useO2Feed();
  const isAsked = answer.status === "pending" || answer.status === "topics";
  const ref = typeof market === "object" ? market?.market_id : market;
  const key =
    isAsked && identities != null
      ? JSON.stringify({
          identities: toIdentities(identities).map((each) => ({ ...each, venue })),
          market: ref ?? undefined,
          venue,
        } satisfies Asked)
      : undefined;
  const asked = useMemo(() => (key === undefined ? undefined : (JSON.parse(key) as Asked)), [key]);
  const marketId = answer.status === "topics" ? answer.marketId : undefined;
  const statusIn = (state: O2State) => asked && historyOf(state, asked.identities, asked.market, marketId);
  const isFetchingMore = useStore(feed.store, (state) => statusIn(state)?.isFetching ?? false);
  const hasMore = useStore(feed.store, (state) => statusIn(state)?.hasMore ?? false) && feed.rest !== undefined;
  const fetchMoreError = useStore(feed.store, (state) => statusIn(state)?.error);
  return useMemo(() => {
    const fetchMore = async (): Promise<void> => {
      if (asked) await feed.readHistory(asked.identities, asked.market, asked.venue);
    };
    return { fetchMore, isFetchingMore, hasMore, fetchMoreError };
  }, [feed, asked, isFetchingMore, hasMore, fetchMoreError]);
}
