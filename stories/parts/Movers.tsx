// All markets by their change over 24 hours, the greatest first: one component has the tickers of all, and a row renders when its own moves.
import {
  formatCompact,
  formatPercent,
  type Market,
  type MarketSummary,
  type Result,
  useMarkets,
  useTickers,
} from "o2-react";
import { memo } from "react";
import { Columns } from "./Columns.tsx";
import { Freshness } from "./Freshness.tsx";
import { CHANGE, COMPACT } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { Scroller } from "./Scroller.tsx";
import { useFormat } from "./useFormat.ts";

const COLUMNS = ["Market", "State", "Last", "24h change", "Volume"] as const;

export function Movers() {
  const { data: markets } = useMarkets();
  const tickers = useTickers({ markets });
  const rows = (markets ?? []).flatMap((market, index) => {
    const ticker = tickers[index];
    return ticker ? [{ market, ticker }] : [];
  });
  // Those whose change is not known come last.
  const changeOf = ({ data }: Result<MarketSummary>) => data?.changeBasisPoints ?? -(10n ** 9n);
  rows.sort((a, b) => Number(changeOf(b.ticker) - changeOf(a.ticker)));
  return (
    <Panel title="Movers" area="days">
      <Scroller label="List of markets">
        <table className="movers">
          <Columns names={COLUMNS} />
          <tbody>
            {rows.map(({ market, ticker }) => (
              <MoverRow key={market.market_id} market={market} ticker={ticker} />
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}

interface MoverRowProps {
  readonly market: Market;
  readonly ticker: Result<MarketSummary>;
}

const MoverRow = memo(function MoverRow({ market, ticker }: MoverRowProps) {
  const { data, status, updatedAt, error } = ticker;
  const format = useFormat(market);
  const points = data?.changeBasisPoints;
  return (
    <tr data-status={status}>
      <th scope="row">{market.pair}</th>
      <td>
        <Freshness status={status} updatedAt={updatedAt} error={error} />
      </td>
      <td className="number">{data?.last === undefined ? "–" : format.price(data.last)}</td>
      <td className={`number ${points ? (points > 0n ? "buy" : "sell") : ""}`}>
        {points === undefined ? "–" : formatPercent(points, CHANGE)}
      </td>
      <td className="number">{data?.volume === undefined ? "–" : formatCompact(market.base, data.volume, COMPACT)}</td>
    </tr>
  );
});
