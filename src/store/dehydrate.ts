// Makes a seed of what a page knows, for its next visit. Knows no storage.
import type { O2Seed } from "./seed.ts";
import { CHANNELS, type Entry, INITIAL_STATE, type O2State, type O2Store } from "./state.ts";
import { toSeed } from "./toSeed.ts";

/** The options of {@link dehydrate}. */
export interface DehydrateOptions {
  /**
   * Whether orders, fills, balances, nonces and accounts are among it. Default `false`: a storage outlives the session, is read by every
   * script of the origin, and by whoever uses the browser next.
   */
  readonly accounts?: boolean | undefined;
}

/** The channels that are of nobody in particular. Any other one is an account's. */
const PUBLIC: readonly string[] = ["depth", "trades", "candles", "marketSummaries", "marginTiers"];

/**
 * Makes plain JSON of what a feed knows now, for a storage: the list of markets, and the books, trades, candles and days that are followed
 * or were until a moment ago; an account's data only with `accounts`. A later visit gives it to `initialData` or `<O2Seed>`, also as the
 * text that was stored: it is shown as stale, with its age, until the live feed confirms it. It names its version and its network, and no
 * other network takes it.
 *
 * @example
 * const feed = useO2Feed();
 * useEffect(() => {
 *   const save = () => localStorage.setItem("o2", JSON.stringify(dehydrate(feed)));
 *   addEventListener("pagehide", save);
 *   return () => removeEventListener("pagehide", save);
 * }, [feed]);
 */
export function dehydrate(
  feed: { readonly store: O2Store; readonly network: string },
  { accounts = false }: DehydrateOptions = {},
): O2Seed {
  const state = feed.store.getState();
  const { lastMessageAt = 0 } = state.connection;
  const topics = CHANNELS.filter((channel) => accounts || PUBLIC.includes(channel)).map((channel) => {
    const entries = Object.entries<Entry<unknown>>(state[channel]).map(([id, entry]) => {
      // Live data was true when something last arrived, however long ago it changed.
      const updatedAt = entry.isLive ? Math.max(lastMessageAt, entry.updatedAt ?? 0) : entry.updatedAt;
      return [id, { ...entry, updatedAt }];
    });
    return [channel, Object.fromEntries(entries)];
  });
  const known: O2State = { ...INITIAL_STATE, ...Object.fromEntries(topics), now: state.now, markets: state.markets };
  return toSeed(known, feed.network);
}
