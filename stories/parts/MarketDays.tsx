// All markets in a table: last price and 24 hours of each, from one read.
import {
  formatCompact,
  formatPercent,
  type Market,
  type MarketSummary,
  useMarketSummaries,
  useMarkets,
} from "o2-react";
import { Columns } from "./Columns.tsx";
import { CHANGE, COMPACT } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { Scroller } from "./Scroller.tsx";
import { useFormat } from "./useFormat.ts";

const COLUMNS = ["Market", "Last", "24h change", "High", "Low", "Volume"] as const;

export function MarketDays() {
  const { data: markets = [] } = useMarkets();
  const summaries = useMarketSummaries();
  return (
    <Panel title="Markets" area="days" result={summaries}>
      <Scroller label="List of markets">
        <table className="days">
          <Columns names={COLUMNS} />
          <tbody>
            {markets.map((market) => {
              const day = summaries.data?.find(({ market_id }) => market_id === market.market_id);
              return day && <DayRow key={market.market_id} market={market} day={day} />;
            })}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}

function DayRow({ market, day }: { readonly market: Market; readonly day: MarketSummary }) {
  const format = useFormat(market);
  const price = (value: bigint | undefined) => (value === undefined ? "–" : format.price(value));
  const { changeBasisPoints: points, volume } = day;
  return (
    <tr>
      <th scope="row">{market.pair}</th>
      <td className="number">{price(day.last)}</td>
      <td className={`number ${points ? (points > 0n ? "buy" : "sell") : ""}`}>
        {points === undefined ? "–" : formatPercent(points, CHANGE)}
      </td>
      <td className="number">{price(day.high)}</td>
      <td className="number">{price(day.low)}</td>
      <td className="number">{volume === undefined ? "–" : formatCompact(market.base, volume, COMPACT)}</td>
    </tr>
  );
}
