"use client";

// The last day's prices as a line.
import { type Market, useCandles } from "o2-react";
import { CHART } from "@/lib/chart";
import { scale } from "./scale";

export function Sparkline({ market }: { readonly market: Market }) {
  const { data: bars = [] } = useCandles({ market, ...CHART });
  const y = scale(bars.map(({ close }) => close));
  const line = bars.map(({ close }, index) => `${CHART.limit - bars.length + index},${y(close)}`).join(" ");
  return (
    <svg className="sparkline" viewBox={`0 -4 ${CHART.limit - 1} 108`} preserveAspectRatio="none" aria-hidden="true">
      {bars.length > 0 && <polygon points={`${CHART.limit - bars.length},104 ${line} ${CHART.limit - 1},104`} />}
      <polyline points={line} />
    </svg>
  );
}
