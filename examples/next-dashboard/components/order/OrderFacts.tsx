"use client";

// The cost of an order, and the market's rules that it breaks.
import {
  type Balance,
  formatPercent,
  type Market,
  type MarketAsset,
  type OrderDraft,
  useDepth,
  useOrderEstimate,
  useTicker,
} from "o2-react";
import { checkOrder, describeProblem, notional, type OrderCheck } from "o2-react/trading";
import { formatOf, formatTrimmed } from "@/lib/format";
import type { Draft } from "./draft";

/** Checks an order against the market's rules; `undefined` while there is no order. */
export function useCheck(
  market: Market,
  order: OrderDraft | undefined,
  balances: readonly Balance[] | undefined,
): OrderCheck | undefined {
  const { data: book } = useDepth({ market });
  const { data: day } = useTicker({ market });
  // Books take no values with a fraction of a quote unit, unless they say otherwise on the chain.
  const readings = { allowsFractions: false };
  return order && checkOrder(market, order, { book, balances, last: day?.last, readings });
}

interface OrderFactsProps {
  readonly market: Market;
  readonly draft: Draft;
  readonly check: OrderCheck | undefined;
}

export function OrderFacts({ market, draft: { order, problem }, check }: OrderFactsProps) {
  const { data: estimate, isStale } = useOrderEstimate({ market, order });
  const format = formatOf(market);
  const price = (value: bigint | undefined) => (value === undefined ? "–" : format.price(value));
  const { base, quote } = market;
  const amount = (asset: MarketAsset, value: bigint) => `${formatTrimmed(asset, value)} ${asset.symbol}`;
  const facts = [
    ["Value", order ? amount(quote, notional(market, order.price, order.quantity)) : "–"],
    ["Fills now", estimate ? amount(base, estimate.filled) : "–"],
    ["Average price", price(estimate?.averagePrice)],
    ["Off the mid", estimate?.slippageBasisPoints === undefined ? "–" : formatPercent(estimate.slippageBasisPoints)],
    ["Fee", estimate ? amount(order?.side === "buy" ? base : quote, estimate.fee) : "–"],
  ];
  return (
    <>
      <dl className="facts" data-status={order && isStale ? "stale" : undefined}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul className="problems" aria-label="Problems of this order">
        {problem && <li>{problem}</li>}
        {order && check?.problems.map((each) => <li key={each.code}>{describeProblem(market, order, each)}</li>)}
      </ul>
    </>
  );
}
