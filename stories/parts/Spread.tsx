// The middle of the ladder: mid price and spread.
import { type Depth, formatPercent, type Market } from "o2-react";
import { shareOf } from "./format.ts";
import { useFormat } from "./useFormat.ts";

export interface SpreadProps {
  readonly market: Market;
  readonly prices: Pick<Depth, "mid" | "spread"> | undefined;
}

export function Spread({ market, prices: { mid, spread } = { mid: undefined, spread: undefined } }: SpreadProps) {
  const format = useFormat(market);
  // The middle of two prices may have a decimal more than they.
  const finer = useFormat(market, { minimumFractionDigits: market.quote.max_precision + 1 });
  return (
    <tbody className="spread">
      <tr className="middle">
        <td colSpan={4}>
          <span className="label">Mid</span>
          <strong>{mid === undefined ? "–" : finer.price(mid)}</strong>
          <span className="label">Spread</span>
          <span>
            {spread === undefined ? "–" : format.price(spread)}
            <span className="share">
              {mid === undefined || spread === undefined ? "" : ` ${formatPercent(spread, shareOf(mid, 3))}`}
            </span>
          </span>
        </td>
      </tr>
    </tbody>
  );
}
