// The events of own orders since the panel was opened, newest first: placed, filled or ended, and whether the link was
// down then.
import { createFormat, type IdentityRef, type Market, type OrderChange, useOrderEvents, useOrders } from "o2-react";
import { useMemo, useState } from "react";
import { Columns } from "./Columns.tsx";
import { LOCALE } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { Scroller } from "./Scroller.tsx";

const COLUMNS = ["Side", "What", "Size", "Link"] as const;

/** Number of lines that are kept. */
const KEPT = 50;

export interface OrderJournalProps {
  readonly account: IdentityRef;
  readonly market: Market;
}

export function OrderJournal({ account, market }: OrderJournalProps) {
  const orders = useOrders({ identities: account, market });
  const format = useMemo(() => createFormat(market, { locale: LOCALE }), [market]);
  const [lines, setLines] = useState<readonly (OrderChange & { readonly line: number })[]>([]);
  useOrderEvents({ identities: account, market }, (change) =>
    setLines((before) => [{ ...change, line: (before[0]?.line ?? 0) + 1 }, ...before].slice(0, KEPT)),
  );
  return (
    <Panel title="Order journal" area="orders" result={orders}>
      <Scroller label="List of changes">
        <table className="orders">
          <Columns names={COLUMNS} />
          <tbody>
            {lines.map(({ line, order, filled, missed, previous }) => (
              <tr key={line}>
                <td className={order.side}>{order.side === "buy" ? "Buy" : "Sell"}</td>
                <td>{whatOf(filled, order.close, previous === undefined)}</td>
                <td>{format.quantity(filled > 0n ? filled : order.quantity)}</td>
                <td>{missed ? "missed" : "told"}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {lines.length === 0 && <p className="note">Nothing happened so far.</p>}
      </Scroller>
    </Panel>
  );
}

function whatOf(filled: bigint, isOver: boolean, isNew: boolean): string {
  if (filled > 0n) return isOver ? "filled" : "filled in part";
  if (isOver) return "cancelled";
  return isNew ? "placed" : "changed";
}
