// The events of `streamLifecycle()`: the connection's changes in the official SDK's shape, and one of our own. Pure.
import type { Connection } from "./connection.ts";
import type { Topic } from "./protocol.ts";

/** A change of the connection, in the official TypeScript SDK's shape. */
export interface ConnectionEvent {
  readonly state: "connected" | "disconnected" | "reconnecting" | "reconnected" | "closed";
  /** The number of the attempt; 0 when not reconnecting. */
  readonly attempt: number;
  readonly message: string;
  readonly topics?: undefined;
}

/**
 * Topics that iterators follow were subscribed to anew, and updates between the two subscriptions may be lost. It comes when the
 * server has read the new subscription: whatever is read over REST from then on leaves no gap.
 */
export interface ResubscribedEvent {
  readonly state: "resubscribed";
  /** Always 0. */
  readonly attempt: number;
  readonly message: string;
  /** Trades by market, or orders, balances or nonces by identity. Books need no such event: each begins at a new snapshot. */
  readonly topics: readonly Topic[];
}

/** An event of `streamLifecycle()`. The official SDKs know all states but `resubscribed`. */
export type LifecycleEvent = ConnectionEvent | ResubscribedEvent;

/** The event for topics that were subscribed to anew. */
export function resubscribed(topics: readonly Topic[]): LifecycleEvent {
  return {
    state: "resubscribed",
    attempt: 0,
    message: "Subscribed anew; what was said meanwhile may be lost.",
    topics,
  };
}

/** The events of one change of the connection, in order; none for changes that are not of its life, such as a latency. */
export function lifecycleEvents(before: Connection, after: Connection): LifecycleEvent[] {
  const reason = after.reason ?? "";
  switch (after.status) {
    case "connected":
      if (before.status === "connected") return [];
      if (before.status === "connecting")
        return [{ state: "connected", attempt: 0, message: "The connection is open." }];
      return [
        {
          state: "reconnected",
          attempt: before.attempt,
          message: "Connected again; what was said meanwhile is lost.",
        },
      ];
    case "connecting":
    case "reconnecting": {
      if (before.status === after.status && before.attempt === after.attempt) return [];
      const lost: LifecycleEvent[] =
        before.status === "connected" ? [{ state: "disconnected", attempt: 0, message: reason }] : [];
      return after.attempt === 0 ? lost : [...lost, { state: "reconnecting", attempt: after.attempt, message: reason }];
    }
    case "closed":
      return [{ state: "closed", attempt: 0, message: reason }];
    case "idle":
      return [];
  }
}
