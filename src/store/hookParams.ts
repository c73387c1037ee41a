// The parameters of each data hook, and the topics that they ask for. A page has of these what its hooks use.
import type { Resolution } from "../client/entities.ts";
import { O2InputError } from "../client/errors.ts";
import type { Frequency } from "../client/frequencies.ts";
import { toIdentities } from "../client/identities.ts";
import { type IdentityRef, type MarketRef, toAssetId, toIdentity } from "../client/ids.ts";
import {
  type AccountRef,
  type MarginAccountRef,
  toMarginAccount,
  toOwnerOrAccount,
  type WalletRef,
} from "../client/owners.ts";
import type { Venue } from "../client/protocol.ts";
import type { HookParams, Maybe } from "./resolve.ts";
import { TICKER_CANDLES } from "./ticker.ts";

type Identities = Maybe<IdentityRef | readonly IdentityRef[]>;

const ALL = Number.POSITIVE_INFINITY;

/** One market's book. */
export function depthParams(
  market: Maybe<MarketRef>,
  precision: number,
  levels: number,
  venue?: Venue,
  frequency?: Frequency,
): HookParams {
  return {
    required: market,
    market,
    venue,
    topics: (id) => {
      const book = { channel: "depth", venue, market: id } as const;
      const rows = { ...book, precision, frequency, ...(levels !== ALL && { levels }) };
      // Only the finest book has the best prices; a calm one, which is to cost little, has those of its rows.
      return precision === 1 || frequency !== undefined ? [rows] : [rows, { ...book, precision: 1, levels: 1 }];
    },
  };
}

/** One market's trades: `limit` of the `kept` ones, or all that are kept with Infinity, for which none is read. */
export function tradesParams(market: Maybe<MarketRef>, limit: number, kept: number = ALL, venue?: Venue): HookParams {
  return {
    required: market,
    market,
    venue,
    topics: (id) => {
      if (limit !== ALL && limit > kept)
        throw new O2InputError(
          "limit",
          `${limit} cannot be had: ${kept} trades of a market are kept, the provider's maxTrades. Expected 0 to ${kept}, or Infinity for all.`,
          { code: "outOfRange", value: limit },
        );
      return [{ channel: "trades", venue, market: id, ...(limit !== ALL && { limit }) }];
    },
  };
}

/** One market's candles. */
export function candlesParams(
  market: Maybe<MarketRef>,
  resolution: Resolution,
  limit: number,
  venue?: Venue,
): HookParams {
  const topics: HookParams["topics"] = (id) => [{ channel: "candles", venue, market: id, resolution, limit }];
  return { required: market, market, venue, topics };
}

/** One market's ticker, made of candles. */
export function tickerParams(market: Maybe<MarketRef>, venue?: Venue): HookParams {
  return candlesParams(market, TICKER_CANDLES.resolution, TICKER_CANDLES.limit, venue);
}

/** One of many tickers: the market's day among those of all markets, and its trades; or its candles, where that day is not to be had. */
export function tickersParams(
  market: Maybe<MarketRef>,
  venue: Venue | undefined,
  isAmongAll: (marketId: string) => boolean,
): HookParams {
  const alone = tickerParams(market, venue);
  return {
    ...alone,
    topics: (id) =>
      venue !== "turbo" && isAmongAll(id)
        ? [{ channel: "marketSummaries" }, { channel: "trades", venue, market: id }]
        : alone.topics(id),
  };
}

/** The orders of some identities, in one market or, if it is nullish, in all; with their changes since a time, where one is given. */
export function ordersParams(
  identities: Identities,
  market: Maybe<MarketRef>,
  venue?: Venue,
  since?: number,
): HookParams {
  return {
    required: identities,
    market,
    venue,
    topics: () =>
      toIdentities(identities ?? [], venue).map((identity) => ({ channel: "orders", venue, identity, since })),
  };
}

/** The fills of some identities, in one market or, if it is nullish, in all. */
export function fillsParams(identities: Identities, market: Maybe<MarketRef>, venue?: Venue): HookParams {
  return {
    required: identities,
    market,
    venue,
    topics: (id) =>
      toIdentities(identities ?? [], venue).map((identity) => ({
        channel: "fills",
        venue,
        identity,
        ...(id && { market: id }),
      })),
  };
}

/** The balances of some identities, of one asset or, if it is nullish, of all. */
export function balancesParams(identities: Identities, asset: Maybe<string>): HookParams {
  return {
    required: identities,
    topics: () => {
      if (asset != null) toAssetId(asset);
      return toIdentities(identities ?? []).map((identity) => ({ channel: "balances", identity }));
    },
  };
}

/** The balances of some identities and the list of markets, for their value in an asset. */
export function portfolioParams(identities: Identities, quote: Maybe<string>): HookParams {
  const { topics } = balancesParams(identities, undefined);
  return {
    required: quote == null ? quote : identities,
    isListed: true,
    topics: (id) => {
      toAssetId(quote ?? "", "quote");
      return topics(id);
    },
  };
}

/** The nonce of one identity. */
export function nonceParams(identity: Maybe<IdentityRef>): HookParams {
  return { required: identity, topics: () => [{ channel: "nonce", identity: toIdentity(identity ?? "") }] };
}

/** The trade account of a wallet, or by itself. */
export function accountParams(owner: Maybe<WalletRef>, account: Maybe<AccountRef>): HookParams {
  return {
    required: owner ?? account,
    topics: () => [{ channel: "account", identity: toOwnerOrAccount(owner, account) }],
  };
}

/** A margin account, by its id or by its parent and its place. */
export function marginAccountParams(account: Maybe<MarginAccountRef>, parent: Maybe<AccountRef>): HookParams {
  return {
    required: account,
    venue: "turbo",
    topics: () => [{ channel: "marginAccount", ...toMarginAccount(account ?? "", parent) }],
  };
}

/** The tiers of the margin venue. */
export const MARGIN_TIERS_PARAMS: HookParams = {
  required: true,
  venue: "turbo",
  topics: () => [{ channel: "marginTiers" }],
};

/** The last prices and days of all markets. */
export const MARKET_SUMMARIES_PARAMS: HookParams = {
  required: true,
  topics: () => [{ channel: "marketSummaries" }],
};

/** One market's metadata. */
export function marketParams(market: Maybe<MarketRef>): HookParams {
  return { required: market, market, isListed: true, topics: () => [] };
}

/** The list of markets. */
export const MARKETS_PARAMS: HookParams = { required: true, isListed: true, topics: () => [] };
