// One trade account's nonce.
import { type IdentityRef, toIdentity } from "../client/ids.ts";
import type { Result } from "./result.ts";
import { type TopicOptions, useTopic } from "./useTopic.ts";

/** What {@link useNonce} takes. */
export interface UseNonceParams<S = bigint> extends TopicOptions<bigint, S> {
  /** A trade account id or identity; nullish while none is chosen. */
  readonly identity: IdentityRef | null | undefined;
}

/**
 * A trade account's nonce. It never goes back. `data` is `undefined` until the nonce is first heard of.
 *
 * @example
 * const { data: nonce } = useNonce({ identity: account });
 */
export function useNonce<S = bigint>(params: UseNonceParams<S>): Result<S | undefined> {
  const { identity } = params;
  return useTopic<"nonce", bigint, S | undefined>(
    {
      channel: "nonce",
      topics: () => (identity == null ? undefined : [{ channel: "nonce", identity: toIdentity(identity) }]),
      read: ([nonce]) => nonce as bigint,
    },
    params,
  );
}
