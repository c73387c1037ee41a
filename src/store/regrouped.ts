// A book at another precision than the store has it, made of one that is live, for the time until a commit has it. Changes nothing.
import type { Session } from "../client/session.ts";
import { marketKey } from "../client/venues.ts";
import type { Depth } from "./depth.ts";
import { type Entry, isShort, type O2State } from "./state.ts";
import { toDepth } from "./toDepth.ts";
import { type DepthTopic, type FeedTopic, feedId } from "./topics.ts";

/**
 * One of some books of a market that are shown together, where the store lacks any of them or some of its levels and another one
 * of the market is live. All that are made are of one moment: the best prices are those of the rows.
 */
export function regrouped(
  { precision, levels = Number.POSITIVE_INFINITY, frequency, ...at }: DepthTopic,
  together: readonly DepthTopic[],
  depth: O2State["depth"],
  session: Pick<Session, "peek">,
): Entry<Depth> | undefined {
  if (!together.some((book) => isMissing(book, depth[feedId(book)]))) return undefined;
  const market = marketKey(at);
  const live = Object.values(depth).find(({ isLive, topic }) => isLive && isOf(topic, market, frequency !== undefined));
  const sides = live && session.peek({ market, precision, levels: Math.max(1, levels), frequency });
  return sides && { ...live, data: toDepth(sides, precision), levels };
}

/** Whether a topic is a book of a market, shown at a frequency or with each change. */
function isOf(topic: FeedTopic | undefined, market: string, isCalm: boolean): boolean {
  if (topic?.channel !== "depth" || marketKey(topic) !== market) return false;
  return (topic.frequency !== undefined) === isCalm;
}

/** Whether a book that is asked for is not there, or has fewer levels. */
function isMissing(topic: DepthTopic, entry: Entry<Depth> | undefined): boolean {
  return !entry?.data || isShort(topic, entry);
}
