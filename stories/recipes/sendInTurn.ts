import type { ActionsResponse, TradingClient } from "o2-react/testing";
import { outcomeOf as readOutcome } from "o2-react/trading";
import type { Sent } from "./mergeOrders.ts";

export type Outcome = Pick<Sent, "order" | "refusal" | "isUnanswered">;

const last = new WeakMap<TradingClient, Promise<unknown>>();

/** Runs a client's requests one after the other, because two at once would be signed with the same nonce. */
export function inTurn<T>(client: TradingClient, request: () => Promise<T>): Promise<T> {
  const turn = (last.get(client) ?? Promise.resolve()).then(request, request);
  last.set(client, turn);
  return turn;
}

/** Never rejects. */
export async function outcomeOf(action: Promise<ActionsResponse>): Promise<Outcome> {
  const { status, answer, message } = await readOutcome(action);
  if (status === "accepted") return { order: answer.orders?.[0] };
  return status === "refused" ? { refusal: message } : { isUnanswered: true };
}
