// Resolves a hook's parameters. Has the list of markets read, and reads along with it, where they need it.
import { useEffect, useState } from "react";
import { useStore } from "zustand/react";
import { type Answer, type HookParams, NOT_ASKED, resolve } from "../store/resolve.ts";
import { EMPTY_ENTRY, type O2State } from "../store/state.ts";
import { useShown } from "./O2Provider.tsx";
import type { TopicOptions } from "./useTopic.ts";

/** Resolves a hook's parameters, of which `enabled` and `throttle` are those of every hook. */
export function useAnswer(
  params: HookParams,
  { enabled = true, throttle }: Pick<TopicOptions<never, never>, "enabled" | "throttle">,
): Answer {
  const alone = enabled ? resolve(params, EMPTY_ENTRY, throttle) : NOT_ASKED;
  const needsMarkets = alone.status === "pending";
  const markets = useMarketsEntry(needsMarkets);
  return needsMarkets ? resolve(params, markets) : alone;
}

/** A component that does not need the list is not rendered when it changes, and none when it was read again and is the same. */
function useMarketsEntry(isNeeded: boolean): O2State["markets"] {
  const { feed, store } = useShown();
  const [remember] = useState(lastUnlikeIt);
  useEffect(() => {
    if (isNeeded) feed.wantMarkets();
  }, [feed, isNeeded]);
  return useStore(store, (state) => remember(isNeeded ? state.markets : EMPTY_ENTRY));
}

/** Gives the entry from before while the next one says the same about the markets. */
function lastUnlikeIt(): (next: O2State["markets"]) => O2State["markets"] {
  let last: O2State["markets"] = EMPTY_ENTRY;
  return (next) => {
    const isSame = next.data === last.data && next.error === last.error && next.retryAt === last.retryAt;
    if (!isSame) last = next;
    return last;
  };
}
