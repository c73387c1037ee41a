// The own trades of one or several identities, and older ones on demand.
import { useMemo } from "react";
import type { Fill } from "../client/entities.ts";
import type { IdentityRef, MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { heldFills, olderFills, shownFills } from "../store/channels/heldFills.ts";
import { fillsParams } from "../store/hookParams.ts";
import { EMPTY_ENTRY, type Entry, type TopicEntries } from "../store/state.ts";
import { feedId } from "../store/topics.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type PagedHistory, useHistory } from "./useHistory.ts";
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

/**
 * Own trades, newest first, each once, with the own side, in chain integers: the newest 50 of each market, at once after the mount, those
 * made since, and older ones by `fetchMore()`. The exchange has no read of all markets: without `market` there is one request for each
 * listed market and identity, after each lost connection too.
 *
 * @example
 * const { data: fills = [], fetchMore } = useFills({ identities: account, market });
 */
export function useFills<S = readonly Fill[]>(params: UseFillsParams<S>): Result<S> & PagedHistory {
  const { identities, market, venue } = params;
  const answer = useAnswer(fillsParams(identities, market, venue), params);
  const entriesOf = ({ fills }: TopicEntries): Entry<readonly Fill[]>[] =>
    answer.status === "topics" ? answer.topics.map((topic) => fills[feedId(topic)] ?? EMPTY_ENTRY) : [];
  const read = (_: unknown, __: unknown, entries: TopicEntries) => shownFills(entriesOf(entries).map(heldFills));
  const result = useTopic(answer, { channel: "fills", read }, params);
  const history = useHistory(answer, params, "fills", (state) => olderFills(entriesOf(state)));
  return useMemo(() => ({ ...result, ...history }), [result, history]);
}
