// The older orders of what useOrders shows, page by page.
import { useMemo, useState } from "react";
import type { O2Error } from "../client/errors.ts";
import { type IdentityRef, type MarketRef, toIdentities } from "../client/ids.ts";
import type { Identity } from "../client/protocol.ts";
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

type Page = Omit<OrderHistory, "fetchMore">;

const FIRST: Page = { isFetchingMore: false, hasMore: true, fetchMoreError: undefined };

/** `isAsked` is false while there is nothing whose history could be read. */
export function useOrderHistory(
  identities: IdentityRef | readonly IdentityRef[] | null | undefined,
  market: MarketRef | null | undefined,
  isAsked: boolean,
): OrderHistory {
  const feed = useO2Feed();
  const ref = typeof market === "object" ? market?.market_id : market;
  const key = isAsked && identities != null ? JSON.stringify([toIdentities(identities), ref ?? null]) : undefined;
  const [kept, setKept] = useState({ feed, key, page: FIRST });
  // Other parameters, or another network: what was read for these goes with the linger.
  const isKept = kept.feed === feed && kept.key === key;
  if (!isKept) setKept({ feed, key, page: FIRST });
  const page = isKept ? kept.page : FIRST;
  return useMemo(() => {
    const fetchMore = async (): Promise<void> => {
      if (key === undefined || page.isFetchingMore) return;
      setKept({ feed, key, page: { ...page, isFetchingMore: true } });
      const [asked, inMarket] = JSON.parse(key) as [Identity[], string | null];
      const { hasMore, error } = await feed.readHistory(asked, inMarket ?? undefined);
      setKept((now) =>
        now.feed === feed && now.key === key
          ? { feed, key, page: { isFetchingMore: false, hasMore, fetchMoreError: error } }
          : now,
      );
    };
    return { ...page, hasMore: page.hasMore && key !== undefined && feed.rest !== undefined, fetchMore };
  }, [feed, key, page]);
}
