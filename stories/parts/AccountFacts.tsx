// A wallet's trade account in a few lines, or the text that it has none.
import { type TradeAccount, useAccount, useO2Feed } from "o2-react";
import { Facts } from "./Facts.tsx";
import { Panel } from "./Panel.tsx";
import { useNow } from "./useNow.ts";

export function AccountFacts({ owner }: { readonly owner: string | undefined }) {
  const account = useAccount({ owner });
  const feed = useO2Feed();
  // A session ends without an event, so the time is checked here.
  const now = useNow(1_000, true);
  return (
    <Panel title="Account" area="account" result={account}>
      {account.data && <Facts facts={factsOf(account.data, now === undefined ? undefined : feed.serverTime)} />}
    </Panel>
  );
}

function factsOf(account: TradeAccount, now: number | undefined): Readonly<Record<string, string>> {
  if (!account.exists) return { account: "none yet" };
  const { trade_account_id, nonce, session, margin_accounts } = account;
  return {
    account: trade_account_id,
    nonce: nonce === undefined ? "–" : String(nonce),
    session: session ? sessionText(session.expiry, now) : "none",
    "margin accounts": margin_accounts ? String(margin_accounts.length) : "not told",
  };
}

function sessionText(expiry: bigint, now: number | undefined): string {
  if (now === undefined) return "there";
  const left = expiry - BigInt(Math.floor(now / 1_000));
  return left <= 0n ? "ended" : `ends in ${left / 86_400n} days`;
}
