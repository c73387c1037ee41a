// What market a hook's parameter means: an id at once, a pair once the list of markets is known.
import { useEffect } from "react";
import { useStore } from "zustand/react";
import { isO2Error } from "../client/errors.ts";
import { type MarketRef, toMarketId } from "../client/ids.ts";
import { findMarket, isPair } from "../client/pairs.ts";
import type { O2State } from "../store/state.ts";
import { useO2Feed } from "./O2Provider.tsx";
import type { Trouble } from "./result.ts";

/** A market's id; why there is none, or none yet; or `undefined` when none was given. */
export type MarketAnswer = { readonly id: string } | { readonly id: undefined; readonly trouble: Trouble } | undefined;

/** Resolves a hook's `market` parameter, and has the list of markets read when it is a pair. */
export function useMarketRef(ref: MarketRef | null | undefined, enabled: boolean): MarketAnswer {
  const feed = useO2Feed();
  const isAsked = enabled && ref != null && isPair(ref);
  const markets = useStore(feed.store, (state) => (isAsked ? state.markets : undefined));
  useEffect(() => {
    if (isAsked) feed.wantMarkets();
  }, [feed, isAsked]);
  return enabled && ref != null ? resolve(markets, ref) : undefined;
}

function resolve(markets: O2State["markets"] | undefined, ref: MarketRef): MarketAnswer {
  try {
    if (!markets) return { id: toMarketId(ref) };
    const { data } = markets;
    return data ? { id: findMarket(data, ref).market_id } : { id: undefined, trouble: markets };
  } catch (error) {
    if (isO2Error(error)) return { id: undefined, trouble: { error, retryAt: undefined } };
    throw error;
  }
}
