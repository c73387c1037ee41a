// Resolves a hook's parameters. Has the list of markets read, and reads along with it, where they need it.
import { useEffect, useState } from "react";
import { useStore } from "zustand/react";
import { type Answer, type HookParams, NOT_ASKED, resolve } from "../store/resolve.ts";
import { EMPTY_ENTRY, type O2State } from "../store/state.ts";
import { useShown } from "./O2Provider.tsx";
import type { TopicOptions } from "./useTopic.ts";

/** The options that decide whether anything is asked for. */
export type AskOptions = Pick<TopicOptions<never, never>, "enabled" | "throttle">;

/** Resolves a hook's parameters, of which `enabled` and `throttle` are those of every hook. */
export function useAnswer(params: HookParams, options: AskOptions): Answer {
  return useAnswers([params], options)[0] as Answer;
}

/** Resolves the parameters of many at once, each for itself. */
export function useAnswers(many: readonly HookParams[], { enabled = true, throttle }: AskOptions): readonly Answer[] {
  const alone = many.map((params) => (enabled ? resolve(params, EMPTY_ENTRY, throttle) : NOT_ASKED));
  const isPending = ({ status }: Answer): boolean => status === "pending";
  const markets = useMarketsEntry(alone.some(isPending));
  return alone.map((answer, index) =>
    isPending(answer) ? resolve(many[index] as HookParams, markets, throttle) : answer,
  );
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
