// The part of the engine with all that is no book: trades, candles, orders, balances, nonces, and what is read to prove them and books.
import { frameReaders } from "../client/frameReaders.ts";
import { addReads } from "./addReads.ts";
import { O2Feed } from "./feed.ts";
import { Records } from "./records.ts";
import { feedKey } from "./topics.ts";

/**
 * Adds it to a feed, and REST with it, once. What is going on in the feed is its own as well from then on.
 * @throws O2InputError for an option that cannot be used.
 */
export function addRecords(feed: O2Feed): void {
  const core = O2Feed.coreOf(feed);
  if (core.records) return;
  addReads(feed);
  const { session, current, retention, following } = core;
  Object.assign(core.readers, frameReaders());
  const records = new Records({
    ...core,
    isFollowed: (topic) => retention.counts.get(feedKey(topic)) !== 0,
    follow: (topics) => following.retain(topics),
  });
  core.intake.records = records;
  for (const topic of following.taken) records.take(topic);
  if (!core.isOpen) return;
  records.open();
  records.hear({ type: "connection", connection: session.connection }, current.state);
  if (current.state.connection.isLost) records.repair?.readWithoutLink();
  feed.releaseSeed();
}
