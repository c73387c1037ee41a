// Cancels orders, one request after the other, and knows which are being cancelled.
import type { Order } from "o2-react";
import type { TradingClient } from "o2-react/testing";
import { useCallback, useMemo, useState } from "react";
import { inTurn, type Outcome, outcomeOf } from "../recipes/sendInTurn.ts";

export interface Cancels {
  /** The ids of the orders that are being cancelled. */
  readonly pending: ReadonlySet<string>;
  /** The reason why the last ones were not, until others are cancelled. */
  readonly failure: string | undefined;
  readonly cancel: (order: Order) => void;
  /** Cancels all open orders of each market that one of these is in. */
  readonly cancelAll: (orders: readonly Order[]) => void;
}

const NO_ANSWER = "No answer: look at the orders before you try again.";

function failureOf(outcomes: readonly Outcome[]): string | undefined {
  const [failed] = outcomes.filter(({ refusal, isUnanswered }) => refusal !== undefined || isUnanswered);
  return failed && (failed.refusal ?? NO_ANSWER);
}

/** Cancels all of a market. The client does it in several batches, each with its own outcome. */
async function outcomesOfAll(client: TradingClient, market: string): Promise<readonly Outcome[]> {
  try {
    const answers = (await client.cancelAllOrders(market)) ?? [];
    return await Promise.all(answers.map((answer) => outcomeOf(Promise.resolve(answer))));
  } catch (error) {
    return [await outcomeOf(Promise.reject(error))];
  }
}

export function useCancels(client: TradingClient | undefined): Cancels | undefined {
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<string>();

  const run = useCallback(
    async (orders: readonly Order[], request: () => Promise<readonly Outcome[]>): Promise<void> => {
      const ids = orders.map(({ order_id }) => order_id);
      setFailure(undefined);
      setPending((all) => new Set([...all, ...ids]));
      const failed = failureOf(await request());
      if (failed === undefined) return;
      // Those that are cancelled stay marked until the feed has told of it. These may be open still.
      setPending((all) => new Set([...all].filter((id) => !ids.includes(id))));
      setFailure(failed);
    },
    [],
  );

  const cancel = useCallback(
    (order: Order) => {
      const { order_id, market_id } = order;
      if (!client || market_id === undefined) return;
      void run([order], async () => [await inTurn(client, () => outcomeOf(client.cancelOrder(order_id, market_id)))]);
    },
    [client, run],
  );

  const cancelAll = useCallback(
    (orders: readonly Order[]) => {
      if (!client) return;
      const markets = new Set(orders.flatMap(({ market_id }) => market_id ?? []));
      for (const market of markets) {
        const own = orders.filter(({ market_id }) => market_id === market);
        void run(own, () => inTurn(client, () => outcomesOfAll(client, market)));
      }
    },
    [client, run],
  );

  const hasClient = client !== undefined;
  return useMemo(
    () => (hasClient ? { pending, failure, cancel, cancelAll } : undefined),
    [hasClient, pending, failure, cancel, cancelAll],
  );
}
