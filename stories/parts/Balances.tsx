// One account's money: spendable, locked in orders, and both together.
import { type Balance, type IdentityRef, type Market, type MarketAsset, useBalances } from "o2-react";
import { memo, useMemo } from "react";
import { Amount } from "./Amount.tsx";
import { Panel } from "./Panel.tsx";
import { Scroller } from "./Scroller.tsx";

export interface BalancesProps {
  readonly account: IdentityRef | undefined;
  /** For names and decimals of the assets; also their order. */
  readonly markets: readonly Market[];
  /** Only this asset. */
  readonly asset?: string | undefined;
}

export function Balances({ account, markets, asset }: BalancesProps) {
  const balances = useBalances({ identities: account, asset });
  const assets = useMemo(() => assetsOf(markets), [markets]);
  const align = Math.max(...assets.map(({ decimals }) => decimals));
  return (
    <Panel title="Balances" area="balances" result={balances}>
      <Scroller label="List of balances">
        <table className="balances">
          <thead>
            <tr>
              <th scope="col">Asset</th>
              <th scope="col">Spendable</th>
              <th scope="col">Locked</th>
              <th scope="col">Total</th>
            </tr>
          </thead>
          <tbody>
            {assets.map((each) => {
              const balance = balances.data?.find(({ asset_id }) => asset_id === each.asset);
              return balance && <BalanceRow key={each.asset} asset={each} balance={balance} align={align} />;
            })}
          </tbody>
        </table>
        {balances.data?.length === 0 && <p className="note">No balance heard of yet.</p>}
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
      <td>
        <Amount value={total_unlocked} decimals={asset.decimals} align={align} />
      </td>
      <td>
        <Amount value={total_locked} decimals={asset.decimals} align={align} />
      </td>
      <td>
        <Amount value={total_unlocked + total_locked} decimals={asset.decimals} align={align} />
      </td>
    </tr>
  );
});

function assetsOf(markets: readonly Market[]): readonly MarketAsset[] {
  const all = markets.flatMap(({ base, quote }) => [quote, base]);
  return all.filter((asset, index) => all.findIndex((other) => other.asset === asset.asset) === index);
}
