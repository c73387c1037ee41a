// All data about the connection, name by name.
import { useConnection } from "o2-react";
import { Facts } from "./Facts.tsx";
import { formatDuration, formatTime } from "./format.ts";
import { Panel } from "./Panel.tsx";

export function ConnectionDetails() {
  const { status, attempt, retryAt, latency, lastMessageAt, isLost, reason, reconnect } = useConnection();
  const rows = {
    status,
    attempt: String(attempt),
    retryAt: retryAt === undefined ? "–" : formatTime(retryAt),
    latency: latency === undefined ? "–" : formatDuration(latency),
    lastMessageAt: lastMessageAt === undefined ? "–" : formatTime(lastMessageAt),
    isLost: String(isLost),
    reason: reason ?? "–",
  };
  return (
    <Panel
      title="useConnection()"
      area="connection"
      controls={
        <button type="button" onClick={reconnect}>
          reconnect()
        </button>
      }
    >
      <Facts facts={rows} />
    </Panel>
  );
}
