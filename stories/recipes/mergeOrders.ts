import type { Order } from "o2-react";
import type { ClientOrder, ClientOrderType } from "o2-react/testing";

type Terms = Pick<Order, "side" | "price" | "quantity">;

/** An order that is to be sent. */
export interface Draft extends Terms {
  /** Default `"Spot"`. Prices in it are chain integers, as `bigint`. */
  readonly orderType?: ClientOrderType | undefined;
}

/** An order that was sent, and its answer so far. */
export interface Sent extends Terms {
  readonly key: string;
  /** The ids of the orders that existed before it was sent. */
  readonly known: ReadonlySet<string>;
  /** Its outcome: the order, a rejection, or no answer. Unset while it is in flight. */
  readonly order?: ClientOrder | undefined;
  readonly refusal?: string | undefined;
  readonly isUnanswered?: boolean;
  /** The feed has told of it since. */
  readonly isTold?: boolean;
}

type Phase = "in flight" | "no answer" | "rejected" | "open" | "cancelling" | "cancelled" | "filled";

export interface Row extends Terms {
  readonly key: string;
  readonly orderId: string | undefined;
  readonly phase: Phase;
  readonly refusal?: string | undefined;
}

type Known = Pick<Order, "order_id" | "close" | "cancel"> & Terms;

const isSame = (a: Terms, b: Terms) => a.side === b.side && a.price === b.price && a.quantity === b.quantity;

/** By order id, the sent order: from its answer, or from the feed if that comes first. */
function claims(told: readonly Known[], sent: readonly Sent[]): Map<string, Sent> {
  const claimed = new Map(sent.flatMap((each) => (each.order ? [[each.order.order_id, each] as const] : [])));
  // Oldest first: of two orders with equal terms, the feed tells first of the one that was sent first.
  for (const each of sent.toReversed()) {
    if (each.order || each.refusal !== undefined) continue;
    const found = told.findLast(
      (order) => !claimed.has(order.order_id) && !each.known.has(order.order_id) && isSame(order, each),
    );
    if (found) claimed.set(found.order_id, each);
  }
  return claimed;
}

const phaseOf = ({ close, cancel }: Known): Phase => (close ? (cancel ? "cancelled" : "filled") : "open");

/** The rows, newest first: first the orders that the feed has not told of yet, then the feed's. */
export function mergeOrders(told: readonly Known[], sent: readonly Sent[]): Row[] {
  const claimed = claims(told, sent);
  const rows = told.map((order): Row => {
    const own = claimed.get(order.order_id);
    const { side, price, quantity } = order;
    return { key: own?.key ?? order.order_id, orderId: order.order_id, side, price, quantity, phase: phaseOf(order) };
  });
  const shown = new Set(rows.map(({ key }) => key));
  const waiting = sent
    .filter(({ key, isTold }) => !isTold && !shown.has(key))
    .map(({ key, side, price, quantity, order, refusal, isUnanswered }): Row => {
      const unknown = isUnanswered ? "no answer" : "in flight";
      const phase = order ? phaseOf(order) : refusal === undefined ? unknown : "rejected";
      return { key, orderId: order?.order_id, side, price, quantity, phase, refusal };
    });
  return [...waiting, ...rows];
}
