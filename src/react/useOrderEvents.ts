// A callback per change of own orders, for notices, sounds and journals; renders nothing.
import { useEffect, useRef } from "react";
import type { IdentityRef, MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { ordersParams } from "../store/hookParams.ts";
import type { OrderChange } from "../store/OrderLedger.ts";
import type { OrdersTopic } from "../store/topics.ts";
import type { OrderWatch } from "../store/watchOrders.ts";
import { useO2Feed } from "./O2Provider.tsx";
import { useAnswer } from "./useAnswer.ts";
import { useReported } from "./useReported.ts";
import { keyOf } from "./useTopic.ts";

/** The parameters of {@link useOrderEvents}. */
export interface UseOrderEventsParams {
  /** One or up to ten identities or trade account ids; nullish while none is chosen. */
  readonly identities: IdentityRef | readonly IdentityRef[] | null | undefined;
  /** Only the orders of this market: a pair, an id, or anything with a `market_id`. */
  readonly market?: MarketRef | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
  /**
   * For cold starts: what happened since then is told too, in milliseconds since 1970. It is read when an identity is first followed, and
   * costs requests for its orders and trades in each listed market. Default: the mount.
   */
  readonly since?: number | undefined;
  /** `false` asks for nothing. Default `true`. */
  readonly enabled?: boolean | undefined;
}

/**
 * Calls back once for each observed change of an own order, without rendering: it was placed, filled further, or closed. The sum of
 * `filled` is what the exchange filled of an order since the mount. What happened while the connection was down follows, `missed`, once
 * it was read. Nothing of before the mount is told, unless `since` asks for it.
 *
 * Changes that come within one frame are one. Those that are told together come by when their orders were placed. The callback need
 * not be stable. One that throws, and parameters that cannot be used, are reported through `onError` and disturb nobody.
 *
 * @example
 * useOrderEvents({ identities: account, market }, ({ order, filled }) => {
 *   if (filled > 0n) console.log(order.side, filled, order.close ? "closed" : "open");
 * });
 */
export function useOrderEvents(params: UseOrderEventsParams, callback: (change: OrderChange) => void): void {
  const feed = useO2Feed();
  const { identities, market, venue, since } = params;
  const answer = useAnswer(ordersParams(identities, market, venue, since), params);
  const key = keyOf(answer);
  const marketId = answer.status === "topics" ? answer.marketId : undefined;
  const latest = useRef<(change: OrderChange) => void>(callback);
  const own = useRef<OrderWatch>(undefined);
  useEffect(() => {
    latest.current = (change) => {
      if (marketId === undefined || marketId === change.order.market_id) callback(change);
    };
  });
  useReported(answer);
  useEffect(() => {
    own.current = { topics: [] };
    return feed.watchOrders(own.current, (change) => latest.current(change));
  }, [feed]);
  // The same watch goes on with other identities.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another feed has a watch of its own.
  useEffect(() => {
    const watch = own.current;
    if (!watch) return;
    watch.topics = key === undefined ? [] : (JSON.parse(key) as OrdersTopic[]);
    watch.at = performance.now();
    watch.look?.();
  }, [feed, key]);
}
