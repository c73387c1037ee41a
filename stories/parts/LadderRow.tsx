// One price level of the ladder. Renders only when its own level, or the own size at it, changes.
import { formatCompact, formatQuantity, type Market, type MarketFormat, type Side } from "o2-react";
import type { LadderUnit } from "o2-react/trading";
import { type CSSProperties, memo } from "react";
import { Flash } from "./Flash.tsx";
import { COMPACT, LOCALE, toDrawing } from "./format.ts";

export interface LadderRowProps {
  readonly market: Market;
  readonly side: Side;
  readonly price: bigint;
  /** All that rests at this price, and at this and better ones, in chain integers of the unit's asset. */
  readonly size: bigint;
  readonly total: bigint;
  readonly unit: LadderUnit;
  readonly prices: MarketFormat;
  /** Writes a size with as many decimals as there is room for. */
  readonly sizes: (size: bigint) => string;
  /** The size of own orders at this price, in base units. */
  readonly own: bigint;
}

export const LadderRow = memo(function LadderRow(props: LadderRowProps) {
  const { market, side, price, size, total, unit, prices, sizes, own } = props;
  const { base } = market;
  const isOwn = own > 0n;
  // The stylesheet draws the bar as --total of --deepest, so that a deeper book renders no other row.
  const style = { "--total": toDrawing(total, market[unit].decimals) } as CSSProperties;
  return (
    <tr className={`level ${side}`} data-own={isOwn || undefined} style={style}>
      <td className="own">
        {isOwn && (
          <span title={`Your open size: ${formatQuantity(market, own, { locale: LOCALE })} ${base.symbol}`}>
            <span className="unseen">yours: </span>
            {formatCompact(base, own, COMPACT)}
          </span>
        )}
      </td>
      <td className="price">{prices.price(price)}</td>
      <td>
        <Flash value={size}>{sizes(size)}</Flash>
      </td>
      <td className="total">{sizes(total)}</td>
    </tr>
  );
});
