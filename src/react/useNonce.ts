// One trade account's nonce.
import type { IdentityRef } from "../client/ids.ts";
import { nonceParams } from "../store/hookParams.ts";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** The parameters of {@link useNonce}. */
export interface UseNonceParams<S = bigint> extends TopicOptions<bigint, S> {
  /** A trade account id or identity; nullish while none is chosen. */
  readonly identity: IdentityRef | null | undefined;
}

/**
 * A trade account's sequential nonce. It never goes back. `data` is `undefined` until the nonce is first heard of. Parallel nonces
 * do not move it: writes that are signed with these it cannot see.
 *
 * @example
 * const { data: nonce } = useNonce({ identity: account });
 */
export function useNonce<S = bigint>(params: UseNonceParams<S>): Result<S | undefined> {
  const { identity } = params;
  const answer = useAnswer(nonceParams(identity), params);
  return useTopic<"nonce", bigint, S | undefined>(
    answer,
    {
      channel: "nonce",
      read: ([nonce]) => nonce as bigint,
    },
    params,
  );
}
