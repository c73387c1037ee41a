import type { ActionsResponse, TradingClient } from "o2-react/testing";
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
