// A market in one line: the last price, and the figures of its last 24 hours.
import { Flash, formatCompact, formatPercent, type Market, useTicker } from "o2-react";
import { CHANGE, COMPACT } from "./format.ts";
import { useFormat } from "./useFormat.ts";

export function MarketHeader({ market }: { readonly market: Market }) {
  const { data: day, status } = useTicker({ market });
  const format = useFormat(market);
  const price = (value: bigint | undefined) => (value === undefined ? "–" : format.price(value));
  // Coloured by the change as it is written: 0.00% is neither up nor down.
  const tone = !day?.changeBasisPoints ? "" : day.changeBasisPoints > 0n ? "buy" : "sell";
  return (
    <div className="market" data-status={status}>
      <div className={`last ${tone}`}>
        <span className="unseen">Last price</span>
        <output aria-label={`Last price of ${market.pair}`} aria-live="off">
          {/* The price of another market is no move. */}
          <Flash key={market.market_id} value={day?.last}>
            {price(day?.last)}
          </Flash>
        </output>
      </div>
      <dl className="stats">
        <Stat name="24h change" tone={tone}>
          {day?.changeBasisPoints === undefined ? "–" : formatPercent(day.changeBasisPoints, CHANGE)}
        </Stat>
        <Stat name="24h high">{price(day?.high)}</Stat>
        <Stat name="24h low">{price(day?.low)}</Stat>
        <Stat name={`24h volume ${market.base.symbol}`}>
          {day ? formatCompact(market.base, day.volume, COMPACT) : "–"}
        </Stat>
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
