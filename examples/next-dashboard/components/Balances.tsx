"use client";

// What an account can spend, what its orders hold, and both together.
import { type Market, useBalances, useMarkets } from "o2-react";
import { useMemo } from "react";
import { type Asset, assetsOf } from "@/lib/format";
import { Panel } from "./Panel";

export function Balances({ id }: { readonly id: string }) {
  const balances = useBalances({ identities: id });
  const { data: markets } = useMarkets();
  const assets = useMemo(() => allAssets(markets ?? []), [markets]);
  return (
    <Panel title="Balances" name="balances" result={balances}>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Asset</th>
              <th scope="col">Spendable</th>
              <th scope="col">In orders</th>
              <th scope="col" className="wide">
                Total
              </th>
            </tr>
          </thead>
          <tbody>
            {assets.map(({ asset, symbol, format }) => {
              const balance = balances.data?.find(({ asset_id }) => asset_id === asset);
              if (!balance) return null;
              const { total_unlocked, total_locked } = balance;
              return (
                <tr key={asset}>
                  <th scope="row">{symbol}</th>
                  <td>{format(total_unlocked)}</td>
                  <td>{format(total_locked)}</td>
                  <td className="wide">{format(total_unlocked + total_locked)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {balances.data?.length === 0 && <p className="note">Nothing here yet.</p>}
    </Panel>
  );
}

/** Each asset once, in the order of the markets. */
function allAssets(markets: readonly Market[]): readonly Asset[] {
  return [...new Map(markets.flatMap(assetsOf).map((each) => [each.asset, each])).values()];
}
