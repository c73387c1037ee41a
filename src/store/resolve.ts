// Turns a hook's parameters into the topics to follow, or the reason that there are none. Pure; knows nothing of components or
// of reads, and of no hook: each brings its own parameters.
import type { Market } from "../client/entities.ts";
import { isO2Error, type O2Error } from "../client/errors.ts";
import { type MarketRef, refuse, toMarketId, toVenue } from "../client/ids.ts";
import { findMarket, isPair } from "../client/pairs.ts";
import type { Venue } from "../client/protocol.ts";
import { SPOT } from "../client/venues.ts";
import type { Entry } from "./state.ts";
import { type FeedTopic, toFeedTopic } from "./topics.ts";

/** A parameter, nullish while nothing is chosen. */
export type Maybe<T> = T | null | undefined;

/** A hook's parameters. */
export interface HookParams {
  /** The parameter without which nothing is asked for. */
  readonly required: unknown;
  /** The market, where there is one among the parameters. */
  readonly market?: Maybe<MarketRef>;
  /** The venue, where the hook has one. The margin venue is asked for once the list says that the network has it. */
  readonly venue?: Venue | undefined;
  /** Whether the hook shows the list of markets, or something of it. */
  readonly isListed?: boolean;
  /** The topics, unchecked, given the market's id. @throws O2Error for a parameter that the topics do not tell. */
  readonly topics: (marketId: string) => readonly FeedTopic[];
}

/** Nothing is asked for. */
interface Idle {
  readonly status: "idle";
}

/** The parameters cannot be used. */
interface Failed {
  readonly status: "error";
  readonly error: O2Error;
}

/** Parameters that can be used. */
interface Followed {
  readonly status: "topics";
  readonly topics: readonly FeedTopic[];
  /** There where a market was given. */
  readonly marketId: string | undefined;
}

/** The meaning of parameters. */
export type Answer =
  | Idle
  | Failed
  | Followed
  /** The parameters need the list of markets, which was not read yet: why, and when it is tried again. */
  | { readonly status: "pending"; readonly error: O2Error | undefined; readonly retryAt: number | undefined };

/** Nobody asks for anything. */
export const NOT_ASKED: Idle = { status: "idle" };

/**
 * Gives the meaning of parameters, by the list of markets as far as it is known. A required parameter that is nullish makes it `idle`; one
 * that cannot be used makes it an `error`, also while the list is not known, and so does a `throttle`. Only a pair waits for the list.
 */
export function resolve(
  params: HookParams,
  { data, error, retryAt, hasMargin }: Entry<readonly Market[]>,
  throttle: number = 0,
): Answer {
  const { required, market, venue, isListed } = params;
  if (required == null) return NOT_ASKED;
  try {
    const byPair = market != null && isPair(market);
    // While the id is still to be found, another one stands for it: all else is checked.
    const followed = follow(params, byPair ? "0".repeat(64) : market);
    checkThrottle(throttle);
    const isTurbo = venue === "turbo";
    if (hasMargin === false) toVenue(venue, SPOT, "a venue of this network, whose list of markets names no margin");
    if (!byPair && !isListed && (!isTurbo || (error && retryAt === undefined))) return followed;
    if (data) return market == null ? followed : follow(params, findMarket(data, market).market_id);
    return error && retryAt === undefined ? { status: "error", error } : { status: "pending", error, retryAt };
  } catch (thrown) {
    if (isO2Error(thrown)) return { status: "error", error: thrown };
    throw thrown;
  }
}

/** @throws O2Error for the first parameter that cannot be used. */
function follow({ topics }: HookParams, market: Maybe<MarketRef>): Followed {
  const marketId = market == null ? undefined : toMarketId(market);
  return { status: "topics", topics: topics(marketId ?? "").map(toFeedTopic), marketId };
}

/** @throws O2InputError unless it is a whole number of milliseconds, or Infinity. */
function checkThrottle(throttle: number): void {
  if ((Number.isInteger(throttle) && throttle >= 0) || throttle === Number.POSITIVE_INFINITY) return;
  refuse("throttle", throttle, "a time in milliseconds", "a whole number from 0, or Infinity for never", {
    code: "outOfRange",
  });
}
