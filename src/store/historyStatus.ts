// How the reading of older orders goes, for each identity and market. Pure; does not know what is read, or when.
import type { O2Error } from "../client/errors.ts";
import { identityKey, type MarketRef, toMarketId } from "../client/ids.ts";
import { isPair } from "../client/pairs.ts";
import type { Identity } from "../client/protocol.ts";
import type { O2State } from "./state.ts";

/** How the reading of an identity's older orders goes, in one market or in all. */
export interface HistoryStatus {
  /** Whether there may be older orders. */
  readonly hasMore: boolean;
  readonly isFetching: boolean;
  /** Why the last step could not be read; the next one that can clears it. */
  readonly error: O2Error | undefined;
}

/** Nothing was read yet. */
const FIRST: HistoryStatus = { hasMore: true, isFetching: false, error: undefined };

/** Where a status is found in the store: by its market's id; by the pair while that is looked up; without a market, of all. */
export function historyKey(identity: Identity, market?: MarketRef): string {
  const name = market === undefined ? "*" : isPair(market) ? market : toMarketId(market);
  return `${identityKey(identity)} ${name}`;
}

/** Changes the status of identities whose orders are held. */
export function withHistoryStatus(
  state: O2State,
  identities: readonly Identity[],
  market: MarketRef | undefined,
  change: (status: HistoryStatus, key: string) => HistoryStatus,
): O2State {
  const held = identities.filter((identity) => state.orders[identityKey(identity)]);
  const changed = held.map((identity) => {
    const key = historyKey(identity, market);
    return [key, change(state.history[key] ?? FIRST, key)] as const;
  });
  return changed.length === 0 ? state : { ...state, history: { ...state.history, ...Object.fromEntries(changed) } };
}

/** Forgets the statuses of an identity: of all, or of one market. */
export function withoutHistoryStatus(state: O2State, identity: Identity, market?: MarketRef): O2State {
  const isGone = (key: string): boolean =>
    market === undefined ? key.startsWith(`${identityKey(identity)} `) : key === historyKey(identity, market);
  const kept = Object.entries(state.history).filter(([key]) => !isGone(key));
  return kept.length === Object.keys(state.history).length ? state : { ...state, history: Object.fromEntries(kept) };
}

/** How the reading of some identities goes together. `markets` are names of one market: its pair, and its id once that is known. */
export function historyOf(
  { history }: O2State,
  identities: readonly Identity[],
  markets: readonly (MarketRef | undefined)[],
): HistoryStatus {
  const all = identities.map((identity) => history[historyKey(identity)]);
  const own = identities.flatMap((identity) => markets.map((market) => history[historyKey(identity, market)]));
  const known = own.filter((status) => status !== undefined);
  // Where all markets were read to their end, each was.
  const isAtEnd = (identity: Identity, index: number): boolean =>
    all[index]?.hasMore === false || markets.some((market) => history[historyKey(identity, market)]?.hasMore === false);
  return {
    hasMore: !identities.every(isAtEnd),
    isFetching: known.some(({ isFetching }) => isFetching),
    error: known.find(({ error }) => error)?.error,
  };
}
