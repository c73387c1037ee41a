// Shows how old the data is, leg by leg of its way.
import type { ReactElement } from "react";
import { type ChannelLag, type Leg, lagOf } from "../lag.ts";
import type { Look } from "../look.ts";
import { count } from "../names.ts";

const LEGS = [
  { key: "seen", name: "chain → seen" },
  { key: "received", name: "seen → received" },
  { key: "committed", name: "received → committed" },
] as const;

export function LagTab({ look: { recording, commits } }: { readonly look: Look }): ReactElement {
  const rows = lagOf(recording.frames, commits);
  const longest = Math.max(
    1,
    ...rows.map((row) => LEGS.reduce((sum, { key }) => sum + Math.max(0, row[key]?.median ?? 0), 0)),
  );
  const isNegative = rows.some((row) => LEGS.some(({ key }) => (row[key]?.median ?? 0) < 0));
  if (rows.length === 0) return <p className="muted">No frame of any channel came yet.</p>;
  return (
    <section aria-label="Lag">
      <h3>
        Lag <span className="muted">median, and 95th percentile</span>
      </h3>
      <table className="lag">
        <thead>
          <tr>
            <th scope="col">channel</th>
            {LEGS.map(({ key, name }) => (
              <th key={key} scope="col" className="number">
                <span className="swatch" data-leg={key} />
                {name}
              </th>
            ))}
            <th scope="col" className="number">
              chain → committed
            </th>
            <th scope="col" className="number">
              frames
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.channel} row={row} longest={longest} />
          ))}
        </tbody>
      </table>
      {isNegative && (
        <p className="warn">
          A negative leg: two clocks disagree, by at least as much. Only received → committed is of one clock.
        </p>
      )}
      <p className="muted">
        The first leg is by the server's two stamps, the second by its clock and this machine's, the third by this
        machine's alone. A frame that changes nothing on the page has no third leg.
      </p>
    </section>
  );
}

function Row({ row, longest }: { row: ChannelLag; longest: number }): ReactElement {
  return (
    <>
      <tr>
        <th scope="row">{row.channel}</th>
        {LEGS.map(({ key }) => (
          <LegCell key={key} leg={row[key]} />
        ))}
        <LegCell leg={row.total} />
        <td className="number muted">{count(row.frames)}</td>
      </tr>
      <tr className="way">
        <td colSpan={6}>
          <div className="bar" aria-hidden="true">
            {LEGS.map(({ key }) => (
              <span
                key={key}
                data-leg={key}
                style={{ width: `${(100 * Math.max(0, row[key]?.median ?? 0)) / longest}%` }}
              />
            ))}
          </div>
        </td>
      </tr>
    </>
  );
}

function LegCell({ leg }: { leg: Leg | undefined }): ReactElement {
  if (!leg) return <td className="number muted">–</td>;
  return (
    <td className={leg.median < 0 ? "number warn" : "number"}>
      <strong>{milliseconds(leg.median)}</strong> <span className="muted">{milliseconds(leg.p95)}</span>
    </td>
  );
}

function milliseconds(value: number): string {
  const digits = Math.abs(value) < 10 ? 1 : 0;
  return `${value < 0 ? "−" : ""}${Math.abs(value).toLocaleString("en-US", { maximumFractionDigits: digits })} ms`;
}
