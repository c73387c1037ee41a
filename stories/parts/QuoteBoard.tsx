// A watch list: best prices of all markets, a row each.
import { type Market, useBestPrices, useMarkets } from "o2-react";
import { Freshness } from "./Freshness.tsx";
import { alignPoint, formatShare } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { useFormat } from "./useFormat.ts";

export function QuoteBoard() {
  const { data: markets = [] } = useMarkets();
  const places = Math.max(...markets.map(({ quote }) => quote.max_precision));
  return (
    <Panel title="Quotes" area="quotes">
      <table className="quotes">
        <thead>
          <tr>
            <th scope="col">Market</th>
            <th scope="col">State</th>
            <th scope="col">Bid</th>
            <th scope="col">Ask</th>
            <th scope="col">Spread</th>
          </tr>
        </thead>
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
  const format = useFormat(market);
  const price = (value: bigint | undefined) => (value === undefined ? "–" : alignPoint(format.price(value), places));
  return (
    <tr data-status={status}>
      <th scope="row">{market.pair}</th>
      <td>
        <Freshness status={status} updatedAt={updatedAt} error={error} />
      </td>
      <td className="buy">{price(data?.bid)}</td>
      <td className="sell">{price(data?.ask)}</td>
      <td>{data?.spread !== undefined && data.mid ? formatShare(data.spread, data.mid, 3) : "–"}</td>
    </tr>
  );
}
