// The connection's changes as the events of the official SDK's `streamLifecycle()`. Pure.
import type { Connection } from "./connection.ts";

/** What `streamLifecycle()` yields, in the official TypeScript SDK's shape. */
export interface LifecycleEvent {
  readonly state: "connected" | "disconnected" | "reconnecting" | "reconnected" | "closed";
  /** The number of the attempt; 0 when not reconnecting. */
  readonly attempt: number;
  readonly message: string;
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
