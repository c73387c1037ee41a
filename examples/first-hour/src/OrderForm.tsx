// Task 3: an order form that is read, checked and estimated with each key, and places the order.
import { formatPrice, type Market, type OrderDraft, useAction, useOrderForm } from "o2-react";
import { createOrderArgs, orderForm } from "o2-react/trading";
import { client } from "./exchange";

export function OrderForm({ market, account }: { market: Market; account: string | undefined }) {
  const { bind, errors, estimate, isReady, submit } = useOrderForm({ market, identities: account, model: orderForm });
  const place = useAction((order: OrderDraft) => client.createOrder(market.pair, ...createOrderArgs(order)));
  return (
    <form className="order" aria-label="Order" onSubmit={submit(place.run)}>
      <select aria-label="Side" {...bind("side")}>
        <option>buy</option>
        <option>sell</option>
      </select>
      {(["price", "quantity"] as const).map((field) => (
        <label key={field}>
          {field}
          <input inputMode="decimal" {...bind(field)} />
          <small>{errors[field]}</small>
        </label>
      ))}
      <p>{estimate.data && `${formatPrice(market, estimate.data.total)} ${market.quote.symbol} at once`}</p>
      <input type="submit" value="Place order" disabled={!isReady || place.isPending} />
      <output>{place.message}</output>
    </form>
  );
}
