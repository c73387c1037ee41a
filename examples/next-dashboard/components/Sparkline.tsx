"use client";

// The prices of the last day as a line up to now. While nobody trades, the line stays at the last price.
import { type Market, useCandles, useO2Store } from "o2-react";
import { CHART, timeAxis } from "@/lib/chart";
import { scale } from "./scale";

/** The place of the candle under way. */
const LAST = CHART.limit - 1;

export function Sparkline({ market }: { readonly market: Market }) {
  const { data = [] } = useCandles({ market, ...CHART });
  const now = useO2Store((state) => state.now);
  const { placeOf } = timeAxis(now, data.at(-1)?.timestamp);
  const bars = data.filter(({ timestamp }) => placeOf(timestamp) >= 0);
  const y = scale(bars.map(({ close }) => close));
  const points = bars.flatMap(({ timestamp, close }, index) => {
    const place = placeOf(timestamp);
    const before = bars[index - 1];
    const hasGap = before && placeOf(before.timestamp) < place - 1;
    return [...(hasGap ? [`${place - 1},${y(before.close)}`] : []), `${place},${y(close)}`];
  });
  const [first, last] = [bars[0], bars.at(-1)];
  if (last) points.push(`${LAST},${y(last.close)}`);
  const line = points.join(" ");
  return (
    <svg className="sparkline" viewBox={`0 -4 ${LAST} 108`} preserveAspectRatio="none" aria-hidden="true">
      {first && <polygon points={`${placeOf(first.timestamp)},104 ${line} ${LAST},104`} />}
      <polyline points={line} />
    </svg>
  );
}
