// The progress of the reading of older orders, for each identity and market, as a hook shows it. Pure; historyChanges.ts changes it.
import type { O2Error } from "../client/errors.ts";
import { identityKey, type MarketRef, toMarketId, type VenueIdentity } from "../client/ids.ts";
import { isPair } from "../client/pairs.ts";
import { END, heldOrders } from "./channels/heldOrders.ts";
import type { O2State } from "./state.ts";

/** The progress of the reading of an identity's older orders, in one market or in all. */
export interface HistoryStatus {
  /** Whether there may be older orders. */
  readonly hasMore: boolean;
  readonly isFetching: boolean;
  /** Why the last step could not be read; the next one that can clears it. */
  readonly error: O2Error | undefined;
}

/** The key of a status in the store: by its market's id; by the pair while that is looked up; without a market, of all. */
export function historyKey(identity: VenueIdentity, market?: MarketRef): string {
  const name = market === undefined ? "*" : isPair(market) ? market : toMarketId(market);
  return `${identityKey(identity)} ${name}`;
}

/**
 * The progress of the reading of some identities together, in one market or in all. A market is looked for by the name it was
 * asked for with, and by its id once that is known.
 */
export function historyOf(
  { history, orders }: O2State,
  identities: readonly VenueIdentity[],
  market?: MarketRef,
  marketId?: string,
): HistoryStatus {
  const names = marketId === undefined ? [market] : [market, marketId];
  const statuses = (identity: VenueIdentity, of: readonly (MarketRef | undefined)[]): HistoryStatus[] =>
    of.map((name) => history[historyKey(identity, name)]).filter((status) => status !== undefined);
  const own = identities.flatMap((identity) => statuses(identity, names));
  // Orders that were read to the end may have been evicted since: then they can be read again.
  const isEvicted = (identity: VenueIdentity): boolean => {
    const { floors } = heldOrders(orders[identityKey(identity)]);
    const known = market === undefined ? Object.values(floors) : [floors[marketId ?? ""] ?? END];
    return known.some(({ at }) => at > END.at);
  };
  // When all markets together were read to their end, each of them was.
  const hasMore = (identity: VenueIdentity): boolean =>
    statuses(identity, [undefined, ...names]).every((status) => status.hasMore) || isEvicted(identity);
  return {
    hasMore: identities.some(hasMore),
    isFetching: own.some(({ isFetching }) => isFetching),
    error: own.find(({ error }) => error)?.error,
  };
}
