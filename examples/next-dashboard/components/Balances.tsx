"use client";

// The money of an account: what it can spend, what its orders hold, and what it is worth at the last prices.
import { type Market, type Portfolio, useBalances, useMarkets, usePortfolio } from "o2-react";
import { useMemo } from "react";
import { type Asset, assetsOf } from "@/lib/format";
import { Panel } from "./Panel";
import { Change } from "./Stat";

export function Balances({ id }: { readonly id: string }) {
  const balances = useBalances({ identities: id });
  const { data: markets } = useMarkets();
  const assets = useMemo(() => allAssets(markets ?? []), [markets]);
  // Values are told in the asset that the first market is priced in.
  const [quote] = assets;
  const { data: worth } = usePortfolio({ identities: id, quote: quote?.asset });
  const worthOf = (asset: string) => worth?.assets.find(({ asset_id }) => asset_id === asset)?.value;
  return (
    <Panel title="Balances" name="balances" result={balances} controls={quote && <Worth worth={worth} quote={quote} />}>
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
              <th scope="col" className="wide">
                Value {quote?.symbol}
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
                  <th scope="row">
                    {symbol}
                    <span className="narrow">{quote?.inShort(worthOf(asset))}</span>
                  </th>
                  <td>{format(total_unlocked)}</td>
                  <td>{format(total_locked)}</td>
                  <td className="wide">{format(total_unlocked + total_locked)}</td>
                  <td className="wide">{quote?.inShort(worthOf(asset))}</td>
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

/** The value of all, and its change over 24 hours. "At least" while the price of something is not known. */
function Worth({ worth, quote }: { readonly worth: Portfolio | undefined; readonly quote: Asset }) {
  return (
    <span className="worth">
      <span className="label">{worth && !worth.complete ? "At least" : "Value"}</span>{" "}
      <strong>{quote.inShort(worth?.total)}</strong> {quote.symbol} <Change basisPoints={worth?.changeBasisPoints} />
    </span>
  );
}

/** Each asset once, in the order of the markets. */
function allAssets(markets: readonly Market[]): readonly Asset[] {
  return [...new Map(markets.flatMap(assetsOf).map((each) => [each.asset, each])).values()];
}
