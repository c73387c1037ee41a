// The balances of one or several identities.
import type { Balance } from "../client/entities.ts";
import { type IdentityRef, toAssetId } from "../client/ids.ts";
import { balancesParams } from "../store/hookParams.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useBalances}. */
export interface UseBalancesParams<S = readonly Balance[]> extends TopicOptions<readonly Balance[], S> {
  /** One or up to ten identities or trade account ids; nullish while none is chosen. */
  readonly identities: IdentityRef | readonly IdentityRef[] | null | undefined;
  /** Only this asset. */
  readonly asset?: string | null | undefined;
}

/**
 * Balances, one entry per identity and asset, in chain integers. Spendable is `total_unlocked`; all there is
 * `total_unlocked + total_locked` (`trading_account_balance` is already inside `total_unlocked`).
 *
 * @example
 * const { data: [balance] = [] } = useBalances({ identities: account, asset: market.base.asset });
 */
export function useBalances<S = readonly Balance[]>(params: UseBalancesParams<S>): Result<S> {
  const { identities, asset } = params;
  const answer = useAnswer(balancesParams(identities, asset), params);
  return useTopic(
    answer,
    {
      channel: "balances",
      read: (balances) => {
        const assetId = asset == null ? undefined : toAssetId(asset);
        return balances.flat().filter((balance) => assetId === undefined || balance.asset_id === assetId);
      },
      deps: asset,
    },
    params,
  );
}
