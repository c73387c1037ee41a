import { type IdentityRef, type Market, useOrders } from "o2-react";
import type { TradingClient } from "o2-react/testing";
import { startTransition, useEffect, useOptimistic, useState } from "react";
import { type Draft, mergeOrders, type Row, type Sent } from "./mergeOrders.ts";
import { inTurn, outcomeOf } from "./sendInTurn.ts";

let count = 0;

export function useOptimisticOrders(client: TradingClient, account: IdentityRef, market: Market) {
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

  const place = ({ side, price, quantity, orderType = "Spot" }: Draft): void => {
    count += 1;
    const draft = { key: `sent ${count}`, side, price, quantity, known: new Set(told.map((one) => one.order_id)) };
    startTransition(async () => {
      show(draft);
      const { market_id } = market;
      const outcome = await inTurn(client, () =>
        outcomeOf(client.createOrder(market_id, side, price, quantity, { orderType })),
      );
      setAnswered((all) => [{ ...draft, ...outcome }, ...all]);
    });
  };

  const cancel = (orderId: string): void =>
    startTransition(async () => {
      showCancelling(orderId);
      const { refusal, isUnanswered } = await inTurn(client, () =>
        outcomeOf(client.cancelOrder(orderId, market.market_id)),
      );
      if (refusal === undefined && !isUnanswered) setCancelled((all) => [...all, orderId]);
    });

  const dismiss = (key: string): void => setAnswered((all) => all.filter((each) => each.key !== key));

  const rows = mergeOrders(told, sent).map((row): Row => {
    if (row.phase !== "open" || row.orderId === undefined || !cancelling.includes(row.orderId)) return row;
    return { ...row, phase: cancelled.includes(row.orderId) ? "cancelled" : "cancelling" };
  });
  return { rows, status, place, cancel, dismiss };
}
