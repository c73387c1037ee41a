// One price level of the ladder. Renders only when its own level, or the own size at it, changes.
import { Flash, formatCompact, formatQuantity, type Market, type MarketFormat, type Side } from "o2-react";
import type { LadderUnit } from "o2-react/trading";
import { type CSSProperties, type KeyboardEvent, memo } from "react";
import { COMPACT, LOCALE, toDrawing } from "./format.ts";

/** A level that was clicked. */
export interface PickedLevel {
  /** The side of the book that it is on: `"sell"` for an ask. */
  readonly side: Side;
  readonly price: bigint;
  /** The size from the best price up to it, in chain integers of the base asset. */
  readonly total: bigint;
}

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
  /** The quantity at this and better prices, in base units whatever the unit is. */
  readonly upTo: bigint;
  /** Makes a key of the row. */
  readonly onPick?: ((level: PickedLevel) => void) | undefined;
  /** True for the best price: the Tab key stops there, and the arrow keys go on. */
  readonly isBest?: boolean;
}

export const LadderRow = memo(function LadderRow(props: LadderRowProps) {
  const { market, side, price, size, total, unit, prices, sizes, own, upTo, onPick, isBest = false } = props;
  const { base } = market;
  const isOwn = own > 0n;
  // The stylesheet draws the bar as --total of --deepest, so that a deeper book renders no other row.
  const style = { "--total": toDrawing(total, market[unit].decimals) } as CSSProperties;
  const text = prices.price(price);
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
      <td className="price">
        {onPick ? (
          <button
            type="button"
            className="pick"
            tabIndex={isBest ? 0 : -1}
            aria-label={`${text}: use this price`}
            onClick={() => onPick({ side, price, total: upTo })}
            onKeyDown={moveFocus}
          >
            {text}
          </button>
        ) : (
          text
        )}
      </td>
      <td>
        <Flash value={size}>{sizes(size)}</Flash>
      </td>
      <td className="total">{sizes(total)}</td>
    </tr>
  );
});

/** The arrow keys go from level to level. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  event.preventDefault();
  const keys = [...(event.currentTarget.closest("table")?.querySelectorAll<HTMLElement>(".pick") ?? [])];
  const at = keys.indexOf(event.currentTarget);
  keys[at + (event.key === "ArrowUp" ? -1 : 1)]?.focus();
}
