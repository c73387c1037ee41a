import { formatPrice, formatQuantity, type Market, parsePrice, parseQuantity } from "o2-react";
import type { TradingClient } from "o2-react/testing";
import { useState } from "react";
import { useOptimisticOrders } from "./useOptimisticOrders.ts";

interface Props {
  readonly client: TradingClient;
  readonly account: string;
  readonly market: Market;
}

export function OptimisticOrders({ client, account, market }: Props) {
  const { rows, status, place, cancel, dismiss } = useOptimisticOrders(client, account, market);
  const [price, setPrice] = useState("");
  const [quantity, setQuantity] = useState("");
  const [problem, setProblem] = useState("");
  const send = (side: "buy" | "sell") => {
    try {
      place({ side, price: parsePrice(market, price), quantity: parseQuantity(market, quantity) });
      setProblem("");
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <section aria-label="Orders" data-status={status}>
      <label>
        Price <input inputMode="decimal" value={price} onChange={(event) => setPrice(event.target.value)} />
      </label>
      <label>
        Quantity <input inputMode="decimal" value={quantity} onChange={(event) => setQuantity(event.target.value)} />
      </label>
      <button type="button" onClick={() => send("buy")}>
        Buy
      </button>
      <button type="button" onClick={() => send("sell")}>
        Sell
      </button>
      <output>{problem}</output>
      <ul>
        {rows.map(({ key, orderId, side, phase, refusal, ...terms }) => (
          <li key={key} data-phase={phase}>
            {phase}: {side} {formatQuantity(market, terms.quantity)} at {formatPrice(market, terms.price)}
            {refusal !== undefined && ` (${refusal})`}
            {phase === "open" && orderId !== undefined && (
              <button type="button" onClick={() => cancel(orderId)}>
                Cancel
              </button>
            )}
            {(phase === "rejected" || phase === "no answer") && (
              <button type="button" onClick={() => dismiss(key)}>
                Dismiss
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
