// A book at another precision than the store has it, made of one that is live, for the time until a commit has it. Changes nothing.
import { type Frequency, intervalOf } from "../client/frequencies.ts";
import type { Session } from "../client/session.ts";
import { marketKey } from "../client/venues.ts";
import type { Depth } from "./depth.ts";
import { type Entry, isShort, type O2State } from "./state.ts";
import { toDepth } from "./toDepth.ts";
import { type DepthTopic, type FeedTopic, feedId } from "./topics.ts";

/**
 * One of some books of a market that are shown together, where the store lacks any of them or some of its levels and another one
 * of the market is live: as stale where that one changes less often than is asked for. All that are made are of one moment: the best
 * prices are those of the rows.
 */
export function regrouped(
  { precision, levels = Number.POSITIVE_INFINITY, frequency, ...at }: DepthTopic,
  together: readonly DepthTopic[],
  depth: O2State["depth"],
  session: Pick<Session, "peek">,
): Entry<Depth> | undefined {
  if (!together.some((book) => isMissing(book, depth[feedId(book)]))) return undefined;
  const market = marketKey(at);
  const live = Object.values(depth).filter(
    ({ isLive, topic }) => isLive && isOf(topic, market, frequency !== undefined),
  );
  // A slower one may be older than was asked for.
  const other = live.find((each) => isAsFast(each.topic, frequency)) ?? live[0];
  const sides = other && session.peek({ market, precision, levels: Math.max(1, levels), frequency });
  return sides && { ...other, isLive: isAsFast(other.topic, frequency), data: toDepth(sides, precision), levels };
}

/** Whether a book changes at least as often as one that is asked for. */
function isAsFast(topic: FeedTopic | undefined, asked: Frequency | undefined): boolean {
  return topic?.channel === "depth" && paceOf(topic.frequency) <= paceOf(asked);
}

/** The time from one change to the next, in milliseconds: 0 for a book that shows each. */
function paceOf(frequency: Frequency | undefined): number {
  return frequency ? intervalOf(frequency) : 0;
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
