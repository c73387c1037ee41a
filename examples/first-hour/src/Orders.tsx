// Task 5: the open orders of the account, each of which can be cancelled.
import { formatPercent, formatPrice, formatQuantity, type Market, useAction, useOrders } from "o2-react";
import { client } from "./exchange";

export function Orders({ market, account }: { market: Market; account: string | undefined }) {
  const { data: orders, status } = useOrders({ identities: account, market });
  const cancel = useAction((id: string) => client.cancelOrder(id, market.pair));
  return (
    <section className="orders" aria-label="Open orders" data-status={status}>
      {orders?.map(({ order_id, side, price, quantity, quantity_fill = 0n }) => (
        <p key={order_id}>
          <b className={side}>{side}</b>
          <span>{`${formatQuantity(market, quantity)} at ${formatPrice(market, price)}`}</span>
          <span>{formatPercent(quantity_fill, { of: quantity })}</span>
          <input type="button" value="Cancel" disabled={cancel.isPending} onClick={() => cancel.run(order_id)} />
        </p>
      ))}
      <output>{cancel.message}</output>
    </section>
  );
}
