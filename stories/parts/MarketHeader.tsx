// A market in one line: last price, and what its last 24 hours came to.
import type { Market } from "o2-react";
import { useMemo } from "react";
import { type ReadCandles, summarize } from "./candles.ts";
import { formatCompact, formatPercent, formatUnits } from "./format.ts";
import { useCandles } from "./useCandles.ts";

export interface MarketHeaderProps {
  readonly market: Market;
  readonly read: ReadCandles;
}

export function MarketHeader({ market, read }: MarketHeaderProps) {
  const { candles, status } = useCandles({ market, resolution: "1m", read });
  const day = useMemo(() => summarize(candles), [candles]);
  const { base, quote } = market;
  const price = (value: bigint | undefined) =>
    value === undefined ? "–" : formatUnits(value, quote.decimals, quote.max_precision);
  const change = day && day.close - day.open;
  const tone = change === undefined || change === 0n ? "" : change > 0n ? "buy" : "sell";
  return (
    <div className="market" data-status={status}>
      <div className={`last ${tone}`}>
        <span className="unseen">Last price</span>
        <output aria-label={`Last price of ${market.pair}`} aria-live="off">
          {price(day?.close)}
        </output>
      </div>
      <dl className="stats">
        <Stat name="24h change" tone={tone}>
          {day && change !== undefined ? `${change > 0n ? "+" : ""}${formatPercent(change, day.open)}%` : "–"}
        </Stat>
        <Stat name="24h high">{price(day?.high)}</Stat>
        <Stat name="24h low">{price(day?.low)}</Stat>
        <Stat name={`24h volume ${base.symbol}`}>{day ? formatCompact(day.volume, base.decimals) : "–"}</Stat>
      </dl>
    </div>
  );
}

interface StatProps {
  readonly name: string;
  readonly tone?: string;
  readonly children: string;
}

function Stat({ name, tone = "", children }: StatProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={tone}>{children}</dd>
    </div>
  );
}
