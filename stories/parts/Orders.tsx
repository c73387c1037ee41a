// One's own orders: side, price, size and how much of it is filled.
import { type IdentityRef, type Market, type Order, type UseOrdersParams, useOrders } from "o2-react";
import { memo } from "react";
import { alignPoint, formatPercent, formatTime, formatUnits } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { Scroller } from "./Scroller.tsx";

export interface OrdersProps {
  readonly account: IdentityRef | readonly IdentityRef[] | undefined;
  /** For names and decimals. */
  readonly markets: readonly Market[];
  /** Only the orders of this market. */
  readonly market?: Market | undefined;
  readonly state?: UseOrdersParams["state"];
}

export function Orders({ account, markets, market, state = "open" }: OrdersProps) {
  const orders = useOrders({ identities: account, market, state });
  const title = { open: "Open orders", closed: "Closed orders", all: "Orders" }[state];
  const places = {
    price: Math.max(...markets.map(({ quote }) => quote.max_precision)),
    quantity: Math.max(...markets.map(({ base }) => base.max_precision)),
  };
  return (
    <Panel title={`${title} (${orders.data?.length ?? 0})`} area="orders" result={orders}>
      <Scroller label="List of orders">
        <table className="orders">
          <thead>
            <tr>
              <th scope="col">Side</th>
              <th scope="col">Market</th>
              <th scope="col">Price</th>
              <th scope="col">Size</th>
              <th scope="col">Filled</th>
              <th scope="col" className="time">
                Placed
              </th>
            </tr>
          </thead>
          <tbody>
            {orders.data?.map((order) => (
              <OrderRow
                key={order.order_id}
                order={order}
                market={markets.find(({ market_id }) => market_id === order.market_id)}
                pricePlaces={places.price}
                sizePlaces={places.quantity}
              />
            ))}
          </tbody>
        </table>
        {orders.data?.length === 0 && <p className="note">No order heard of yet.</p>}
      </Scroller>
    </Panel>
  );
}

interface OrderRowProps {
  readonly order: Order;
  readonly market: Market | undefined;
  readonly pricePlaces: number;
  readonly sizePlaces: number;
}

const OrderRow = memo(function OrderRow({ order, market, pricePlaces, sizePlaces }: OrderRowProps) {
  if (!market) return null;
  const { base, quote } = market;
  const filled = formatPercent(order.quantity_fill ?? 0n, order.quantity, 1);
  return (
    <tr data-cancelled={order.cancel || undefined}>
      <td className={order.side}>{order.side === "buy" ? "Buy" : "Sell"}</td>
      <td>{market.pair}</td>
      <td>{alignPoint(formatUnits(order.price, quote.decimals, quote.max_precision), pricePlaces)}</td>
      <td>{alignPoint(formatUnits(order.quantity, base.decimals, base.max_precision), sizePlaces)}</td>
      <td>
        {order.cancel && <span className="label">cancelled </span>}
        <span className="filled" style={{ backgroundSize: `${filled}% 2px` }}>
          {filled}%
        </span>
      </td>
      <td className="time">{formatTime(Number(order.timestamp))}</td>
    </tr>
  );
});
