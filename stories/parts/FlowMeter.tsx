// Who is in a hurry: what takers bought and sold since the market was chosen. Counts every trade, draws without rendering.
import { type Market, useTradeEvents } from "o2-react";
import { useEffect, useRef } from "react";
import { formatCompact, LOCALE } from "./format.ts";
import { aggressor } from "./Tape.tsx";

export function FlowMeter({ market }: { readonly market: Market }) {
  const sums = useRef({ buy: 0n, sell: 0n, count: 0 });
  const outputs = useRef<Partial<Record<"buy" | "sell" | "count", HTMLOutputElement | null>>>({});
  const { decimals, symbol } = market.base;

  const draw = () => {
    const { buy, sell, count } = outputs.current;
    if (buy) buy.value = formatCompact(sums.current.buy, decimals);
    if (sell) sell.value = formatCompact(sums.current.sell, decimals);
    if (count) count.value = sums.current.count.toLocaleString(LOCALE);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another market starts anew
  useEffect(() => {
    sums.current = { buy: 0n, sell: 0n, count: 0 };
    draw();
  }, [market]);

  useTradeEvents({ market }, (trade) => {
    sums.current[aggressor(trade)] += trade.quantity;
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
        {symbol} in {output("count", "Trades")} trades
      </span>
    </p>
  );
}
