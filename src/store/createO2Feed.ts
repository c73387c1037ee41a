// A feed with all its parts at once: for servers, workers, tests, and whoever makes a feed by hand.
import type { FeedPage } from "../client/page.ts";
import { addRecords } from "./addRecords.ts";
import { O2Feed } from "./feed.ts";
import type { Mirror } from "./Mirror.ts";
import type { O2FeedOptions } from "./settings.ts";

/**
 * Makes a feed; nothing is opened before its `connect()` or the mount of an `O2Provider` it is given to. Closing it is yours.
 * @throws O2InputError when neither a known `network` nor a usable `config` is given.
 *
 * @example
 * const feed = createO2Feed({ network: "testnet" });
 * feed.connect();
 */
export function createO2Feed(options: O2FeedOptions): O2Feed {
  return wholeFeed(options);
}

/** The same for another thread's page. See {@link O2Feed}. */
export function wholeFeed(options: O2FeedOptions, mirror?: Mirror, page?: FeedPage): O2Feed {
  const feed = new O2Feed(options, mirror, page);
  addRecords(feed);
  return feed;
}
