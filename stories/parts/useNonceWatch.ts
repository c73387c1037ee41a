// Keeps the client's nonce right while somebody else acts for the same account: another tab, or a bot.
import { type IdentityRef, useNonce } from "o2-react";
import type { TradingClient } from "o2-react/testing";
import { useEffect } from "react";
import { inTurn } from "../recipes/sendInTurn.ts";

export function useNonceWatch(client: TradingClient, account: IdentityRef): void {
  const { data: nonce, status } = useNonce({ identity: account });
  useEffect(() => {
    const { session } = client;
    if (status !== "live" || nonce === undefined || !session) return;
    const isBehind = (): boolean => nonce > session.nonce;
    // An own request that is under way moves the nonce, too. Once it is over there is often nothing to read.
    const read = async (): Promise<unknown> => isBehind() && client.refreshNonce();
    // If it fails, the client reads the nonce again after the next refusal.
    if (isBehind()) inTurn(client, read).catch(() => undefined);
  }, [client, nonce, status]);
}
