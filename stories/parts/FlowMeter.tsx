// The volumes that takers bought and sold since the market was chosen. Counts every trade and draws without rendering.
import { createCompactFormat, type Market, useTradeEvents } from "o2-react";
import { takerSide } from "o2-react/trading";
import { useEffect, useMemo, useRef } from "react";
import { COMPACT, LOCALE } from "./format.ts";

export function FlowMeter({ market }: { readonly market: Market }) {
  const sums = useRef({ buy: 0n, sell: 0n, count: 0 });
  const outputs = useRef<Partial<Record<"buy" | "sell" | "count", HTMLOutputElement | null>>>({});
  const size = useMemo(() => createCompactFormat(market.base, COMPACT), [market]);

  const draw = () => {
    const { buy, sell, count } = outputs.current;
    if (buy) buy.value = size.format(sums.current.buy);
    if (sell) sell.value = size.format(sums.current.sell);
    if (count) count.value = sums.current.count.toLocaleString(LOCALE);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another market starts anew
  useEffect(() => {
    sums.current = { buy: 0n, sell: 0n, count: 0 };
    draw();
  }, [market]);

  useTradeEvents({ market }, (trade) => {
    sums.current[takerSide(trade)] += trade.quantity;
    sums.current.count += 1;
    draw();
  });

  const output = (name: "buy" | "sell" | "count", label: string) => (
    <output
      className={name}
      aria-label={label}
      aria-live="off"
      ref={(element) => {
        outputs.current[name] = element;
      }}
    />
  );
  return (
    <p className="flow">
      <span>bought {output("buy", "Bought")}</span>
      <span>sold {output("sell", "Sold")}</span>
      <span className="label">
        {market.base.symbol} in {output("count", "Trades")} trades
      </span>
    </p>
  );
}
