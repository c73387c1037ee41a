// Tells a listener of each change of own orders, by the states that a store shows. Knows nothing of components, nor of where the engine is.
import { O2CallbackError, type O2Error } from "../client/errors.ts";
import { type OrderChange, OrderLedger } from "./OrderLedger.ts";
import type { O2Store } from "./state.ts";
import type { FeedTopic, OrdersTopic } from "./topics.ts";

/** The orders whose changes are watched. Whoever made it may change `topics` and calls `look` then. */
export interface OrderWatch {
  /** The orders of each identity; `since` is when changes begin to be told, default `at`. */
  topics: readonly OrdersTopic[];
  /** When these topics were wanted first, by `performance.now()`. Default now. */
  at?: number;
  /** Takes up the topics and what is new, once the engine is there. The feed sets it. */
  look?: () => void;
  /** Ends the listening. The feed sets it, and uses it where another engine takes over. */
  stop?: () => void;
  /** The changes that were told. The feed sets it. */
  ledger?: OrderLedger;
}

/** The members of a feed that it takes. */
interface WatchedFeed {
  readonly store: O2Store;
  readonly serverTime: number | undefined;
  retain(topics: readonly FeedTopic[]): () => void;
  report(error: O2Error): void;
}

/** Follows the orders of a watch, and calls a listener for each change of one, until the returned function is called. */
export function watchOrders(feed: WatchedFeed, watch: OrderWatch, call: (change: OrderChange) => void): () => void {
  watch.stop?.();
  watch.ledger ??= new OrderLedger();
  const { ledger } = watch;
  const holds = new Map<OrdersTopic, () => void>();
  let topics: readonly OrdersTopic[] | undefined;
  let isOver = false;
  const follow = (): void => {
    topics = watch.topics;
    const followed = ledger.follow(topics, watch.at);
    for (const topic of followed) if (!holds.has(topic)) holds.set(topic, feed.retain([topic]));
    for (const [topic, release] of holds) if (!followed.includes(topic) && holds.delete(topic)) release();
  };
  const tell = (change: OrderChange): void => {
    try {
      call(change);
    } catch (thrown) {
      feed.report(new O2CallbackError("A listener of orders", thrown));
    }
  };
  const look = (): void => {
    if (watch.topics !== topics) follow();
    // An earlier one may have ended it.
    for (const change of ledger.look(feed.store.getState(), feed.serverTime)) if (!isOver) tell(change);
  };
  const unsubscribe = feed.store.subscribe(look);
  watch.look = look;
  watch.stop = () => {
    isOver = true;
    unsubscribe();
    for (const release of holds.values()) release();
    holds.clear();
  };
  look();
  return watch.stop;
}
