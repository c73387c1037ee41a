// A wallet's trade account, or that it has none yet.
import type { TradeAccount } from "../client/entities.ts";
import type { AccountRef, WalletRef } from "../client/owners.ts";
import { accountParams } from "../store/hookParams.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useAccount}: one of `owner` and `account`; while both are nullish nothing is asked for. */
export interface UseAccountParams<S = TradeAccount> extends TopicOptions<TradeAccount, S> {
  /** The wallet that owns the account: its address, or `{ Address: "0x…" }`. */
  readonly owner?: WalletRef | null | undefined;
  /** The account itself: its id, or `{ ContractId: "0x…" }`. */
  readonly account?: AccountRef | null | undefined;
}

/**
 * A trade account: its id, owner, session, nonce and margin accounts; or `{ exists: false }` while the wallet has none. Read over REST, and again each time the nonce moves, as it does with each session, every minute besides, and
 * every ten seconds while there is none.
 *
 * @example
 * const { data } = useAccount({ account });
 * const session = data?.exists ? data.session : undefined;
 */
export function useAccount<S = TradeAccount>(params: UseAccountParams<S>): Result<S> {
  const { owner, account } = params;
  const answer = useAnswer(accountParams(owner, account), params);
  return useTopic(answer, { channel: "account", read: ([found]) => found as TradeAccount }, params);
}
