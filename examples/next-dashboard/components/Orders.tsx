"use client";

// An account's orders: the open ones, those that closed since the page was opened, and older ones on demand. The owner can cancel.
import { type Market, type Order, useMarkets, useOrders } from "o2-react";
import { memo } from "react";
import { formatOf, timeOf } from "@/lib/format";
import { ifAccepted } from "@/lib/wallet";
import { Panel } from "./Panel";
import { Time } from "./Time";
import { useTrading } from "./TradingProvider";
import { useAction } from "./useAction";

interface OrdersProps {
  readonly id: string;
  /** Only the orders of this market. */
  readonly market?: Market;
}

export function Orders({ id, market }: OrdersProps) {
  const orders = useOrders({ identities: id, market, state: "all" });
  const { data: markets = [] } = useMarkets();
  const { account, stage, trade } = useTrading();
  const { isBusy, problem, run } = useAction();
  const isOwn = stage === "ready" && account === id;
  const hasOpen = orders.data?.some(({ close }) => !close);
  const cancelAll = market && isOwn && (
    <button
      type="button"
      className="small"
      disabled={isBusy || !hasOpen}
      onClick={() => run(async () => ifAccepted(await trade((trader) => trader.cancelAllOrders(market))))}
    >
      Cancel all
    </button>
  );
  return (
    <Panel title="Orders" name="orders" result={orders} controls={cancelAll}>
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
              {isOwn && (
                <th scope="col">
                  <span className="unseen">Cancel</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {orders.data?.map((order) => {
              const own = markets.find(({ market_id }) => market_id === order.market_id);
              return own && <Row key={order.order_id} order={order} market={own} isOwn={isOwn} />;
            })}
          </tbody>
        </table>
        {orders.data?.length === 0 && <p className="note">No open order.</p>}
        {orders.data && <Older {...orders} />}
      </div>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </Panel>
  );
}

type OlderProps = Pick<ReturnType<typeof useOrders>, "hasMore" | "isFetchingMore" | "fetchMore" | "fetchMoreError">;

function Older({ hasMore, isFetchingMore, fetchMore, fetchMoreError }: OlderProps) {
  return (
    <p className="more">
      <button type="button" disabled={!hasMore || isFetchingMore} onClick={fetchMore}>
        {isFetchingMore ? "Reading…" : hasMore ? "Older orders" : "These are all"}
      </button>
      {fetchMoreError && <span role="alert">{fetchMoreError.message}</span>}
    </p>
  );
}

interface RowProps {
  readonly order: Order;
  readonly market: Market;
  readonly isOwn: boolean;
}

const Row = memo(function Row({ order, market, isOwn }: RowProps) {
  const format = formatOf(market);
  const { order_id, side, price, order_type, quantity, quantity_fill = 0n, close, cancel, timestamp } = order;
  // The price of a market order is only a bound.
  const isMarket = typeof order_type === "object" && "BoundedMarket" in order_type;
  const state = !close ? "open" : cancel ? "cancelled" : "filled";
  const filled = quantity === 0n ? 0n : (quantity_fill * 100n) / quantity;
  return (
    <tr data-order={order_id} data-state={state}>
      <td>{market.pair}</td>
      <td className={side}>{side}</td>
      <td>
        {state}
        {filled > 0n && filled < 100n && ` ${filled}%`}
      </td>
      <td>{isMarket ? "market" : format.price(price)}</td>
      <td>{format.quantity(quantity)}</td>
      <td className="wide">
        <Time at={timeOf(timestamp)} />
      </td>
      {isOwn && <td>{state === "open" && <Cancel orderId={order_id} market={market} />}</td>}
    </tr>
  );
});

function Cancel({ orderId, market }: { readonly orderId: string; readonly market: Market }) {
  const { trade } = useTrading();
  const { isBusy, problem, run } = useAction();
  return (
    <button
      type="button"
      className="small"
      disabled={isBusy}
      title={problem}
      onClick={() => run(async () => ifAccepted(await trade((trader) => trader.cancelOrder(orderId, market))))}
    >
      {problem ? "Failed. Again?" : "Cancel"}
    </button>
  );
}
