// The own trades of one or several identities, and older ones on demand.
import { useMemo } from "react";
import { useStore } from "zustand/react";
import type { Fill } from "../client/entities.ts";
import type { O2Error } from "../client/errors.ts";
import { toIdentities } from "../client/identities.ts";
import type { IdentityRef, MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { floorsOf, heldFills, shownFills } from "../store/channels/heldFills.ts";
import { fillsParams } from "../store/hookParams.ts";
import { EMPTY_ENTRY, type Entry, type TopicEntries } from "../store/state.ts";
import { feedId } from "../store/topics.ts";
import { useO2Feed } from "./O2Provider.tsx";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useFills}. */
export interface UseFillsParams<S = readonly Fill[]> extends TopicOptions<readonly Fill[], S> {
  /** One or up to ten identities or trade account ids; nullish while none is chosen. */
  readonly identities: IdentityRef | readonly IdentityRef[] | null | undefined;
  /** Only the fills in this market: a pair, an id, or anything with a `market_id`. Without it all listed markets are read, each by a request. */
  readonly market?: MarketRef | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
}

/** The older fills of what `useFills` shows. */
export interface FillHistory {
  /** Reads the next page of older fills of each identity and market. Never rejects: see `fetchMoreError`. */
  readonly fetchMore: () => Promise<void>;
  readonly isFetchingMore: boolean;
  /** Whether there may be older fills. */
  readonly hasMore: boolean;
  /** Why the last page could not be read; the next one that can clears it. */
  readonly fetchMoreError: O2Error | undefined;
}

/**
 * Own trades, newest first, each once, with the own side, in chain integers: the newest 50 of each market, at once after the mount, those
 * made since, and older ones by `fetchMore()`. The exchange has no read of all markets: without `market` there is one request for each
 * listed market and identity, after each lost connection too.
 *
 * @example
 * const { data: fills = [], fetchMore } = useFills({ identities: account, market });
 */
export function useFills<S = readonly Fill[]>(params: UseFillsParams<S>): Result<S> & FillHistory {
  const { identities, market, venue } = params;
  const feed = useO2Feed();
  const answer = useAnswer(fillsParams(identities, market, venue), params);
  const topics = answer.status === "topics" ? answer.topics : [];
  const entriesOf = ({ fills }: TopicEntries): Entry<readonly Fill[]>[] =>
    topics.map((topic) => fills[feedId(topic)] ?? EMPTY_ENTRY);
  const read = (_: unknown, __: unknown, entries: TopicEntries) => shownFills(entriesOf(entries).map(heldFills));
  const result = useTopic(answer, { channel: "fills", read }, params);
  const isFetchingMore = useStore(feed.store, (state) => entriesOf(state).some(({ older }) => older?.isFetching));
  const hasOlder = ({ heldFills: held }: Entry<unknown>): boolean => !held || floorsOf([held]).length > 0;
  const hasMore = useStore(feed.store, (state) => entriesOf(state).some(hasOlder)) && feed.rest !== undefined;
  const fetchMoreError = useStore(
    feed.store,
    (state) => entriesOf(state).find(({ older }) => older?.error)?.older?.error,
  );
  const isAsked = identities != null && (answer.status === "pending" || answer.status === "topics");
  const key = isAsked
    ? JSON.stringify([toIdentities(identities), typeof market === "object" ? market?.market_id : market, venue])
    : undefined;
  const history = useMemo(() => {
    const fetchMore = async (): Promise<void> => {
      if (key === undefined) return;
      // JSON has null for what is undefined.
      const [of, ref, on] = JSON.parse(key);
      await feed.readHistory(of, ref ?? undefined, on ?? undefined, "fills");
    };
    return { fetchMore, isFetchingMore, hasMore, fetchMoreError };
  }, [feed, key, isFetchingMore, hasMore, fetchMoreError]);
  return useMemo(() => ({ ...result, ...history }), [result, history]);
}
