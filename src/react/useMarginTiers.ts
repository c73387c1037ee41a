// The terms of the margin venue.
import type { MarginTier } from "../client/entities.ts";
import { MARGIN_TIERS_PARAMS } from "../store/hookParams.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/**
 * The terms that margin sessions are opened on. In the exchange's order; amounts are in the collateral's chain
 * integers, rates in hundredths of a percent. Read every minute, and after each gap of the link. Tiers that did not change are the same objects.
 *
 * @example
 * const { data: tiers = [] } = useMarginTiers();
 */
export function useMarginTiers<S = readonly MarginTier[]>(
  params: TopicOptions<readonly MarginTier[], S> = {},
): Result<S> {
  const answer = useAnswer(MARGIN_TIERS_PARAMS, params);
  return useTopic(answer, { channel: "marginTiers", read: ([tiers = []]) => tiers }, params);
}
