// Changes of the progress of the reading of older orders. Pure; does not know what is read, or when.
import { identityKey, type MarketRef, type VenueIdentity } from "../client/ids.ts";
import { type HistoryStatus, historyKey } from "./historyStatus.ts";
import type { O2State } from "./state.ts";

/** Nothing was read yet. */
const FIRST: HistoryStatus = { hasMore: true, isFetching: false, error: undefined };

/** Changes the status of identities whose orders are held. */
export function withHistoryStatus(
  state: O2State,
  identities: readonly VenueIdentity[],
  market: MarketRef | undefined,
  change: (status: HistoryStatus, identity: VenueIdentity) => HistoryStatus,
): O2State {
  const held = identities.filter((identity) => state.orders[identityKey(identity)]);
  const changed = held.map((identity) => {
    const key = historyKey(identity, market);
    return [key, change(state.history[key] ?? FIRST, identity)] as const;
  });
  return changed.length === 0 ? state : { ...state, history: { ...state.history, ...Object.fromEntries(changed) } };
}

/** Forgets the statuses of an identity: of all, or of one market. */
export function withoutHistoryStatus(state: O2State, identity: VenueIdentity, market?: MarketRef): O2State {
  const isGone = (key: string): boolean =>
    market === undefined ? key.startsWith(`${identityKey(identity)} `) : key === historyKey(identity, market);
  const kept = Object.entries(state.history).filter(([key]) => !isGone(key));
  return kept.length === Object.keys(state.history).length ? state : { ...state, history: Object.fromEntries(kept) };
}
