// All that an account holds, asset by asset: what can be spent, what is in orders, and its value in one asset.
import {
  formatAmount,
  formatPercent,
  type IdentityRef,
  type MarketAsset,
  type PortfolioAsset,
  useBalances,
  useMarkets,
  usePortfolio,
} from "o2-react";
import { Amount } from "./Amount.tsx";
import { Columns } from "./Columns.tsx";
import { CHANGE, LOCALE } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { Scroller } from "./Scroller.tsx";

const WORTH = { locale: LOCALE, maximumFractionDigits: 2, minimumFractionDigits: 2, roundingMode: "trunc" } as const;

/** What is known of the value of something. */
type Worth = Pick<PortfolioAsset, "value" | "changeBasisPoints">;

export interface HoldingsProps {
  readonly account: IdentityRef | undefined;
  /** The asset to tell values in. */
  readonly quote: MarketAsset;
}

export function Holdings({ account, quote }: HoldingsProps) {
  const balances = useBalances({ identities: account });
  const portfolio = usePortfolio({ identities: account, quote: quote.asset });
  const { data: markets = [] } = useMarkets();
  const assets = markets.flatMap(({ base, quote: other }) => [base, other]);
  const align = Math.max(...assets.map(({ decimals }) => decimals));
  const { data: value } = portfolio;
  const places = new Map(value?.assets.map(({ asset_id }, index) => [asset_id, index]));
  const rows = [...(balances.data ?? [])].sort(
    (a, b) => (places.get(a.asset_id) ?? places.size) - (places.get(b.asset_id) ?? places.size),
  );
  return (
    // The amounts are there before the prices are.
    <Panel title="Balances" area="balances" result={value ? portfolio : balances}>
      <Scroller label="List of balances">
        <table className="holdings">
          <Columns names={["Asset", "Available", "In orders", "Total", `Value, ${quote.symbol}`, "24h change"]} />
          <tbody>
            {rows.map(({ asset_id, total_unlocked, total_locked }) => {
              const asset = assets.find((each) => each.asset === asset_id);
              const worth = value?.assets.find((each) => each.asset_id === asset_id);
              return (
                <tr key={asset_id}>
                  <th scope="row">{asset?.symbol ?? asset_id.slice(0, 10)}</th>
                  {[total_unlocked, total_locked, total_unlocked + total_locked].map((amount, column) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                    <td key={column}>
                      {asset ? <Amount value={amount} decimals={asset.decimals} align={align} /> : "–"}
                    </td>
                  ))}
                  <WorthCells worth={worth} quote={quote} />
                </tr>
              );
            })}
          </tbody>
          {value && (
            <tfoot>
              <tr>
                <th scope="row">{value.complete ? "Total" : "Total of what has a price"}</th>
                <td />
                <td />
                <td />
                <WorthCells worth={{ ...value, value: value.total }} quote={quote} />
              </tr>
            </tfoot>
          )}
        </table>
        {balances.data?.length === 0 && (
          <p className="note">{balances.complete ? "Nothing here yet." : "No balance heard of yet."}</p>
        )}
      </Scroller>
    </Panel>
  );
}

/** A value and its change, as far as they are known. */
function WorthCells({ worth, quote }: { readonly worth: Worth | undefined; readonly quote: MarketAsset }) {
  const { value, changeBasisPoints: points } = worth ?? {};
  return (
    <>
      <td>{value === undefined ? "–" : formatAmount(quote, value, WORTH)}</td>
      <td className={points ? (points > 0n ? "buy" : "sell") : ""}>
        {points === undefined ? "–" : formatPercent(points, CHANGE)}
      </td>
    </>
  );
}
