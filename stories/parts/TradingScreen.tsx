// A whole trading screen made of the parts, for one market and one account.
import { type Identity, type Market, useMarket, useMarkets } from "o2-react";
import { type ReactNode, useState } from "react";
import { Balances } from "./Balances.tsx";
import { Chart } from "./Chart.tsx";
import { Choice } from "./Choice.tsx";
import { ConnectionBadge } from "./ConnectionBadge.tsx";
import { Ladder } from "./Ladder.tsx";
import { LostNotice } from "./LostNotice.tsx";
import { MarketHeader } from "./MarketHeader.tsx";
import { Nonce } from "./Nonce.tsx";
import { Orders, type OrdersState } from "./Orders.tsx";
import { finestPrecision } from "./PrecisionChoice.tsx";
import { Tape } from "./Tape.tsx";
import { useFollowed } from "./useFollowed.ts";

/** One of the trader's accounts. */
export interface NamedAccount {
  readonly name: string;
  readonly identity: Identity;
}

export interface TradingScreenProps {
  readonly accounts: readonly NamedAccount[];
  /** The market to begin with. */
  readonly pair: string;
  /** Content at the bottom: here the knobs of the simulated exchange. */
  readonly footer?: (chosen: { readonly market: Market; readonly account: NamedAccount }) => ReactNode;
}

export function TradingScreen({ accounts, pair: first, footer }: TradingScreenProps) {
  const [pair, setPair] = useState(first);
  const [account, setAccount] = useState(accounts[0]);
  const [state, setState] = useState<OrdersState>("open");
  // The grouping of the book, in powers of ten above the tick. It stays when the market changes.
  const [coarser, setCoarser] = useState(0);
  const { data: markets = [] } = useMarkets();
  const { data: market, error } = useMarket({ market: pair });
  useFollowed(accounts);
  if (!market || !account) {
    return (
      <div className="screen">
        <p className="note" role="status">
          {error?.message ?? "Reading the markets…"}
        </p>
      </div>
    );
  }
  const finest = finestPrecision(market);

  return (
    <div className="screen">
      <LostNotice />
      <main className="desk">
        <header className="bar">
          <h1 className="unseen">O2 Exchange</h1>
          <Choice
            label="Market"
            options={markets}
            value={market}
            onChange={(chosen) => setPair(chosen.pair)}
            nameOf={(each) => each.pair}
          />
          <MarketHeader market={market} />
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
        <Chart market={market} />
        <Ladder
          market={market}
          precision={finest + coarser}
          onPrecision={(precision) => setCoarser(precision - finest)}
          account={account.identity}
        />
        <Tape market={market} />
        <Orders account={account.identity} state={state} onState={setState} />
        <Balances account={account.identity} />
        {footer?.({ market, account })}
      </main>
    </div>
  );
}
