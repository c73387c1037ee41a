// The cost of an order, and whether the market's rules accept it.
import { type Market, type OrderDraft, useDepth, useOrderEstimate } from "o2-react";
import { checkOrder, describeProblem, worstPrice } from "o2-react/trading";
import { EstimateFacts } from "./EstimateFacts.tsx";
import { Panel } from "./Panel.tsx";

export interface OrderEstimateProps {
  readonly market: Market;
  readonly side: "buy" | "sell";
  /** In whole units of the base asset. */
  readonly quantity: number;
}

export function OrderEstimate({ market, side, quantity }: OrderEstimateProps) {
  const { data: book } = useDepth({ market, levels: 1 });
  const best = side === "buy" ? book?.bestAsk : book?.bestBid;
  // Five per cent beyond the best price: a market order must have a price limit.
  const price = best === undefined ? undefined : worstPrice(market, { side, best, basisPoints: 500n });
  const order: OrderDraft | undefined =
    price === undefined ? undefined : { side, price, quantity: BigInt(quantity) * 10n ** BigInt(market.base.decimals) };
  const result = useOrderEstimate({ market, order });
  const { problems } = order ? checkOrder(market, order) : { problems: [] };
  return (
    <Panel title="Estimate" area="estimate" result={result}>
      <EstimateFacts market={market} estimate={result.data} />
      {order &&
        problems.map((problem) => (
          <p key={problem.code} className="note">
            {describeProblem(market, order, problem)}
          </p>
        ))}
    </Panel>
  );
}
