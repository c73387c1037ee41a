// Reads over REST, on a server, the data that a page will show. Knows nothing of sockets or React.
import type { Identity, Resolution } from "../client/entities.ts";
import { O2InputError } from "../client/errors.ts";
import type { Frequency } from "../client/frequencies.ts";
import type { IdentityRef, MarketRef } from "../client/ids.ts";
import { readMarkets } from "../client/marketReads.ts";
import type { O2Config, O2Network } from "../client/networks.ts";
import type { AccountRef, MarginAccountRef, WalletRef } from "../client/owners.ts";
import type { Venue } from "../client/protocol.ts";
import { createGet } from "../client/request.ts";
import { O2Rest } from "../client/rest.ts";
import type { RestOptions } from "../client/restSettings.ts";
import { nothingBuffered, readGap } from "./backfill.ts";
import { candleStart } from "./candleStart.ts";
import { patch, withTopic } from "./entries.ts";
import {
  accountParams,
  balancesParams,
  candlesParams,
  depthParams,
  fillsParams,
  MARGIN_TIERS_PARAMS,
  MARKET_SUMMARIES_PARAMS,
  marginAccountParams,
  nonceParams,
  ordersParams,
  tickerParams,
  tradesParams,
} from "./hookParams.ts";
import { type HookParams, resolve } from "./resolve.ts";
import type { O2Seed } from "./seed.ts";
import { networkOf, toConfig } from "./settings.ts";
import { EMPTY_ENTRY, INITIAL_STATE, type O2State } from "./state.ts";
import { type FeedTopic, feedId, feedKey } from "./topics.ts";
import { toSeed } from "./toSeed.ts";

const ALL = Number.POSITIVE_INFINITY;

/** The data to read: for each hook the parameters it will be called with. */
export interface PrefetchOptions extends RestOptions {
  /** One of the public networks. */
  readonly network?: O2Network;
  /** Or any other; its `apiBase` is read. */
  readonly config?: O2Config;
  readonly depth?: readonly {
    readonly market: MarketRef;
    readonly precision?: number;
    readonly venue?: Venue;
    readonly frequency?: Frequency;
  }[];
  readonly trades?: readonly { readonly market: MarketRef; readonly venue?: Venue }[];
  readonly candles?: readonly {
    readonly market: MarketRef;
    readonly venue?: Venue;
    readonly resolution?: Resolution;
    readonly limit?: number;
  }[];
  readonly ticker?: readonly { readonly market: MarketRef; readonly venue?: Venue }[];
  readonly orders?: readonly { readonly identities: IdentityRef | readonly IdentityRef[]; readonly venue?: Venue }[];
  readonly fills?: readonly {
    readonly identities: IdentityRef | readonly IdentityRef[];
    readonly market?: MarketRef;
    readonly venue?: Venue;
  }[];
  readonly balances?: readonly { readonly identities: IdentityRef | readonly IdentityRef[] }[];
  readonly nonce?: readonly { readonly identity: IdentityRef }[];
  readonly account?: readonly { readonly owner?: WalletRef; readonly account?: AccountRef }[];
  readonly marginAccount?: readonly { readonly account: MarginAccountRef; readonly parent?: AccountRef }[];
  /** `true` for `useMarginTiers`, which has no parameters. */
  readonly marginTiers?: boolean;
  /** `true` for `useMarketSummaries`, which has no parameters. */
  readonly marketSummaries?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Reads over REST what a page will show, for the provider's `initialData`: the first paint, on the server and in the page,
 * then has prices, marked stale until the live feed confirms them. The list of markets is always among it. The result is
 * plain JSON.
 * @throws O2InputError for a parameter that cannot be used.
 * @throws O2RestError when something cannot be read.
 *
 * @example
 * ```tsx
 * const initialData = await prefetch({ network: "testnet", depth: [{ market: "FUEL/USDC" }] });
 * return <O2Provider network="testnet" initialData={initialData}>…</O2Provider>;
 * ```
 */
export async function prefetch(options: PrefetchOptions): Promise<O2Seed> {
  const config = toConfig(options);
  const { apiBase } = config;
  if (!apiBase)
    throw new O2InputError(
      "config.apiBase",
      "it is missing, and prefetch reads over REST alone. Expected an address such as https://api.testnet.o2.app.",
    );
  const { now = Date.now } = options;
  const { fetch, serverNow } = dated(options.fetch, now);
  const get = createGet(apiBase, { cache: "default", ...options, fetch });
  const rest = new O2Rest(get);
  const how = { signal: options.signal };
  const { markets, hasMargin, margin } = await readMarkets(get, how);
  // Each once: a grouped book and an exact one need the same finest book.
  const topics = [
    ...new Map(
      toTopics(options, { ...EMPTY_ENTRY, data: markets, hasMargin }).map((topic) => [feedKey(topic), topic]),
    ).values(),
  ];
  const sources = {
    rest,
    markets: () => Promise.resolve(markets),
    margin: () => Promise.resolve(margin),
    serverNow,
    maxTrades: 500,
    tradesWanted: () => ({ count: 0, since: Number.POSITIVE_INFINITY }),
    closedLimit: () => 0,
    isShared: () => false,
    // Each account is asked for by the read that needs it.
    accountOf: (identity: Identity) => identity,
    onAccount: () => undefined,
  };
  const joins = await Promise.all(
    topics.map((topic) => readGap(topic, INITIAL_STATE, nothingBuffered(), sources, how)),
  );
  const known = { updatedAt: now() };
  const state = topics.reduce<O2State>((next, topic, index) => {
    const joined = joins[index]?.(withTopic(next, topic)) ?? next;
    return patch(joined, topic.channel, feedId(topic), known);
  }, INITIAL_STATE);
  const whole = {
    ...state,
    now: candleStart(serverNow(), "5m"),
    markets: { ...state.markets, ...known, isComplete: true, data: markets, hasMargin },
  };
  return toSeed(whole, networkOf(config));
}

/**
 * A `fetch`, and the exchange's time by the newest date of its answers, as the feed has it from the stamps of frames: the machine
 * that renders the page may have another. It is early by a second at the most, or by the age of what a cache answered; candles are
 * read back from there and up to the newest trade, so that early is no harm. Ours where answers have no date.
 */
function dated(
  given: typeof globalThis.fetch | undefined,
  now: () => number,
): { readonly fetch: typeof globalThis.fetch; readonly serverNow: () => number } {
  let newest = Number.NEGATIVE_INFINITY;
  return {
    fetch: async (...args) => {
      const response = await (given ?? globalThis.fetch)(...args);
      const date = Date.parse(response.headers.get("date") ?? "");
      if (date > newest) newest = date;
      return response;
    },
    serverNow: () => (newest > Number.NEGATIVE_INFINITY ? newest : now()),
  };
}

function toTopics(options: PrefetchOptions, markets: O2State["markets"]): FeedTopic[] {
  const {
    depth = [],
    trades = [],
    candles = [],
    ticker = [],
    orders = [],
    fills = [],
    balances = [],
    nonce = [],
    account = [],
    marginAccount = [],
  } = options;
  const params: readonly HookParams[] = [
    ...depth.map(({ market, precision = 1, venue, frequency }) =>
      depthParams(market, precision, ALL, venue, frequency),
    ),
    ...trades.map(({ market, venue }) => tradesParams(market, ALL, ALL, venue)),
    ...candles.map(({ market, resolution = "1m", limit = 300, venue }) =>
      candlesParams(market, resolution, limit, venue),
    ),
    ...ticker.map(({ market, venue }) => tickerParams(market, venue)),
    ...orders.map(({ identities, venue }) => ordersParams(identities, undefined, venue)),
    ...fills.map(({ identities, market, venue }) => fillsParams(identities, market, venue)),
    ...balances.map(({ identities }) => balancesParams(identities, undefined)),
    ...nonce.map(({ identity }) => nonceParams(identity)),
    ...account.map((each) => accountParams(each.owner, each.account)),
    ...marginAccount.map((each) => marginAccountParams(each.account, each.parent)),
    ...(options.marginTiers ? [MARGIN_TIERS_PARAMS] : []),
    ...(options.marketSummaries ? [MARKET_SUMMARIES_PARAMS] : []),
  ];
  return params.flatMap((each) => {
    const answer = resolve(each, markets);
    if (answer.status === "error") throw answer.error;
    return answer.status === "topics" ? answer.topics : [];
  });
}
