// The account's nonce, which its next signed action has to carry.
import { type IdentityRef, useNonce } from "o2-react";

export function Nonce({ account }: { readonly account: IdentityRef | undefined }) {
  const { data, status } = useNonce({ identity: account });
  return (
    <span className="nonce" data-status={status}>
      <span className="label">Nonce</span> <output aria-label="Nonce">{data === undefined ? "–" : String(data)}</output>
    </span>
  );
}
