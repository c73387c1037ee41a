"use client";

// A day of candles, hollow where the price rose and filled where it fell. The newest moves with every trade.
import { type Market, useCandles, useO2Store } from "o2-react";
import { memo } from "react";
import { CHART, timeAxis } from "@/lib/chart";
import { formatOf } from "@/lib/format";
import { Panel } from "./Panel";
import { roundPrices, scale } from "./scale";
import { Time } from "./Time";

export function Candles({ market }: { readonly market: Market }) {
  const candles = useCandles({ market, ...CHART });
  const { data = [] } = candles;
  const now = useO2Store((state) => state.now);
  const { placeOf, timeAt } = timeAxis(now, data.at(-1)?.timestamp);
  // The window moves on while nobody trades.
  const bars = data.filter(({ timestamp }) => placeOf(timestamp) >= 0);
  const extremes = bars.flatMap(({ high, low }) => [high, low]);
  const y = scale(extremes);
  const marks = roundPrices(extremes);
  const last = bars.at(-1);
  const format = formatOf(market);
  return (
    <Panel title="24 hours, 15-minute candles" name="chart" result={candles}>
      {last && (
        <div className="plot">
          <svg viewBox={`0 0 ${CHART.limit} 100`} preserveAspectRatio="none" aria-hidden="true">
            {marks.map((price) => (
              <line key={String(price)} className="grid" x2={CHART.limit} y1={y(price)} y2={y(price)} />
            ))}
            {bars.map((bar) => (
              <Candle
                key={bar.timestamp}
                x={placeOf(bar.timestamp)}
                top={y(bar.high)}
                bottom={y(bar.low)}
                open={y(bar.open)}
                close={y(bar.close)}
              />
            ))}
            <line className="now" x2={CHART.limit} y1={y(last.close)} y2={y(last.close)} />
          </svg>
          {marks.map((price) => (
            <span key={String(price)} className="mark" style={{ top: `${y(price)}%` }}>
              {format.price(price)}
            </span>
          ))}
          <span className="mark now" style={{ top: `${y(last.close)}%` }}>
            {format.price(last.close)}
          </span>
          {[0.125, 0.375, 0.625, 0.875].map((share) => (
            <span key={share} className="hour" style={{ left: `${share * 100}%` }}>
              <Time at={timeAt(share * CHART.limit)} isShort />
            </span>
          ))}
        </div>
      )}
      {bars.length === 0 && (
        <p className="note">{candles.data ? "No trade in the last 24 hours." : "Waiting for the exchange…"}</p>
      )}
    </Panel>
  );
}

interface CandleProps {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly open: number;
  readonly close: number;
}

const Candle = memo(function Candle({ x, top, bottom, open, close }: CandleProps) {
  const [upper, lower] = [Math.min(open, close), Math.max(open, close)];
  return (
    <g className={close <= open ? "buy" : "sell"}>
      <path d={`M${x + 0.5} ${top}V${upper}M${x + 0.5} ${lower}V${bottom}`} />
      <rect x={x + 0.2} y={upper} width={0.6} height={Math.max(lower - upper, 0.2)} />
    </g>
  );
});
