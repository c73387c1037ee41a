// The cost of an order, and whether the market's rules accept it.
import { formatPercent, type Market, type OrderDraft, useDepth, useOrderEstimate } from "o2-react";
import { checkOrder, describeProblem, roundPrice } from "o2-react/trading";
import { Facts } from "./Facts.tsx";
import { LOCALE } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { useFormat } from "./useFormat.ts";

export interface OrderEstimateProps {
  readonly market: Market;
  readonly side: "buy" | "sell";
  /** In whole units of the base asset. */
  readonly quantity: number;
}

export function OrderEstimate({ market, side, quantity }: OrderEstimateProps) {
  const format = useFormat(market);
  const { data: book } = useDepth({ market, levels: 1 });
  const best = side === "buy" ? book?.bestAsk : book?.bestBid;
  // Five per cent beyond the best price: a market order must have a price limit.
  const limit = best === undefined ? undefined : (best * (side === "buy" ? 105n : 95n)) / 100n;
  const price = limit === undefined ? undefined : roundPrice(market, limit);
  const order: OrderDraft | undefined =
    price === undefined ? undefined : { side, price, quantity: BigInt(quantity) * 10n ** BigInt(market.base.decimals) };
  const result = useOrderEstimate({ market, order });
  const { data } = result;
  const { problems } = order ? checkOrder(market, order) : { problems: [] };
  const money = (value: bigint | undefined) => (value === undefined ? "–" : format.price(value));
  return (
    <Panel title="Estimate" area="estimate" result={result}>
      <Facts
        facts={{
          "Average price": money(data?.averagePrice),
          "Worst price": money(data?.worstPrice),
          Fills: data ? format.quantity(data.filled) : "–",
          Rests: data ? format.quantity(data.resting) : "–",
          [`Total, ${market.quote.symbol}`]: money(data?.total),
          Fee: data ? (side === "buy" ? format.quantity(data.fee) : format.price(data.fee)) : "–",
          "Distance from the middle":
            data?.slippageBasisPoints === undefined ? "–" : formatPercent(data.slippageBasisPoints, { locale: LOCALE }),
          "Levels taken": data ? `${data.levels.length}${data.isShort ? ", and more" : ""}` : "–",
        }}
      />
      {order &&
        problems.map((problem) => (
          <p key={problem.code} className="note">
            {describeProblem(market, order, problem)}
          </p>
        ))}
    </Panel>
  );
}
