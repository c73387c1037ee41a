// One price level of the ladder. Renders only when its own level, or one's own size at it, changes.
import type { DepthRow, Market, Side } from "o2-react";
import { type CSSProperties, memo } from "react";
import { formatCompact, formatUnits, toDrawing } from "./format.ts";

export interface LadderRowProps {
  readonly market: Market;
  readonly side: Side;
  readonly row: DepthRow;
  /** How many decimals of sizes there is room for. */
  readonly places: number;
  /** One's own size at this price. */
  readonly own: bigint | undefined;
}

export const LadderRow = memo(function LadderRow({ market, side, row, places, own }: LadderRowProps) {
  const { base, quote } = market;
  // The bar is drawn by the stylesheet as --total of --deepest, so that a book that deepens renders no other row.
  const style = { "--total": toDrawing(row.total, base.decimals) } as CSSProperties;
  return (
    <tr className={`level ${side}`} data-own={own === undefined ? undefined : true} style={style}>
      <td className="own">
        {own !== undefined && (
          <span title={`Your open size: ${formatUnits(own, base.decimals)} ${base.symbol}`}>
            <span className="unseen">yours: </span>
            {formatCompact(own, base.decimals)}
          </span>
        )}
      </td>
      <td className="price">{formatUnits(row.price, quote.decimals, quote.max_precision)}</td>
      <td>
        <span key={String(row.quantity)} className="fresh">
          {formatUnits(row.quantity, base.decimals, places)}
        </span>
      </td>
      <td className="total">{formatUnits(row.total, base.decimals, places)}</td>
    </tr>
  );
});
