// One account's money: spendable, locked in orders, and the sum.
import { type Balance, type IdentityRef, type Market, type MarketAsset, useBalances, useMarkets } from "o2-react";
import { memo } from "react";
import { Amount } from "./Amount.tsx";
import { Columns } from "./Columns.tsx";
import { Panel } from "./Panel.tsx";
import { Scroller } from "./Scroller.tsx";

const COLUMNS = ["Asset", "Spendable", "Locked", "Total"] as const;

export interface BalancesProps {
  readonly account: IdentityRef | undefined;
  /** Only this asset. */
  readonly asset?: string | undefined;
}

export function Balances({ account, asset }: BalancesProps) {
  const balances = useBalances({ identities: account, asset });
  // Names and decimals of the assets, in the order of the markets.
  const { data: assets = [] } = useMarkets({ select: assetsOf });
  const align = Math.max(...assets.map(({ decimals }) => decimals));
  return (
    <Panel title="Balances" area="balances" result={balances}>
      <Scroller label="List of balances">
        <table className="balances">
          <Columns names={COLUMNS} />
          <tbody>
            {assets.map((each) => {
              const balance = balances.data?.find(({ asset_id }) => asset_id === each.asset);
              return balance && <BalanceRow key={each.asset} asset={each} balance={balance} align={align} />;
            })}
          </tbody>
        </table>
        {balances.data?.length === 0 && (
          <p className="note">{balances.complete ? "Nothing here yet." : "No balance heard of yet."}</p>
        )}
      </Scroller>
    </Panel>
  );
}

interface BalanceRowProps {
  readonly asset: MarketAsset;
  readonly balance: Balance;
  readonly align: number;
}

const BalanceRow = memo(function BalanceRow({ asset, balance, align }: BalanceRowProps) {
  const { total_unlocked, total_locked } = balance;
  return (
    <tr>
      <th scope="row">{asset.symbol}</th>
      {[total_unlocked, total_locked, total_unlocked + total_locked].map((value, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
        <td key={column}>
          <Amount value={value} decimals={asset.decimals} align={align} />
        </td>
      ))}
    </tr>
  );
});

function assetsOf(markets: readonly Market[]): readonly MarketAsset[] {
  const all = new Map(markets.flatMap(({ base, quote }) => [quote, base]).map((asset) => [asset.asset, asset]));
  return [...all.values()];
}
