// A watch list: best prices of several markets, a row each.
import { type Market, useBestPrices } from "o2-react";
import { Freshness } from "./Freshness.tsx";
import { alignPoint, formatPercent, formatUnits } from "./format.ts";
import { Panel } from "./Panel.tsx";

export function QuoteBoard({ markets }: { readonly markets: readonly Market[] }) {
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
  const { decimals, max_precision } = market.quote;
  const price = (value: bigint | undefined) =>
    value === undefined ? "–" : alignPoint(formatUnits(value, decimals, max_precision), places);
  const share = data?.spread !== undefined && data.mid ? `${formatPercent(data.spread, data.mid, 3)}%` : "–";
  return (
    <tr data-status={status}>
      <th scope="row">{market.pair}</th>
      <td>
        <Freshness status={status} updatedAt={updatedAt} error={error} />
      </td>
      <td className="buy">{price(data?.bid)}</td>
      <td className="sell">{price(data?.ask)}</td>
      <td>{share}</td>
    </tr>
  );
}
