// All markets by their spread, the narrowest first: one component has the quotes of all, and a row renders when its own moves.
import { type BestPrices, formatPercent, type Market, type Result, useBestPricesOf, useMarkets } from "o2-react";
import { memo } from "react";
import { Columns } from "./Columns.tsx";
import { Freshness } from "./Freshness.tsx";
import { shareOf } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { useFormat } from "./useFormat.ts";

const COLUMNS = ["Market", "State", "Bid", "Ask", "Spread"] as const;

/** A spread in millionths of the mid; more than any where it is not known. */
function widthOf({ data }: Result<BestPrices>): bigint {
  return data?.spread === undefined || !data.mid ? 10n ** 18n : (data.spread * 1_000_000n) / data.mid;
}

export function SpreadBoard() {
  const { data: markets } = useMarkets();
  const quotes = useBestPricesOf({ markets });
  const rows = (markets ?? []).flatMap((market, index) => {
    const quote = quotes[index];
    return quote ? [{ market, quote }] : [];
  });
  rows.sort((a, b) => Number(widthOf(a.quote) - widthOf(b.quote)));
  const places = Math.max(...rows.map(({ market }) => market.quote.max_precision));
  return (
    <Panel title="Spreads" area="quotes">
      <table className="quotes">
        <Columns names={COLUMNS} />
        <tbody>
          {rows.map(({ market, quote }) => (
            <QuoteRow key={market.market_id} market={market} quote={quote} places={places} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

interface QuoteRowProps {
  readonly market: Market;
  readonly quote: Result<BestPrices>;
  readonly places: number;
}

const QuoteRow = memo(function QuoteRow({ market, quote, places }: QuoteRowProps) {
  const { data, status, updatedAt, error } = quote;
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
});
