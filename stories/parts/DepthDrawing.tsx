// The book as a depth chart: all that rests up to a price, on each side. A pointer tells the totals at its price.
import { type Depth, formatAmount, formatCompact, formatPercent, type Market } from "o2-react";
import { type DepthChartPoint, depthChart } from "o2-react/trading";
import { type PointerEvent, useMemo, useState } from "react";
import { CHANGE, COMPACT, LOCALE } from "./format.ts";
import { useFormat } from "./useFormat.ts";

/** The height and width of the drawing's own units. */
const BOX = 1_000;

const CENTS = { locale: LOCALE, maximumFractionDigits: 2, minimumFractionDigits: 2, roundingMode: "trunc" } as const;

export interface DepthDrawingProps {
  readonly market: Market;
  readonly book: Depth;
  /** Prices as far from the middle as this, in hundredths of a percent; `undefined` for all. */
  readonly within: number | undefined;
}

export function DepthDrawing({ market, book, within }: DepthDrawingProps) {
  const [at, setAt] = useState<number>();
  const chart = useMemo(() => depthChart(market, book, { withinBasisPoints: within }), [market, book, within]);
  const format = useFormat(market);
  // The middle of two prices may have a decimal more than they.
  const finer = useFormat(market, { minimumFractionDigits: market.quote.max_precision + 1 });
  const { bids, asks, lowest, highest } = chart;
  const point = at === undefined ? undefined : pointAt(at, bids, asks);
  const follow = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setAt((clientX - left) / width);
  };
  return (
    <figure className="drawing depth" aria-label={`Depth chart of ${market.pair}`}>
      <output className="legend" aria-label="Depth" aria-live="off">
        {point ? (
          <Totals market={market} book={book} side={bids.includes(point) ? "Bids" : "Asks"} point={point} />
        ) : (
          <>
            <Totals market={market} book={book} side="Bids" point={bids.at(-1)} />
            <Totals market={market} book={book} side="Asks" point={asks.at(-1)} />
          </>
        )}
      </output>
      <svg
        viewBox={`0 0 ${BOX} ${BOX}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onPointerMove={follow}
        onPointerLeave={() => setAt(undefined)}
      >
        <Curve side="buy" points={bids} edge={0} />
        <Curve side="sell" points={asks} edge={BOX} />
        {point && <line className="at" x1={point.x * BOX} x2={point.x * BOX} y1={0} y2={BOX} />}
      </svg>
      <p className="prices">
        <span>{lowest === undefined ? "–" : format.price(lowest)}</span>
        {bids[0] && asks[0] && book.mid !== undefined && (
          <span className="mid" style={{ left: `${(bids[0].x + asks[0].x) * 50}%` }}>
            {finer.price(book.mid)}
          </span>
        )}
        <span>{highest === undefined ? "–" : format.price(highest)}</span>
      </p>
    </figure>
  );
}

interface TotalsProps {
  readonly market: Market;
  readonly book: Depth;
  readonly side: "Bids" | "Asks";
  readonly point: DepthChartPoint | undefined;
}

/** All that rests on a side up to a price. */
function Totals({ market, book: { mid }, side, point }: TotalsProps) {
  const format = useFormat(market);
  if (!point) return <span className="label">No {side.toLowerCase()}</span>;
  const { price, total, totalValue } = point;
  return (
    <span className={`totals ${side === "Bids" ? "buy" : "sell"}`}>
      {side} to {format.price(price)}
      {mid !== undefined && mid > 0n && (
        <span className="label"> {formatPercent(price - mid, { ...CHANGE, of: mid })}</span>
      )}
      <span title={`${format.quantity(total)} ${market.base.symbol}`}>
        {" "}
        {formatCompact(market.base, total, COMPACT)} {market.base.symbol}
      </span>
      <span className="label">
        {" "}
        {formatAmount(market.quote, totalValue, CENTS)} {market.quote.symbol}
      </span>
    </span>
  );
}

interface CurveProps {
  readonly side: "buy" | "sell";
  readonly points: readonly DepthChartPoint[];
  /** The edge of the drawing to which the last total holds. */
  readonly edge: number;
}

function Curve({ side, points, edge }: CurveProps) {
  const [first] = points;
  if (!first) return null;
  const steps = points.map(({ x, y }) => `H${x * BOX} V${(1 - y) * BOX}`).join(" ");
  const line = `M${first.x * BOX} ${BOX} ${steps} H${edge}`;
  return (
    <g className={`curve ${side}`}>
      <path className="area" d={`${line} V${BOX} Z`} />
      <path className="line" d={line} />
    </g>
  );
}

/** The farthest point of a side that is not beyond a place of the drawing; none between the two sides. */
function pointAt(
  place: number,
  bids: readonly DepthChartPoint[],
  asks: readonly DepthChartPoint[],
): DepthChartPoint | undefined {
  return bids.findLast(({ x }) => x >= place) ?? asks.findLast(({ x }) => x <= place);
}
