// The options of a feed, and the settings that it makes of them.
import { refuse } from "../client/ids.ts";
import { NETWORKS, type O2Config, type O2Network } from "../client/networks.ts";
import type { O2WebSocketOptions } from "../client/options.ts";
import type { RestOptions } from "../client/restSettings.ts";
import type { CommitPace } from "./commits.ts";
import type { GivenSeed } from "./seed.ts";

/** The exchange to follow, and how to follow it. Times in milliseconds. */
export interface O2FeedOptions extends O2WebSocketOptions, RestOptions {
  /** One of the public networks. */
  readonly network?: O2Network;
  /** Or any other, e.g. the official SDK's `NetworkConfig`. */
  readonly config?: O2Config;
  /** The time that a topic stays subscribed when nobody holds it any more. Default 3,000. */
  readonly linger?: number;
  /** The time that the connection may be down before `isLost`, so that a blip flashes no banner. Default 3,000. */
  readonly lostAfter?: number;
  /** The number of trades that are kept per market, at least one. Default 500. */
  readonly maxTrades?: number;
  /** The number of closed orders that are kept per identity, besides those that `fetchMore` read. Default 200. */
  readonly maxClosedOrders?: number;
  /**
   * The time from one comparison with a REST read to the next, for each shown book and each topic of trades, orders, balances
   * and nonces; `false` for none. Default 60,000.
   */
  readonly auditInterval?: number | false;
  /**
   * When the store is written, and components render. `"frame"`: with the page's frames, and at least once a second where
   * none come. A number of milliseconds from 1 to 1,000. Or a window, for what is drawn there: with its frames while it is
   * shown, also when this page is hidden. Default `"frame"`.
   */
  readonly commits?: CommitPace | undefined;
  /**
   * The result of `prefetch` of `o2-react/server`, or of `dehydrate`, for this network, also as text: shown as stale until the live
   * feed confirms it. One of another version or network, or a broken one, is left out and reported to `onError` as an `O2InputError`.
   * Another one, which a navigation brings to a provider that stays, adds what is not known yet. A provider
   * whose network changes begins with it only if it changed as well.
   */
  readonly initialData?: GivenSeed;
}

/**
 * The addresses of a network, by name or as given.
 * @throws O2InputError when neither a known `network` nor a `config` is given.
 */
export function toConfig({ network, config }: Pick<O2FeedOptions, "network" | "config">): O2Config {
  if (config) return config;
  if (network && Object.hasOwn(NETWORKS, network)) return NETWORKS[network];
  const names = Object.keys(NETWORKS).join('", "');
  return refuse("network", network, "a network", `one of "${names}", or a config with a wsUrl`);
}

/** The public network that has one of these addresses, if there is one. */
export function networkOf({ wsUrl, apiBase }: O2Config): O2Network | undefined {
  const names = Object.keys(NETWORKS) as O2Network[];
  return names.find((name) => NETWORKS[name].wsUrl === wsUrl || NETWORKS[name].apiBase === apiBase);
}

/** The name of a public network, or the address of another one's socket, without its query, which may hold a secret. */
export function networkName(config: O2Config): string {
  return networkOf(config) ?? String(config.wsUrl).replace(/\?.*/, "");
}
