// A trigger order among the orders: the price that it waits for, and the order that it becomes.
import type { TriggerOrder } from "o2-react";
import { memo } from "react";
import { formatTime } from "./format.ts";
import type { Paper } from "./papers.ts";

export interface TriggerRowProps {
  readonly trigger: TriggerOrder;
  readonly paper: Paper | undefined;
  /** The price that tells the direction in which it waits: that of its parent, or of the other one of a pair. */
  readonly beside: bigint | undefined;
  /** True if it waits on the order above. */
  readonly isAttached?: boolean;
  /** True if the table has a column of keys. Trigger orders have none: the client has no method to cancel one. */
  readonly hasKeys?: boolean;
}

export const TriggerRow = memo(function TriggerRow(props: TriggerRowProps) {
  const { trigger, paper, beside, isAttached = false, hasKeys = false } = props;
  if (!paper) return null;
  const { market, price, quantity } = paper;
  const { side, trigger_price, possible_amount, timestamp } = trigger;
  return (
    <tr className="trigger" data-attached={isAttached || undefined}>
      <td className={side}>{side === "buy" ? "Buy" : "Sell"}</td>
      <td>{market.pair}</td>
      <td>{price(trigger_price)}</td>
      <td>{possible_amount !== undefined && quantity(possible_amount)}</td>
      <td className="purpose">{purposeOf(trigger, beside)}</td>
      <td className="time">{formatTime(Number(timestamp))}</td>
      {hasKeys && <td />}
    </tr>
  );
});

function purposeOf({ side, trigger_price, order_type }: TriggerOrder, beside: bigint | undefined): string {
  const type = order_type === "Market" ? "market" : "limit";
  if (beside === undefined || beside === trigger_price) return `Trigger, ${type}`;
  const isProfit = side === "sell" ? trigger_price > beside : trigger_price < beside;
  return `${isProfit ? "Take profit" : "Stop loss"}, ${type}`;
}
