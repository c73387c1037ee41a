// The trigger orders of several identities that are shown beside their orders. Pure.
import type { TriggerOrder } from "../../client/entities.ts";
import { newestOrderFirst } from "../mergeOrders.ts";
import type { StandaloneTriggers } from "./triggers.ts";

/** Each trigger order once, newest first and of those placed together the highest first, in one market or in all; `undefined` where none is known and none could be read. */
export function shownTriggers(
  lists: readonly (StandaloneTriggers | undefined)[],
  market: string | undefined,
): StandaloneTriggers | undefined {
  const known = lists.filter((each) => each !== undefined);
  if (known.length === 0) return undefined;
  const all = new Map<string, TriggerOrder>();
  for (const trigger of known.flatMap(({ list }) => list))
    if (market === undefined || trigger.market_id === market) all.set(trigger.order_id, trigger);
  const isWhole = known.length === lists.length && known.every((each) => each.isWhole);
  return { list: [...all.values()].sort(inOrder), isWhole };
}

/** The two of a pair are placed at once: the higher one comes first. */
function inOrder(a: TriggerOrder, b: TriggerOrder): number {
  return newestOrderFirst(a, b) || (a.trigger_price < b.trigger_price ? 1 : -1);
}
