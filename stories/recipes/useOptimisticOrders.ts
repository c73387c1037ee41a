import { type Market, useOrders } from "o2-react";
import type { ActionsResponse, TradingClient } from "o2-react/testing";
import { startTransition, useEffect, useOptimistic, useRef, useState } from "react";
import { mergeOrders, type Row, type Sent, type Terms } from "./mergeOrders.ts";

let count = 0;

type Outcome = Pick<Sent, "order" | "refusal" | "isUnanswered">;

async function outcomeOf(action: Promise<ActionsResponse>): Promise<Outcome> {
  try {
    const { success, reason, message, orders } = await action;
    return success ? { order: orders?.[0] } : { refusal: reason ?? message ?? "refused" };
  } catch (error) {
    // The client's errors have a `reason` member, even if it is undefined. Any other error means that there was no
    // answer.
    if (!(error instanceof Error && "reason" in error)) return { isUnanswered: true };
    return { refusal: typeof error.reason === "string" ? error.reason : error.message };
  }
}

export function useOptimisticOrders(client: TradingClient, account: string, market: Market) {
  const { data: told = [], status } = useOrders({ identities: account, market, state: "all" });
  const [answered, setAnswered] = useState<readonly Sent[]>([]);
  const [cancelled, setCancelled] = useState<readonly string[]>([]);
  const [sent, show] = useOptimistic(answered, (all: readonly Sent[], next: Sent) =>
    all.some(({ key }) => key === next.key) ? all : [next, ...all],
  );
  const [cancelling, showCancelling] = useOptimistic(cancelled, (all: readonly string[], id: string) => [...all, id]);

  // The feed is the source for an order from now on, even after it has forgotten the order.
  useEffect(() => {
    const isNew = ({ order, isTold }: Sent) => order && !isTold && told.some((one) => one.order_id === order.order_id);
    if (answered.some(isNew)) setAnswered(answered.map((each) => (isNew(each) ? { ...each, isTold: true } : each)));
  }, [told, answered]);

  // Requests run one after the other, because two at once would be signed with the same nonce.
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const send = (action: () => Promise<ActionsResponse>): Promise<Outcome> => {
    const outcome = last.current.then(() => outcomeOf(action()));
    last.current = outcome;
    return outcome;
  };

  const place = ({ side, price, quantity }: Terms): void => {
    count += 1;
    const draft = { key: `sent ${count}`, side, price, quantity, known: new Set(told.map((one) => one.order_id)) };
    startTransition(async () => {
      show(draft);
      const outcome = await send(() => client.createOrder(market.market_id, side, price, quantity));
      setAnswered((all) => [{ ...draft, ...outcome }, ...all]);
    });
  };

  const cancel = (orderId: string): void =>
    startTransition(async () => {
      showCancelling(orderId);
      const { refusal, isUnanswered } = await send(() => client.cancelOrder(orderId, market.market_id));
      if (refusal === undefined && !isUnanswered) setCancelled((all) => [...all, orderId]);
    });

  const dismiss = (key: string): void => setAnswered((all) => all.filter((each) => each.key !== key));

  const rows = mergeOrders(told, sent).map((row): Row => {
    if (row.phase !== "open" || row.orderId === undefined || !cancelling.includes(row.orderId)) return row;
    return { ...row, phase: cancelled.includes(row.orderId) ? "cancelled" : "cancelling" };
  });
  return { rows, status, place, cancel, dismiss };
}
