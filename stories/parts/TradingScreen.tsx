// A whole trading screen made of the parts, for one market and one account. On a phone it shows one part at a time.
import { type Identity, type Market, useMarket } from "o2-react";
import type { TradingClient } from "o2-react/testing";
import type { LadderUnit } from "o2-react/trading";
import { type ReactNode, useCallback, useId, useState } from "react";
import { AccountTabs } from "./AccountTabs.tsx";
import { Chart } from "./Chart.tsx";
import { Choice } from "./Choice.tsx";
import { ConnectionBadge } from "./ConnectionBadge.tsx";
import { DisplayMenu } from "./DisplayMenu.tsx";
import { Ladder } from "./Ladder.tsx";
import type { PickedLevel } from "./LadderRow.tsx";
import { LostNotice } from "./LostNotice.tsx";
import { MarketHeader } from "./MarketHeader.tsx";
import { MarketList } from "./MarketList.tsx";
import { Menu } from "./Menu.tsx";
import { Nonce } from "./Nonce.tsx";
import { OrderForm } from "./OrderForm.tsx";
import { FINEST } from "./PrecisionChoice.tsx";
import { Tabs } from "./Tabs.tsx";
import { Tape } from "./Tape.tsx";
import { type Display, useDisplay } from "./useDisplay.ts";
import { useFollowed } from "./useFollowed.ts";

/** One of the trader's accounts. */
export interface NamedAccount {
  readonly name: string;
  readonly identity: Identity;
}

/** The parts of the screen, of which a phone shows one. */
const PARTS = { chart: "Chart", book: "Book", trades: "Trades", form: "Order", account: "Account" } as const;

export interface TradingScreenProps {
  readonly accounts: readonly NamedAccount[];
  /** The market to begin with. */
  readonly pair: string;
  /** The client that trades for an account: with it there are an order form and keys that cancel. */
  readonly clientOf?: (account: NamedAccount) => TradingClient | undefined;
  /** Content at the bottom: here the knobs of the simulated exchange. */
  readonly footer?: (chosen: { readonly market: Market; readonly account: NamedAccount }) => ReactNode;
}

export function TradingScreen({ accounts, pair: first, clientOf, footer }: TradingScreenProps) {
  const [pair, setPair] = useState(first);
  const [account, setAccount] = useState(accounts[0]);
  const [part, setPart] = useState<keyof typeof PARTS>("chart");
  const [unit, setUnit] = useState<LadderUnit>("base");
  // The grouping of each market's book. What suits one market is nothing for another.
  const [precisions, setPrecisions] = useState<Readonly<Record<string, number>>>({});
  const [picked, setPicked] = useState<PickedLevel>();
  // On a phone the form that is filled is shown.
  const pick = useCallback((level: PickedLevel) => {
    setPicked(level);
    setPart("form");
  }, []);
  const display = useDisplay();
  const id = useId();
  const { data: market, error } = useMarket({ market: pair });
  useFollowed(accounts);
  const { shown, looks } = display;
  if (!market || !account) {
    return (
      <div className="screen" data-theme={shown}>
        <p className="note" role="status">
          {error?.message ?? "Reading the markets…"}
        </p>
      </div>
    );
  }
  const client = clientOf?.(account);

  return (
    <div className="screen" data-theme={shown} data-palette={looks.palette}>
      <LostNotice />
      <main className="desk" data-part={part}>
        <Bar
          market={market}
          onMarket={(chosen) => setPair(chosen.pair)}
          accounts={accounts}
          account={account}
          onAccount={setAccount}
          display={display}
        />
        <div className="parts">
          <Tabs label="Parts of the screen" words={PARTS} value={part} onChange={setPart} shows={id} />
        </div>
        <div className="places" id={id}>
          <Chart market={market} look={`${shown} ${looks.palette}`} />
          <Ladder
            market={market}
            precision={precisions[market.market_id] ?? FINEST}
            onPrecision={(precision) => setPrecisions({ ...precisions, [market.market_id]: precision })}
            unit={unit}
            onUnit={setUnit}
            isCompact={looks.sizes !== "in full"}
            account={account.identity}
            onPick={client && pick}
          />
          <div className="side">
            <div className="form-place">
              {client && <OrderForm client={client} account={account.identity} market={market} picked={picked} />}
            </div>
            <Tape market={market} />
          </div>
          <AccountTabs account={account.identity} quote={market.quote} client={client} />
        </div>
        {footer?.({ market, account })}
      </main>
    </div>
  );
}

interface BarProps {
  readonly market: Market;
  readonly onMarket: (market: Market) => void;
  readonly accounts: readonly NamedAccount[];
  readonly account: NamedAccount;
  readonly onAccount: (account: NamedAccount) => void;
  readonly display: Display;
}

/** The market, the account, the connection. */
function Bar({ market, onMarket, accounts, account, onAccount, display }: BarProps) {
  return (
    <header className="bar">
      <h1 className="unseen">O2 Exchange</h1>
      <Menu label={`Market ${market.pair}`} text={market.pair} className="markets">
        {(close) => (
          <MarketList
            chosen={market}
            onChoose={(chosen) => {
              onMarket(chosen);
              close();
            }}
          />
        )}
      </Menu>
      <MarketHeader market={market} />
      <div className="who">
        <Choice label="Account" options={accounts} value={account} onChange={onAccount} nameOf={({ name }) => name} />
        <Nonce account={account.identity} />
      </div>
      <ConnectionBadge />
      <DisplayMenu display={display} />
    </header>
  );
}
