// The orders that a form has sent, newest first: in flight, refused with the reason, or as the feed has them.
import type { Market } from "o2-react";
import type { Row } from "../recipes/mergeOrders.ts";
import { useFormat } from "./useFormat.ts";

const SHOWN = 3;

export interface SentOrdersProps {
  readonly market: Market;
  /** All orders of the market: those that were not sent from here are left out. */
  readonly rows: readonly Row[];
  readonly locale: string;
  readonly onDismiss: (key: string) => void;
  /** Fills the terms of a refused order into the form again. */
  readonly onAgain: (row: Row) => void;
}

export function SentOrders({ market, rows, locale, onDismiss, onAgain }: SentOrdersProps) {
  const format = useFormat(market, { locale });
  // An order that was not sent from here has its id for a key.
  const sent = rows.filter(({ key, orderId }) => key !== orderId).slice(0, SHOWN);
  return (
    <ul className="order-sent" aria-label="Sent orders" aria-live="polite">
      {sent.map((row) => {
        const { key, side, price, quantity, phase, refusal } = row;
        const isOver = phase === "rejected" || phase === "no answer";
        const terms = `${side === "buy" ? "Buy" : "Sell"} ${format.quantity(quantity)} at ${format.price(price)} or better`;
        return (
          <li key={key} data-phase={phase}>
            <span className="order-words">
              <strong>{phase}</strong> {terms}
              {refusal !== undefined && `: ${refusal}`}
              {phase === "no answer" && ": it may have happened. Look at your orders before you send it again."}
            </span>
            {phase === "rejected" && (
              <button type="button" onClick={() => onAgain(row)}>
                Edit
              </button>
            )}
            {isOver && (
              <button type="button" onClick={() => onDismiss(key)}>
                Dismiss
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
