// The past of what a hook shows, page by page.
import { useMemo } from "react";
import { useStore } from "zustand/react";
import type { O2Error } from "../client/errors.ts";
import { toIdentities } from "../client/identities.ts";
import type { IdentityRef, MarketRef, VenueIdentity } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import type { HistoryChannel } from "../store/history.ts";
import type { HistoryStatus } from "../store/historyStatus.ts";
import type { Answer } from "../store/resolve.ts";
import type { O2State } from "../store/state.ts";
import { useO2Feed } from "./O2Provider.tsx";

/** The past of what a hook shows: older orders, or older fills. */
export interface PagedHistory {
  /** Reads the next page of older ones of each identity and market. Never rejects: see `fetchMoreError`. */
  readonly fetchMore: () => Promise<void>;
  readonly isFetchingMore: boolean;
  /** Whether there may be older ones. */
  readonly hasMore: boolean;
  /** Why the last page could not be read; the next one that can clears it. */
  readonly fetchMoreError: O2Error | undefined;
}

/** The past of what `useOrders` shows. */
export type OrderHistory = PagedHistory;

/** The parameters of a hook with a past. */
interface HistoryParams {
  readonly identities: IdentityRef | readonly IdentityRef[] | null | undefined;
  readonly market?: MarketRef | null | undefined;
  readonly venue?: Venue | undefined;
}

/** The parameters by value. */
export interface Asked {
  readonly identities: readonly VenueIdentity[];
  readonly market?: string | undefined;
  readonly venue?: Venue | undefined;
}

/** `answer` is what the parameters mean. Before their pair is resolved, older ones are asked for by the pair. */
export function useHistory(
  answer: Answer,
  { identities, market, venue }: HistoryParams,
  channel: HistoryChannel,
  statusOf: (state: O2State, asked: Asked) => HistoryStatus,
): PagedHistory {
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
  const statusIn = (state: O2State) => asked && statusOf(state, asked);
  const isFetchingMore = useStore(feed.store, (state) => statusIn(state)?.isFetching ?? false);
  const hasMore = useStore(feed.store, (state) => statusIn(state)?.hasMore ?? false) && feed.rest !== undefined;
  const fetchMoreError = useStore(feed.store, (state) => statusIn(state)?.error);
  return useMemo(() => {
    const fetchMore = async (): Promise<void> => {
      if (asked) await feed.readHistory(asked.identities, asked.market, asked.venue, channel);
    };
    return { fetchMore, isFetchingMore, hasMore, fetchMoreError };
  }, [feed, asked, channel, isFetchingMore, hasMore, fetchMoreError]);
}
