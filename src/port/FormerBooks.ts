// The book to show until an engine in another thread has answered for the one that is asked for. Knows no engine.
import { marketKey } from "../client/venues.ts";
import type { Depth } from "../store/depth.ts";
import { type Entry, isShort, type O2State } from "../store/state.ts";
import { type DepthTopic, type FeedTopic, feedId } from "../store/topics.ts";

/** The books that a page asked for last. */
export class FormerBooks {
  /** By market, the id in the store. */
  readonly #asked = new Map<string, string>();

  /** The page follows these. A book of one level beside others is held for its best prices. */
  follow(topics: readonly FeedTopic[]): void {
    const book = topics.find((topic) => topic.channel === "depth");
    if (book) this.#asked.set(marketKey(book), feedId(book));
  }

  /**
   * The book that was followed last of this market, or else another one, as stale: its rows say their own precision. `undefined` where
   * the book itself is there, though with fewer levels; one that has a single level was only held for its best prices.
   */
  find(topic: DepthTopic, depth: O2State["depth"]): Entry<Depth> | undefined {
    const id = feedId(topic);
    const own = depth[id];
    if (own?.data && !(own.levels === 1 && isShort(topic, own))) return undefined;
    const market = marketKey(topic);
    const last = this.#asked.get(market) ?? id;
    const others = Object.keys(depth).filter((each) => each !== id && each.startsWith(`${market}:`));
    const other = [last, ...others].find((each) => each !== id && depth[each]?.data);
    return other === undefined ? undefined : { ...(depth[other] as Entry<Depth>), isLive: false };
  }
}
