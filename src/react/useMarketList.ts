// The list of markets, or something found in it: what useMarkets and useMarket share.
import { useEffect, useState } from "react";
import { useStore } from "zustand/react";
import { isO2Error } from "../client/errors.ts";
import type { Market } from "../client/protocol.ts";
import { useO2Feed } from "./O2Provider.tsx";
import { createMemory, failed, IDLE, type Result, toResult } from "./result.ts";

/** Has the list read while `isAsked`. An `O2Error` that `read` throws becomes the result. */
export function useMarketList<S>(isAsked: boolean, key: string, read: (markets: readonly Market[]) => S): Result<S> {
  const feed = useO2Feed();
  const [remember] = useState(createMemory<S>);
  useEffect(() => {
    if (isAsked) feed.wantMarkets();
  }, [feed, isAsked]);
  return useStore(feed.store, ({ markets }) => {
    if (!isAsked) return IDLE;
    return remember([key, read], [markets], () => {
      try {
        return toResult([markets], ([all = []]) => read(all));
      } catch (error) {
        if (isO2Error(error)) return failed(error);
        throw error;
      }
    });
  });
}
