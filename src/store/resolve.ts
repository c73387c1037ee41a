// Turns a hook's parameters into the topics to follow, or the reason that there are none. Pure; knows nothing of components or
// of reads.
import type { Market, Resolution } from "../client/entities.ts";
import { isO2Error, type O2Error, O2InputError } from "../client/errors.ts";
import {
  type IdentityRef,
  type MarketRef,
  toAssetId,
  toCount,
  toIdentities,
  toIdentity,
  toMarketId,
  toPrecision,
  toResolution,
  toWhole,
} from "../client/ids.ts";
import { findMarket, isPair } from "../client/pairs.ts";
import type { Entry } from "./state.ts";
import type { FeedTopic } from "./topics.ts";

type Maybe<T> = T | null | undefined;

/** A hook's parameters, by the channel that it shows. */
export type HookParams =
  | {
      readonly channel: "depth";
      readonly market: Maybe<MarketRef>;
      readonly precision: number;
      readonly levels: number;
    }
  | {
      readonly channel: "trades";
      readonly market: Maybe<MarketRef>;
      /** Infinity for all that are kept: none is read for that. */
      readonly limit: number;
      /** The number of trades that the feed keeps. Default any number. */
      readonly kept?: number;
    }
  | {
      readonly channel: "candles";
      readonly market: Maybe<MarketRef>;
      readonly resolution: Resolution;
      readonly limit: number;
    }
  | {
      readonly channel: "orders";
      readonly identities: Maybe<IdentityRef | readonly IdentityRef[]>;
      /** Only the orders of this market; nullish for all. */
      readonly market: Maybe<MarketRef>;
    }
  | {
      readonly channel: "balances";
      readonly identities: Maybe<IdentityRef | readonly IdentityRef[]>;
      readonly asset: Maybe<string>;
    }
  | { readonly channel: "nonce"; readonly identity: Maybe<IdentityRef> }
  | { readonly channel: "market"; readonly market: Maybe<MarketRef> }
  | { readonly channel: "markets" };

/** Nothing is asked for. */
interface Idle {
  readonly status: "idle";
}

/** The parameters cannot be used. */
interface Failed {
  readonly status: "error";
  readonly error: O2Error;
}

/** Parameters that can be used, as far as they tell by themselves. */
interface Asked {
  readonly status: "asked";
  readonly market: Maybe<MarketRef>;
  /** Whether the market has to be found in the list of markets. */
  readonly needsMarkets: boolean;
  readonly topics: (marketId: string) => readonly FeedTopic[];
}

/** The meaning of parameters by themselves, whatever is known of the exchange. */
export type Judgement = Idle | Failed | Asked;

/** The meaning of parameters, together with the facts known of the exchange. */
export type Answer =
  | Idle
  | Failed
  /** The list of markets was not read yet: why, and when it is tried again. */
  | { readonly status: "pending"; readonly error: O2Error | undefined; readonly retryAt: number | undefined }
  /** `marketId` is there where a market was given. */
  | { readonly status: "topics"; readonly topics: readonly FeedTopic[]; readonly marketId: string | undefined };

/** Nobody asks for anything. */
export const NOT_ASKED: Idle = { status: "idle" };

const ALL = Number.POSITIVE_INFINITY;

const MOST_CANDLES = 5_000;

/**
 * Gives the meaning of parameters, by the list of markets as far as it is known. A required parameter that is nullish makes it `idle`; one
 * that cannot be used makes it an `error`, also while the list is not known. Only a pair waits for the list.
 */
export function resolve(params: HookParams, markets: Entry<readonly Market[]>): Answer {
  return locate(judge(params), markets);
}

/** The first half of {@link resolve}: what the parameters say by themselves, and the `throttle` of a hook. */
export function judge(params: HookParams, throttle: number = 0): Judgement {
  if (isNothing(params)) return NOT_ASKED;
  return orFailed(() => {
    const topics = check(params);
    toWhole("throttle", throttle, 0);
    const market = "market" in params ? params.market : undefined;
    if (market != null && !isPair(market)) toMarketId(market);
    const isListed = params.channel === "market" || params.channel === "markets";
    const needsMarkets = isListed || (market != null && isPair(market));
    return { status: "asked", market, needsMarkets, topics };
  });
}

/** The second half of {@link resolve}: finds the market. The list is looked at only where it is needed. */
export function locate(judged: Judgement, markets: Entry<readonly Market[]>): Answer {
  if (judged.status !== "asked") return judged;
  const { market, needsMarkets, topics } = judged;
  const { data, error, retryAt } = markets;
  if (needsMarkets && !data)
    return error && retryAt === undefined ? { status: "error", error } : { status: "pending", error, retryAt };
  return orFailed(() => {
    if (market == null) return { status: "topics", topics: topics(""), marketId: undefined };
    const marketId = needsMarkets && data ? findMarket(data, market).market_id : toMarketId(market);
    return { status: "topics", topics: topics(marketId), marketId };
  });
}

function isNothing(params: HookParams): boolean {
  switch (params.channel) {
    case "orders":
    case "balances":
      return params.identities == null;
    case "nonce":
      return params.identity == null;
    case "markets":
      return false;
    default:
      return params.market == null;
  }
}

/**
 * The topics of usable parameters, given the market's id.
 * @throws O2Error for the first parameter that cannot be used.
 */
function check(params: HookParams): Asked["topics"] {
  switch (params.channel) {
    case "depth": {
      const precision = toPrecision(params.precision);
      const levels = toCount("levels", params.levels);
      return (market) => {
        const rows = { channel: "depth", market, precision, levels } as const;
        // Only the finest book has the best prices.
        return precision === 1 ? [rows] : [rows, { ...rows, precision: 1, levels: 1 }];
      };
    }
    case "trades": {
      const limit = toTradeCount(params.limit, params.kept);
      return (market) => [{ channel: "trades", market, ...(limit !== ALL && { limit }) }];
    }
    case "candles": {
      const resolution = toResolution(params.resolution);
      const limit = toCandleCount(params.limit);
      return (market) => [{ channel: "candles", market, resolution, limit }];
    }
    case "orders": {
      const identities = toIdentities(params.identities ?? []);
      return () => identities.map((identity) => ({ channel: "orders", identity }));
    }
    case "balances": {
      const identities = toIdentities(params.identities ?? []);
      if (params.asset != null) toAssetId(params.asset);
      return () => identities.map((identity) => ({ channel: "balances", identity }));
    }
    case "nonce": {
      const identity = toIdentity(params.identity ?? "");
      return () => [{ channel: "nonce", identity }];
    }
    case "market":
    case "markets":
      return () => [];
  }
}

function toTradeCount(limit: number, kept: number = ALL): number {
  if (toCount("limit", limit) === ALL || limit <= kept) return limit;
  throw new O2InputError(
    "limit",
    `${limit} cannot be had: ${kept} trades of a market are kept. Expected 0 to ${kept}, or Infinity for all. ` +
      "The provider's maxTrades says how many are kept.",
    { code: "outOfRange", value: limit },
  );
}

function toCandleCount(limit: number): number {
  if (toCount("limit", limit) >= 1 && limit <= MOST_CANDLES) return limit;
  throw new O2InputError("limit", `${limit} cannot be had. Expected 1 to 5,000 candles.`, {
    code: "outOfRange",
    value: limit,
  });
}

function orFailed<T>(make: () => T): T | Failed {
  try {
    return make();
  } catch (error) {
    if (isO2Error(error)) return { status: "error", error };
    throw error;
  }
}
