// One price level of the ladder. Renders only when its own level, or the own size at it, changes.
import { type DepthRow, formatCompact, type Market, type MarketFormat, type Side } from "o2-react";
import { type CSSProperties, memo } from "react";
import { COMPACT, toDrawing } from "./format.ts";

export interface LadderRowProps {
  readonly market: Market;
  readonly side: Side;
  readonly row: DepthRow;
  readonly prices: MarketFormat;
  /** With as many decimals as there is room for. */
  readonly sizes: MarketFormat;
  /** The size of own orders at this price. */
  readonly own: bigint | undefined;
}

export const LadderRow = memo(function LadderRow({ market, side, row, prices, sizes, own }: LadderRowProps) {
  const { base } = market;
  // The stylesheet draws the bar as --total of --deepest, so that a deeper book renders no other row.
  const style = { "--total": toDrawing(row.total, base.decimals) } as CSSProperties;
  return (
    <tr className={`level ${side}`} data-own={own === undefined ? undefined : true} style={style}>
      <td className="own">
        {own !== undefined && (
          <span title={`Your open size: ${sizes.quantity(own)} ${base.symbol}`}>
            <span className="unseen">yours: </span>
            {formatCompact(base, own, COMPACT)}
          </span>
        )}
      </td>
      <td className="price">{prices.price(row.price)}</td>
      <td>
        <span key={String(row.quantity)} className="fresh">
          {sizes.quantity(row.quantity)}
        </span>
      </td>
      <td className="total">{sizes.quantity(row.total)}</td>
    </tr>
  );
});
