// The list of markets, or something found in it: what useMarkets and useMarket share.
import { useState } from "react";
import { useStore } from "zustand/react";
import type { Market } from "../client/entities.ts";
import type { Answer } from "../store/resolve.ts";
import { useO2Feed } from "./O2Provider.tsx";
import { createMemory, type Result, toResult, withoutTopics } from "./result.ts";
import type { TopicOptions } from "./useTopic.ts";

/** Shows what `read` finds in the list, narrowed by `select`. */
export function useMarketList<T, S>(
  answer: Answer,
  read: (markets: readonly Market[], marketId: string | undefined) => T,
  select: TopicOptions<T, S>["select"],
): Result<S> {
  const feed = useO2Feed();
  const [remember] = useState(createMemory<S>);
  return useStore(feed.store, ({ markets }) => {
    if (answer.status !== "topics") return withoutTopics(answer, remember);
    const { marketId } = answer;
    return remember([marketId, select], [markets], () =>
      toResult([markets], ([all = []]) => {
        const found = read(all, marketId);
        return select ? select(found) : (found as unknown as S);
      }),
    );
  });
}
