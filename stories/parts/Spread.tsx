// The middle of the ladder: mid price and spread.
import type { Depth, Market } from "o2-react";
import { formatPercent, formatUnits } from "./format.ts";

export interface SpreadProps {
  readonly market: Market;
  readonly prices: Pick<Depth, "mid" | "spread"> | undefined;
}

export function Spread({
  market: { quote },
  prices: { mid, spread } = { mid: undefined, spread: undefined },
}: SpreadProps) {
  return (
    <tbody className="spread">
      <tr className="middle">
        <td colSpan={4}>
          <span className="label">Mid</span>
          <strong>{mid === undefined ? "–" : formatUnits(mid, quote.decimals, quote.max_precision + 1)}</strong>
          <span className="label">Spread</span>
          <span>
            {spread === undefined ? "–" : formatUnits(spread, quote.decimals, quote.max_precision)}
            <span className="share">
              {mid === undefined || spread === undefined ? "" : ` ${formatPercent(spread, mid, 3)}%`}
            </span>
          </span>
        </td>
      </tr>
    </tbody>
  );
}
