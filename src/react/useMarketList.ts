// The list of markets, or something found in it: what useMarkets and useMarket share.
import { useState } from "react";
import type { Market } from "../client/entities.ts";
import type { Answer } from "../store/resolve.ts";
import type { O2State } from "../store/state.ts";
import { createMemory, type Result, toResult, withoutTopics } from "./result.ts";
import { useResult } from "./useResult.ts";
import type { TopicOptions } from "./useTopic.ts";

/** Shows what `read` finds in the list, narrowed by `select`. */
export function useMarketList<T, S>(
  answer: Answer,
  read: (markets: readonly Market[], marketId: string | undefined) => T,
  { select, throttle }: TopicOptions<T, S>,
): Result<S> {
  const [remember] = useState(createMemory<S>);
  const find = ({ markets }: O2State): Result<S> => {
    if (answer.status !== "topics") return withoutTopics(answer, remember);
    const { marketId } = answer;
    return remember([marketId, select], [markets], () =>
      toResult([markets], ([all = []]) => {
        const found = read(all, marketId);
        return select ? select(found) : (found as unknown as S);
      }),
    );
  };
  return useResult(find, throttle);
}
