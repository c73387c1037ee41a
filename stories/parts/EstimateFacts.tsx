// The figures of an estimate, a line each. An unknown one is a dash.
import { formatAmount, formatPercent, type Market, type OrderEstimate } from "o2-react";
import { Facts } from "./Facts.tsx";
import { LOCALE } from "./format.ts";
import { useFormat } from "./useFormat.ts";

export interface EstimateFactsProps {
  readonly market: Market;
  readonly estimate: OrderEstimate | undefined;
  readonly locale?: string;
}

export function EstimateFacts({ market, estimate, locale = LOCALE }: EstimateFactsProps) {
  const format = useFormat(market, { locale });
  const { base, quote } = market;
  const price = (value: bigint | undefined) => (value === undefined ? "–" : format.price(value));
  // The fee is taken from what is received.
  const paid = [base, quote].find(({ asset }) => asset === estimate?.feeAsset);
  const slippage = estimate?.slippageBasisPoints;
  return (
    <Facts
      facts={{
        "Average price": price(estimate?.averagePrice),
        "Worst price": price(estimate?.worstPrice),
        Fills: estimate ? format.quantity(estimate.filled) : "–",
        Rests: estimate ? format.quantity(estimate.resting) : "–",
        [`Total, ${quote.symbol}`]: price(estimate?.total),
        Fee: estimate && paid ? `${formatAmount(paid, estimate.fee, { locale })} ${paid.symbol}` : "–",
        "Distance from the middle": slippage === undefined ? "–" : formatPercent(slippage, { locale }),
        "Levels taken": estimate ? `${estimate.levels.length}${estimate.isShort ? ", and more" : ""}` : "–",
      }}
    />
  );
}
