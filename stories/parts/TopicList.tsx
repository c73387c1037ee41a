// The content of the store: every followed topic, and how current it is.
import { type O2State, useO2Store } from "o2-react";
import { Panel } from "./Panel.tsx";

const CHANNELS = [
  "depth",
  "trades",
  "orders",
  "balances",
  "nonce",
  "candles",
] as const satisfies readonly (keyof O2State)[];

export function TopicList() {
  const state = useO2Store((whole) => whole);
  const topics = CHANNELS.flatMap((channel) =>
    Object.entries(state[channel]).map(([id, entry]) => ({ channel, id, isLive: entry.isLive })),
  );
  return (
    <Panel title={`Topics (${topics.length})`} area="topics">
      <table className="facts">
        <tbody>
          {topics.map(({ channel, id, isLive }) => (
            <tr key={`${channel} ${id}`}>
              <th scope="row">{channel}</th>
              <td title={id}>{shorten(id)}</td>
              <td>{isLive ? "live" : "not live"}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">connection</th>
            <td>{state.connection.status}</td>
            <td />
          </tr>
        </tbody>
      </table>
    </Panel>
  );
}

/** `0x` and 64 digits are too long to read. */
function shorten(id: string): string {
  return id.replace(/(0x\w{6})\w{52}(\w{6})/, "$1…$2");
}
