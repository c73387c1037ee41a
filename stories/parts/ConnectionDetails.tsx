// All there is to know of the connection, name by name.
import { useConnection } from "o2-react";
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
      <table className="facts">
        <tbody>
          {Object.entries(rows).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
