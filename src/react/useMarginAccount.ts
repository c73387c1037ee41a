// A margin account: its session, balances, positions and risk, or that there is none.
import type { MarginAccount } from "../client/entities.ts";
import type { AccountRef, MarginAccountRef } from "../client/owners.ts";
import { marginAccountParams } from "../store/hookParams.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useMarginAccount}; while `account` is nullish nothing is asked for. */
export interface UseMarginAccountParams<S = MarginAccount> extends TopicOptions<MarginAccount, S> {
  /** The margin account: its id, `{ ContractId: "0x…" }`, or, beside `parent`, its place among the parent's margin accounts, from 0. */
  readonly account: MarginAccountRef | null | undefined;
  /** The trade account that it belongs to. Given beside an id it is checked: an account of another parent is an error. */
  readonly parent?: AccountRef | null | undefined;
}

/**
 * A margin account with its positions and risk, or `{ exists: false }`. The session, tier, balances and prices are as the exchange says them.
 * Amounts are chain integers, times are in seconds by the exchange's clock. Read over REST, and again every ten seconds, whenever one of its
 * orders changes, and after each gap of the link.
 *
 * @example
 * const { data } = useMarginAccount({ account: 0, parent: account });
 * const isFrozen = data?.exists && data.risk?.isFrozen;
 */
export function useMarginAccount<S = MarginAccount>(params: UseMarginAccountParams<S>): Result<S> {
  const { account, parent } = params;
  const answer = useAnswer(marginAccountParams(account, parent), params);
  return useTopic(answer, { channel: "marginAccount", read: ([found]) => found as MarginAccount }, params);
}
