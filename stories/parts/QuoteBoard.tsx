// A watch list: the best prices of all markets, a row each.
import { formatPercent, type Market, useBestPrices, useMarkets } from "o2-react";
import { Columns } from "./Columns.tsx";
import { Freshness } from "./Freshness.tsx";
import { shareOf } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { useFormat } from "./useFormat.ts";

const COLUMNS = ["Market", "State", "Bid", "Ask", "Spread"] as const;

export function QuoteBoard() {
  const { data: markets = [] } = useMarkets();
  const places = Math.max(...markets.map(({ quote }) => quote.max_precision));
  return (
    <Panel title="Quotes" area="quotes">
      <table className="quotes">
        <Columns names={COLUMNS} />
        <tbody>
          {markets.map((market) => (
            <Quote key={market.market_id} market={market} places={places} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Quote({ market, places }: { readonly market: Market; readonly places: number }) {
  const { data, status, updatedAt, error } = useBestPrices({ market });
  const format = useFormat(market, { alignDecimals: places });
  const price = (value: bigint | undefined) => (value === undefined ? "–" : format.price(value));
  return (
    <tr data-status={status}>
      <th scope="row">{market.pair}</th>
      <td>
        <Freshness status={status} updatedAt={updatedAt} error={error} />
      </td>
      <td className="buy">{price(data?.bid)}</td>
      <td className="sell">{price(data?.ask)}</td>
      <td>{data?.spread !== undefined && data.mid ? formatPercent(data.spread, shareOf(data.mid, 3)) : "–"}</td>
    </tr>
  );
}
