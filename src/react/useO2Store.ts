// Any slice of the store.
import { useStore } from "zustand/react";
import type { O2State } from "../store/state.ts";
import { useShown } from "./O2Provider.tsx";

/**
 * Selects from the whole store, for what no hook shows. It holds no topic: what nobody follows is not there. The
 * selector must return the same reference for the same state, as with any zustand store.
 *
 * @example
 * const trades = useO2Store((state) => state.trades[marketId]?.data);
 */
export function useO2Store<T>(selector: (state: O2State) => T): T {
  return useStore(useShown().store, selector);
}
