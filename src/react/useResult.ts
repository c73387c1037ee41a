// Reads a hook's result from the store, throttled if it shall be.
import { useMemo, useSyncExternalStore } from "react";
import type { O2State } from "../store/state.ts";
import { useShown } from "./O2Provider.tsx";
import { isSameStatus, type Result } from "./result.ts";
import { Throttle } from "./Throttle.ts";

/** The result that `select` gives of the store's state now. With `throttle`, data alone changes once in so many milliseconds. */
export function useResult<S>(select: (state: O2State) => Result<S>, throttle: number | undefined): Result<S> {
  return useThrottled(select, throttle, isNews);
}

/** The same of anything. `isUrgent` says whether more than the data is new. */
export function useThrottled<R>(
  select: (state: O2State) => R,
  throttle: number | undefined,
  isUrgent: (shown: R, next: R) => boolean,
): R {
  const { store } = useShown();
  const held = useMemo(() => (throttle ? new Throttle(store, throttle) : undefined), [store, throttle]);
  const read = held ? held.hold(select, isUrgent) : select;
  return useSyncExternalStore(
    held ? held.subscribe : store.subscribe,
    () => read(store.getState()),
    () => read(store.getInitialState()),
  );
}

/** Whether more than the data is new. */
function isNews(shown: Result<unknown>, next: Result<unknown>): boolean {
  return !isSameStatus(shown, next);
}
