// The orders of one or several identities with their trigger orders, and their history on demand.
import { useMemo } from "react";
import type { Order, TriggerOrder } from "../client/entities.ts";
import type { IdentityRef, MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { heldOrders, shownOrders } from "../store/channels/heldOrders.ts";
import { shownTriggers } from "../store/channels/shownTriggers.ts";
import type { StandaloneTriggers } from "../store/channels/triggers.ts";
import { historyOf } from "../store/historyStatus.ts";
import { ordersParams } from "../store/hookParams.ts";
import { feedId } from "../store/topics.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type PagedHistory, useHistory } from "./useHistory.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useOrders}. */
export interface UseOrdersParams<S = readonly Order[]> extends TopicOptions<readonly Order[], S> {
  /** One or up to ten identities or trade account ids; nullish while none is chosen. */
  readonly identities: IdentityRef | readonly IdentityRef[] | null | undefined;
  /** Only the orders of this market: a pair, an id, or anything with a `market_id`. */
  readonly market?: MarketRef | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
  /** Only open, only closed (filled or cancelled), or all orders. Default `"open"`. */
  readonly state?: "open" | "closed" | "all" | undefined;
}

/** The trigger orders beside the orders of `useOrders`: those that wait on an open order are its `active_trigger_orders`. */
export interface OrderTriggers {
  /**
   * The waiting trigger orders without an open parent, newest first; as current as `data`. `undefined` while none is known and none
   * could be read.
   */
  readonly standaloneTriggers: readonly TriggerOrder[] | undefined;
  /**
   * Whether these are all: `false` before they were read, and where the exchange's REST does not tell them, so that only those are
   * known that were placed or changed since.
   */
  readonly triggersComplete: boolean;
}

interface Shown<T> {
  readonly rows: T;
  readonly triggers: StandaloneTriggers | undefined;
}

/**
 * Orders in their newest state, newest first, in chain integers. They are those open now, at once after the mount, and those
 * that closed meanwhile; older ones by `fetchMore()`. Trigger orders are on the order they wait on, and in `standaloneTriggers`. Each component sees its own identities' orders only.
 *
 * @example
 * const { data: open = [], fetchMore } = useOrders({ identities: account, market });
 */
export function useOrders<S = readonly Order[]>(params: UseOrdersParams<S>): Result<S> & PagedHistory & OrderTriggers {
  const { identities, market, state = "open", venue, select, throttle } = params;
  const answer = useAnswer(ordersParams(identities, market, venue), params);
  const narrow = useMemo(
    () =>
      ({ rows, triggers }: Shown<readonly Order[]>): Shown<S> => {
        return { rows: select ? select(rows) : (rows as unknown as S), triggers };
      },
    [select],
  );
  const result = useTopic(
    answer,
    {
      channel: "orders",
      read: (_, marketId, { orders }) => {
        const topics = answer.status === "topics" ? answer.topics : [];
        const entries = topics.map((topic) => orders[feedId(topic)]);
        const all = shownOrders(entries.map(heldOrders), marketId);
        const rows = all.filter(({ close }) => state === "all" || close === (state === "closed"));
        return {
          rows,
          triggers: shownTriggers(
            entries.map((entry) => entry?.triggers),
            marketId,
          ),
        };
      },
      deps: state,
    },
    { select: narrow, throttle },
  );
  const marketId = answer.status === "topics" ? answer.marketId : undefined;
  const history = useHistory(answer, params, "orders", (of, asked) =>
    historyOf(of, asked.identities, asked.market, marketId),
  );
  return useMemo(() => {
    const { rows, triggers } = result.data ?? {};
    const own = { standaloneTriggers: triggers?.list, triggersComplete: triggers?.isWhole ?? false };
    return { ...(result as Result<unknown>), data: rows, ...history, ...own } as ReturnType<typeof useOrders<S>>;
  }, [result, history]);
}
