// A whole trading screen out of the parts: which market, which account, and what is known of them.
import type { Identity, Market } from "o2-react";
import { type ReactNode, useState } from "react";
import { Balances } from "./Balances.tsx";
import { Chart } from "./Chart.tsx";
import { Choice } from "./Choice.tsx";
import { ConnectionBadge } from "./ConnectionBadge.tsx";
import type { ReadCandles } from "./candles.ts";
import { Ladder } from "./Ladder.tsx";
import { LostNotice } from "./LostNotice.tsx";
import { MarketHeader } from "./MarketHeader.tsx";
import { Nonce } from "./Nonce.tsx";
import { Orders } from "./Orders.tsx";
import { finestPrecision } from "./PrecisionChoice.tsx";
import { Tape } from "./Tape.tsx";
import { useFollowed } from "./useFollowed.ts";

/** One of the trader's accounts. */
export interface NamedAccount {
  readonly name: string;
  readonly identity: Identity;
}

export interface TradingScreenProps {
  readonly markets: readonly Market[];
  readonly accounts: readonly NamedAccount[];
  readonly read: ReadCandles;
  /** What belongs below: here the knobs of the simulated exchange. */
  readonly footer?: (chosen: { readonly market: Market; readonly account: NamedAccount }) => ReactNode;
}

export function TradingScreen({ markets, accounts, read, footer }: TradingScreenProps) {
  const [market, setMarket] = useState(markets[0]);
  const [account, setAccount] = useState(accounts[0]);
  // How much coarser than the tick the book is grouped: it stays when the market changes.
  const [coarser, setCoarser] = useState(0);
  useFollowed(accounts);
  if (!market || !account) return null;
  const finest = finestPrecision(market);

  return (
    <div className="screen">
      <LostNotice />
      <main className="desk">
        <header className="bar">
          <h1 className="unseen">O2 Exchange</h1>
          <Choice label="Market" options={markets} value={market} onChange={setMarket} nameOf={({ pair }) => pair} />
          <MarketHeader market={market} read={read} />
          <div className="who">
            <Choice
              label="Account"
              options={accounts}
              value={account}
              onChange={setAccount}
              nameOf={({ name }) => name}
            />
            <Nonce account={account.identity} />
          </div>
          <ConnectionBadge />
        </header>
        <Chart market={market} read={read} />
        <Ladder
          market={market}
          precision={finest + coarser}
          onPrecision={(precision) => setCoarser(precision - finest)}
          account={account.identity}
        />
        <Tape market={market} />
        <Orders account={account.identity} markets={markets} />
        <Balances account={account.identity} markets={markets} />
        {footer?.({ market, account })}
      </main>
    </div>
  );
}
