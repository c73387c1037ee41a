// A candle in figures: the one under the pointer, or the newest.
import { type Bar, formatCompact, formatPercent, type Market } from "o2-react";
import { COMPACT, formatMoment } from "./format.ts";
import { useFormat } from "./useFormat.ts";

export interface LegendProps {
  readonly market: Market;
  readonly bars: readonly Bar[];
  /** The beginning of the candle under the pointer, in milliseconds; `undefined` without one. */
  readonly at: number | undefined;
}

export function Legend({ market, bars, at }: LegendProps) {
  const format = useFormat(market);
  const bar = at === undefined ? bars.at(-1) : bars.find(({ timestamp }) => timestamp === at);
  const time = at ?? bar?.timestamp;
  if (time === undefined) return null;
  const tone = !bar || bar.close === bar.open ? "" : bar.close > bar.open ? "buy" : "sell";
  return (
    <output className="legend" aria-label="Candle" aria-live="off">
      <time dateTime={new Date(time).toISOString()}>{formatMoment(time)}</time>
      {bar ? (
        <>
          <Figure name="O" tone={tone} text={format.price(bar.open)} />
          <Figure name="H" tone={tone} text={format.price(bar.high)} />
          <Figure name="L" tone={tone} text={format.price(bar.low)} />
          <Figure name="C" tone={tone} text={format.price(bar.close)} />
          {bar.open > 0n && (
            <span className={tone}>
              {formatPercent(bar.close - bar.open, { locale: "en-US", of: bar.open, signDisplay: "exceptZero" })}
            </span>
          )}
          <Figure
            name="Vol"
            tone=""
            text={`${formatCompact(market.base, bar.volume, COMPACT)} ${market.base.symbol}`}
          />
        </>
      ) : (
        <span className="label">no trades</span>
      )}
    </output>
  );
}

function Figure({ name, tone, text }: { readonly name: string; readonly tone: string; readonly text: string }) {
  return (
    <span>
      <span className="label">{name}</span> <span className={tone}>{text}</span>
    </span>
  );
}
