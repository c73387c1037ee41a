// The list of markets as the state has it: each read, and each that failed, becomes its entry. Does not know when it is read.

import { readWhole } from "./entries.ts";
import { type Failure, toFailure } from "./failure.ts";
import { MarketList, type MarketListOptions, withKept } from "./markets.ts";
import type { O2State } from "./state.ts";

/** The options of the list, and the state that it is kept in. */
export interface ShownMarketsOptions extends Pick<MarketListOptions, "rest" | "now" | "random" | "page"> {
  /** Whether the list that was read last says that the network has the margin venue; `undefined` where it cannot say. */
  readonly hasMargin?: () => boolean | undefined;
  readonly state: () => O2State;
  readonly onState: (state: O2State) => void;
  /** A read failed; another one follows. */
  readonly onFailed: (failure: Failure) => void;
}

/** The first wait after a failed read, in milliseconds. */
const RETRY_DELAY = 1_000;

/** Makes the list of one feed. */
export function shownMarkets({ state, onState, onFailed, hasMargin, ...options }: ShownMarketsOptions): MarketList {
  const { now } = options;
  const become = (change: Partial<O2State["markets"]>): void => {
    onState({ ...state(), markets: { ...state().markets, ...change } });
  };
  return new MarketList({
    ...options,
    retryDelay: RETRY_DELAY,
    onRead: (markets) => {
      const data = withKept(state().markets.data, markets);
      become({ data, hasMargin: hasMargin?.(), isLive: true, ...readWhole(now()) });
    },
    onOld: () => {
      if (state().markets.isLive) become({ isLive: false });
    },
    onFailed: (thrown, wait) => {
      const failure = toFailure(thrown, now() + wait);
      become({ isLive: false, ...failure });
      onFailed(failure);
    },
  });
}
