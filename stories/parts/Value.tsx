// All that an account holds, in one asset: in all, and a row for each asset.
import { formatAmount, formatPercent, type IdentityRef, type MarketAsset, usePortfolio } from "o2-react";
import { Amount } from "./Amount.tsx";
import { Columns } from "./Columns.tsx";
import { CHANGE, LOCALE } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { Scroller } from "./Scroller.tsx";

const COLUMNS = ["Asset", "Amount", "Value", "24h change"] as const;
const WORTH = { locale: LOCALE, maximumFractionDigits: 2, minimumFractionDigits: 2, roundingMode: "trunc" } as const;

export interface ValueProps {
  readonly account: IdentityRef | undefined;
  /** The asset to tell values in. */
  readonly quote: MarketAsset;
}

export function Value({ account, quote }: ValueProps) {
  const value = usePortfolio({ identities: account, quote: quote.asset });
  const { data } = value;
  const worth = (amount: bigint | undefined) => (amount === undefined ? "–" : formatAmount(quote, amount, WORTH));
  const change = (points: bigint | undefined) => (points === undefined ? "–" : formatPercent(points, CHANGE));
  const toneOf = (points: bigint | undefined) => (points ? (points > 0n ? "buy" : "sell") : "");
  return (
    <Panel title="Portfolio" area="balances" result={value}>
      <Scroller label="List of assets">
        <table className="portfolio">
          <Columns names={COLUMNS} />
          <tbody>
            {data?.assets.map(({ asset_id, asset, amount, value: one, changeBasisPoints }) => (
              <tr key={asset_id}>
                <th scope="row">{asset?.symbol ?? asset_id.slice(0, 10)}</th>
                <td className="number">{asset ? <Amount value={amount} decimals={asset.decimals} /> : "–"}</td>
                <td className="number">{worth(one)}</td>
                <td className={`number ${toneOf(changeBasisPoints)}`}>{change(changeBasisPoints)}</td>
              </tr>
            ))}
          </tbody>
          {data && (
            <tfoot>
              <tr>
                <th scope="row" colSpan={2}>
                  {data.complete ? "Total" : "Total of what has a price"}
                </th>
                <td className="number">{worth(data.total)}</td>
                <td className={`number ${toneOf(data.changeBasisPoints)}`}>{change(data.changeBasisPoints)}</td>
              </tr>
            </tfoot>
          )}
        </table>
      </Scroller>
    </Panel>
  );
}
