// Task 4: all markets with their price, change and day, in the order of any column.
import { Flash, formatPercent, formatPrice, useCandlesOf, useMarkets, useTickers } from "o2-react";
import { nextSort, type Sort, sortBy, sparkline, toneOf } from "o2-react/trading";
import { useState } from "react";

const COLUMNS = { pair: "Market", last: "Price", changeBasisPoints: "24 h" };

export function Markets({ onShow }: { onShow: (pair: string) => void }) {
  const { data: markets = [] } = useMarkets();
  const tickers = useTickers({ markets });
  const days = useCandlesOf({ markets, resolution: "15m", limit: 96 });
  const [sort, setSort] = useState<Sort<keyof typeof COLUMNS>>({ by: "pair", order: "ascending" });
  const rows = markets.map((market, index) => ({ ...market, ...tickers[index]?.data, bars: days[index]?.data }));
  return (
    <section className="markets" aria-label="Markets" data-status={tickers.find(({ isStale }) => isStale)?.status}>
      {(Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).map((by) => (
        <button key={by} type="button" aria-pressed={by === sort.by} onClick={() => setSort(nextSort(sort, by))}>
          {COLUMNS[by]}
        </button>
      ))}
      {sortBy(rows, (row) => row[sort.by], sort.order).map(({ changeBasisPoints: change, ...row }) => (
        <button key={row.pair} type="button" className="market" onClick={() => onShow(row.pair)}>
          <b>{row.pair}</b>
          <Flash value={row.last}>{row.last !== undefined && formatPrice(row, row.last)}</Flash>
          <em className={toneOf(change)}>{change !== undefined && formatPercent(change)}</em>
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            <polyline points={sparkline(row.bars ?? [])} />
          </svg>
        </button>
      ))}
    </section>
  );
}
