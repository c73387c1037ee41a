// Own orders: side, price, size and the filled part, with their trigger orders and those without an order. Past ones
// come a page at a time.
import {
  formatPercent,
  type IdentityRef,
  type MarketRef,
  type Order,
  type UseOrdersParams,
  useMarkets,
  useOrders,
} from "o2-react";
import type { TradingClient } from "o2-react/testing";
import { Fragment, memo, useMemo } from "react";
import { Choice } from "./Choice.tsx";
import { Columns } from "./Columns.tsx";
import { formatTime, shareOf } from "./format.ts";
import { Older } from "./Older.tsx";
import { Panel } from "./Panel.tsx";
import { type Paper, papersOf } from "./papers.ts";
import { Scroller } from "./Scroller.tsx";
import { TriggerRow } from "./TriggerRow.tsx";
import { type Cancels, useCancels } from "./useCancels.ts";
import "./orderForm.css";

const COLUMNS = ["Side", "Market", "Price", "Size", "Filled", "Placed"] as const;
const WITH_KEYS = [...COLUMNS, "Cancel"] as const;

type OrdersState = NonNullable<UseOrdersParams["state"]>;

const TITLES = { open: "Open orders", closed: "Closed orders", all: "Orders" } as const;
const WORDS = { open: "Open", closed: "Closed", all: "All" } as const;

export interface OrdersProps {
  readonly account: IdentityRef | readonly IdentityRef[] | undefined;
  /** Only the orders of this market. */
  readonly market?: MarketRef | undefined;
  readonly state?: OrdersState;
  /** Adds a choice of open, closed and all. */
  readonly onState?: (state: OrdersState) => void;
  /** Cancels orders: adds a key to each open one, and a key for all. */
  readonly client?: TradingClient | undefined;
}

export function Orders({ account, market, state = "open", onState, client }: OrdersProps) {
  const orders = useOrders({ identities: account, market, state });
  const { data: markets } = useMarkets();
  const papers = useMemo(() => papersOf(markets ?? []), [markets]);
  const { data, complete } = orders;
  const { standaloneTriggers = [], triggersComplete } = orders;
  const triggers = state === "closed" ? [] : standaloneTriggers;
  // Former orders have no keys.
  const cancels = useCancels(state === "closed" ? undefined : client);
  const open = data?.filter(({ close }) => !close) ?? [];
  const controls = (
    <>
      {cancels && open.length > 0 && (
        <button type="button" className="cancel" onClick={() => cancels.cancelAll(open)}>
          Cancel all {open.length}
        </button>
      )}
      {onState && (
        <Choice
          label="Which orders"
          options={Object.keys(WORDS) as OrdersState[]}
          value={state}
          onChange={onState}
          nameOf={(each) => WORDS[each]}
        />
      )}
    </>
  );
  return (
    <Panel
      title={data ? `${TITLES[state]} (${data.length})` : TITLES[state]}
      area="orders"
      result={orders}
      controls={controls}
    >
      {cancels?.failure !== undefined && (
        <p role="alert" className="order-note">
          Not cancelled: {cancels.failure}
        </p>
      )}
      <Scroller label="List of orders">
        <table className={cancels ? "orders with-keys" : "orders"}>
          <Columns names={cancels ? WITH_KEYS : COLUMNS} />
          <tbody>
            {data?.map((order) => {
              const paper = papers.get(order.market_id ?? "");
              return (
                <Fragment key={order.order_id}>
                  <OrderRow
                    order={order}
                    paper={paper}
                    cancel={cancels?.cancel}
                    isPending={cancels?.pending.has(order.order_id) ?? false}
                  />
                  {order.active_trigger_orders?.map((trigger) => (
                    <TriggerRow
                      key={trigger.order_id}
                      trigger={trigger}
                      paper={paper}
                      beside={order.price}
                      isAttached
                      hasKeys={cancels !== undefined}
                    />
                  ))}
                </Fragment>
              );
            })}
            {triggers.map((trigger) => (
              <TriggerRow
                key={trigger.order_id}
                trigger={trigger}
                paper={papers.get(trigger.market_id ?? "")}
                beside={triggers.find(({ order_id }) => order_id === trigger.sibling_order)?.trigger_price}
                hasKeys={cancels !== undefined}
              />
            ))}
          </tbody>
        </table>
        {data && complete && !triggersComplete && state !== "closed" && (
          <p className="note">The exchange tells no trigger orders that were there before.</p>
        )}
        {data?.length === 0 && triggers.length === 0 && (
          <p className="note">{complete ? `No ${TITLES[state].toLowerCase()}.` : "No order heard of yet."}</p>
        )}
        {state !== "open" && data && <Older of="orders" {...orders} />}
      </Scroller>
    </Panel>
  );
}

interface OrderRowProps {
  readonly order: Order;
  readonly paper: Paper | undefined;
  readonly cancel: Cancels["cancel"] | undefined;
  readonly isPending: boolean;
}

const OrderRow = memo(function OrderRow({ order, paper, cancel, isPending }: OrderRowProps) {
  if (!paper) return null;
  const { market, price, quantity } = paper;
  const { quantity_fill: fill } = order;
  const filled = fill === undefined ? "–" : formatPercent(fill, shareOf(order.quantity, 1));
  return (
    <tr data-cancelled={order.cancel || undefined}>
      <td className={order.side}>{order.side === "buy" ? "Buy" : "Sell"}</td>
      <td>{market.pair}</td>
      <td>{price(order.price)}</td>
      <td>{quantity(order.quantity)}</td>
      <td>
        {order.cancel && <span className="label">cancelled </span>}
        <span className="filled" style={{ backgroundSize: `${filled} 2px` }}>
          {filled}
        </span>
      </td>
      <td className="time">{formatTime(Number(order.timestamp))}</td>
      {cancel && (
        <td>
          {!order.close && (
            <button
              type="button"
              className="cancel"
              aria-label={`${isPending ? "Cancelling" : "Cancel"}: ${order.side} at ${price(order.price).trim()}`}
              aria-disabled={isPending}
              onClick={() => !isPending && cancel(order)}
            >
              {isPending ? "Cancelling" : "Cancel"}
            </button>
          )}
        </td>
      )}
    </tr>
  );
});
