// Shows the connection: as it is, and how it came to be so.
import type { ReactElement } from "react";
import type { ConnectionChange, Look } from "../look.ts";
import { clock, duration } from "../names.ts";
import { Notices } from "./Notices.tsx";

interface ConnectionTabProps {
  readonly look: Look;
  readonly onReconnect: () => void;
}

/** An answer that takes longer than this many milliseconds is marked. */
const SLOW = 1_000;

export function ConnectionTab({ look, onReconnect }: ConnectionTabProps): ReactElement {
  const { at, connection, connections, isHere, lastMessageAt, notices, state } = look;
  const { status, attempt, retryAt, latency } = connection;
  const isSlow = latency !== undefined && latency > SLOW;
  const last = connections.at(-1);
  // The connection itself forgets it once it is open again.
  const reason = connections.filter((change) => change.connection.reason !== undefined).at(-1)?.connection.reason;
  const facts = {
    status: `${status}${state.connection.isLost ? ", lost" : ""}`,
    for: last ? duration(at - last.at) : "–",
    attempt: String(attempt),
    "again in": retryAt === undefined ? "–" : duration(Math.max(0, retryAt - at)),
    latency: latency === undefined ? "–" : duration(latency),
    "last frame": lastMessageAt === undefined ? "–" : `${duration(at - lastMessageAt)} ago`,
    "last went down": reason ?? "–",
    engine: isHere === undefined ? "not loaded yet" : isHere ? "in this page" : "in a worker",
  };
  return (
    <div className="columns">
      <section aria-label="Now">
        <h3>
          Now
          <button type="button" onClick={onReconnect}>
            Reconnect
          </button>
        </h3>
        <dl className="facts">
          {Object.entries(facts).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className={name === "latency" && isSlow ? "warn" : ""}>{value}</dd>
            </div>
          ))}
        </dl>
        <h3>Trouble</h3>
        <Notices notices={notices.filter(({ kind }) => kind !== "malformed frame")} state={state} />
      </section>
      <section aria-label="Timeline">
        <h3>Timeline</h3>
        <Bar changes={connections} from={look.since} to={at} />
        <table>
          <thead>
            <tr>
              <th scope="col">at</th>
              <th scope="col">became</th>
              <th scope="col" className="number">
                for
              </th>
              <th scope="col">because</th>
            </tr>
          </thead>
          <tbody>
            {connections
              .map((change, index) => ({ change, end: connections[index + 1]?.at }))
              .reverse()
              .slice(0, 50)
              .map(({ change, end }) => (
                <tr
                  key={`${change.at} ${change.connection.status} ${change.connection.attempt} ${change.connection.retryAt}`}
                >
                  <td>{clock(change.at)}</td>
                  <td>
                    <span className="dot" data-status={change.connection.status} /> {stepOf(change)}
                  </td>
                  <td className="number">{end === undefined ? "…" : duration(end - change.at)}</td>
                  <td className="text">{isUp(change) ? "" : change.connection.reason}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function isUp({ connection: { status } }: ConnectionChange): boolean {
  return status === "connected" || status === "idle";
}

function stepOf({ at, connection: { status, attempt, retryAt } }: ConnectionChange): string {
  const tries = attempt > 0 ? `, try ${attempt}` : "";
  return `${status}${tries}${retryAt === undefined ? "" : ` in ${duration(Math.max(0, retryAt - at))}`}`;
}

const SPAN = 300_000;

/** The last minutes as a bar in the colours of what the connection was. */
function Bar({ changes, from, to }: { changes: readonly ConnectionChange[]; from: number; to: number }): ReactElement {
  const start = Math.max(from, to - SPAN);
  const span = Math.max(1, to - start);
  const parts = changes.flatMap(({ at, connection }, index) => {
    const begin = Math.max(start, at);
    const end = changes[index + 1]?.at ?? to;
    return end > begin ? [{ at, status: connection.status, share: (end - begin) / span }] : [];
  });
  const up = parts.reduce((sum, { status, share }) => sum + (status === "connected" ? share : 0), 0);
  const text = `connected ${(100 * up).toFixed(up > 0.999 ? 0 : 1)} % of the last ${duration(span)}`;
  return (
    <div className="uptime">
      <div className="bar" aria-hidden="true">
        {parts.map(({ at, status, share }) => (
          <span key={`${at} ${share}`} data-status={status} style={{ flexGrow: share }} />
        ))}
      </div>
      <p className="muted">{text}</p>
    </div>
  );
}
