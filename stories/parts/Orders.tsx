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
import { Fragment, memo, useMemo } from "react";
import { Choice } from "./Choice.tsx";
import { Columns } from "./Columns.tsx";
import { formatTime, shareOf } from "./format.ts";
import { Older } from "./Older.tsx";
import { Panel } from "./Panel.tsx";
import { type Paper, papersOf } from "./papers.ts";
import { Scroller } from "./Scroller.tsx";
import { TriggerRow } from "./TriggerRow.tsx";

const COLUMNS = ["Side", "Market", "Price", "Size", "Filled", "Placed"] as const;

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
}

export function Orders({ account, market, state = "open", onState }: OrdersProps) {
  const orders = useOrders({ identities: account, market, state });
  const { data: markets } = useMarkets();
  const papers = useMemo(() => papersOf(markets ?? []), [markets]);
  const { data, complete } = orders;
  const { standaloneTriggers = [], triggersComplete } = orders;
  const triggers = state === "closed" ? [] : standaloneTriggers;
  const controls = onState && (
    <Choice
      label="Which orders"
      options={Object.keys(WORDS) as OrdersState[]}
      value={state}
      onChange={onState}
      nameOf={(each) => WORDS[each]}
    />
  );
  return (
    <Panel
      title={data ? `${TITLES[state]} (${data.length})` : TITLES[state]}
      area="orders"
      result={orders}
      controls={controls}
    >
      <Scroller label="List of orders">
        <table className="orders">
          <Columns names={COLUMNS} />
          <tbody>
            {data?.map((order) => {
              const paper = papers.get(order.market_id ?? "");
              return (
                <Fragment key={order.order_id}>
                  <OrderRow order={order} paper={paper} />
                  {order.active_trigger_orders?.map((trigger) => (
                    <TriggerRow
                      key={trigger.order_id}
                      trigger={trigger}
                      paper={paper}
                      beside={order.price}
                      isAttached
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
}

const OrderRow = memo(function OrderRow({ order, paper }: OrderRowProps) {
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
    </tr>
  );
});
