"use client";

// An account's orders: those open, those that closed since the page was opened, and older ones on demand.
import { type Market, type Order, useMarkets, useOrders } from "o2-react";
import { memo } from "react";
import { formatOf } from "@/lib/format";
import { Panel } from "./Panel";
import { Time } from "./Time";

export function Orders({ id }: { readonly id: string }) {
  const orders = useOrders({ identities: id, state: "all" });
  const { data: markets = [] } = useMarkets();
  const { hasMore, isFetchingMore, fetchMore, fetchMoreError } = orders;
  return (
    <Panel title="Orders" name="orders" result={orders}>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Market</th>
              <th scope="col">Side</th>
              <th scope="col">State</th>
              <th scope="col">Price</th>
              <th scope="col">Size</th>
              <th scope="col" className="wide">
                Placed
              </th>
            </tr>
          </thead>
          <tbody>
            {orders.data?.map((order) => {
              const market = markets.find(({ market_id }) => market_id === order.market_id);
              return market && <Row key={order.order_id} order={order} market={market} />;
            })}
          </tbody>
        </table>
      </div>
      {orders.data?.length === 0 && <p className="note">No open order.</p>}
      {orders.data && (
        <p className="more">
          <button type="button" disabled={!hasMore || isFetchingMore} onClick={fetchMore}>
            {isFetchingMore ? "Reading…" : hasMore ? "Older orders" : "These are all"}
          </button>
          {fetchMoreError && <span role="alert">{fetchMoreError.message}</span>}
        </p>
      )}
    </Panel>
  );
}

const Row = memo(function Row({ order, market }: { readonly order: Order; readonly market: Market }) {
  const format = formatOf(market);
  const { order_id, side, price, quantity, quantity_fill = 0n, close, cancel, timestamp } = order;
  const state = !close ? "open" : cancel ? "cancelled" : "filled";
  const filled = quantity === 0n ? 0n : (quantity_fill * 100n) / quantity;
  return (
    <tr data-order={order_id} data-state={state}>
      <td>{market.pair}</td>
      <td className={side}>{side}</td>
      <td>
        {state}
        {state !== "filled" && filled > 0n && ` ${filled}%`}
      </td>
      <td>{format.price(price)}</td>
      <td>{format.quantity(quantity)}</td>
      <td className="wide">
        <Time at={Number(timestamp)} />
      </td>
    </tr>
  );
});
