// A store whose subscribers hear commits in order, each to its end: one that throws is reported and disturbs no other.
import type { StoreApi } from "zustand/vanilla";
import type { O2Error } from "../client/errors.ts";
import { Listeners } from "../client/listeners.ts";
import type { O2State, O2Store } from "./state.ts";

/** The store to hand out for one that the feed writes. Subscribers hear of quiet writes with the next commit. */
export function guarded(
  store: StoreApi<O2State>,
  writing: { readonly isQuiet: boolean },
  report: (error: O2Error) => void,
): O2Store {
  const subscribers = new Listeners<O2State, readonly [before: O2State]>(report);
  store.subscribe((now, before) => {
    if (!writing.isQuiet) subscribers.tell(now, before);
  });
  const { getState, getInitialState } = store;
  return {
    getState,
    getInitialState,
    subscribe: (subscriber) => subscribers.add(subscriber),
  };
}
