// All that is an account's own, behind tabs: its open and former orders, its fills and its money.
import { type Identity, type MarketAsset, useOrders } from "o2-react";
import type { TradingClient } from "o2-react/testing";
import { useId, useState } from "react";
import { Fills } from "./Fills.tsx";
import { Holdings } from "./Holdings.tsx";
import { Orders } from "./Orders.tsx";
import { Tabs } from "./Tabs.tsx";

type Tab = "open" | "closed" | "fills" | "balances";

export interface AccountTabsProps {
  readonly account: Identity;
  /** The asset to tell values in. */
  readonly quote: MarketAsset;
  /** Cancels orders. */
  readonly client?: TradingClient | undefined;
}

export function AccountTabs({ account, quote, client }: AccountTabsProps) {
  const [tab, setTab] = useState<Tab>("open");
  const id = useId();
  const { data: open } = useOrders({ identities: account });
  const words = {
    open: open ? `Open orders (${open.length})` : "Open orders",
    closed: "Order history",
    fills: "Fills",
    balances: "Balances",
  };
  return (
    <div className="account">
      <Tabs label="Account" words={words} value={tab} onChange={setTab} shows={id} />
      <div id={id} role="tabpanel" aria-label={words[tab]}>
        {(tab === "open" || tab === "closed") && <Orders account={account} state={tab} client={client} />}
        {tab === "fills" && <Fills account={account} />}
        {tab === "balances" && <Holdings account={account} quote={quote} />}
      </div>
    </div>
  );
}
