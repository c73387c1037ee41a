// The traffic on the wire: how much, of which kind, the malformed frames, and the newest ones word by word.
import { type ReactElement, useState } from "react";
import { CHANNELS } from "../../client/wire.ts";
import { channelOf } from "../lag.ts";
import type { Look } from "../look.ts";
import { clock, count, marketName, size } from "../names.ts";
import type { LoggedFrame } from "../Reel.ts";
import { Notices } from "./Notices.tsx";
import { Sparkline } from "./Sparkline.tsx";

const SHOWN = 60;
const LOOKED_THROUGH = 5_000;
const LONGEST = 4_000;

export function FramesTab({ look }: { readonly look: Look }): ReactElement {
  const { since, actions, counters, books, notices, state } = look;
  const seconds = look.seconds.filter(({ second }) => 1_000 * (second + 1) > since);
  const perSecond = (value: number): string => `${count(value)}/s`;
  return (
    <div className="columns">
      <section aria-label="Flow">
        <h3>In the last minute</h3>
        <Sparkline label="received" values={seconds.map(({ received }) => received)} format={perSecond} />
        <Sparkline
          label="volume"
          values={seconds.map(({ characters }) => characters)}
          format={(value) => `${size(value)}/s`}
        />
        <Sparkline label="commits" values={seconds.map(({ commits }) => commits)} format={perSecond} />
        <h3>By action</h3>
        <table>
          <thead>
            <tr>
              <th scope="col">action</th>
              <th scope="col" className="number">
                received
              </th>
            </tr>
          </thead>
          <tbody>
            {[...actions]
              .sort(([, a], [, b]) => b - a)
              .map(([action, received]) => (
                <tr key={action}>
                  <th scope="row">{action}</th>
                  <td className="number">{count(received)}</td>
                </tr>
              ))}
          </tbody>
        </table>
        <h3>Books</h3>
        <p className="muted">
          {count(counters.frames)} frames, {count(counters.malformedFrames)} malformed,{" "}
          {count(counters.unscannedFrames)} not scanned, {count(counters.resyncs)} resyncs since the feed was made.
        </p>
        {books.size > 0 && (
          <table>
            <thead>
              <tr>
                <th scope="col">market</th>
                <th scope="col" className="number">
                  malformed
                </th>
                <th scope="col" className="number">
                  resyncs
                </th>
                <th scope="col" className="number">
                  audits
                </th>
                <th scope="col" className="number">
                  mismatches
                </th>
              </tr>
            </thead>
            <tbody>
              {[...books].map(([market, { malformedFrames, resyncs, audits, mismatches }]) => (
                <tr key={market}>
                  <th scope="row">{marketName(market, state)}</th>
                  <td className="number">{malformedFrames}</td>
                  <td className="number">{resyncs}</td>
                  <td className="number">{audits}</td>
                  <td className="number">{mismatches}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section aria-label="Frames">
        <h3>Refused</h3>
        <Notices notices={notices.filter(({ kind }) => kind === "malformed frame")} state={state} />
        <Newest frames={look.recording.frames} />
      </section>
    </div>
  );
}

const FILTERS = ["all", ...CHANNELS, "sent", "other"] as const;
type Filter = (typeof FILTERS)[number];

function Newest({ frames }: { frames: readonly LoggedFrame[] }): ReactElement {
  const [filter, setFilter] = useState<Filter>("all");
  const shown = frames
    .slice(-LOOKED_THROUGH)
    .filter((frame) => isMeant(frame, filter))
    .slice(-SHOWN)
    .reverse();
  return (
    <>
      <h3>
        Newest
        <label>
          <span className="muted">show</span>
          <select
            value={filter}
            onChange={({ target }) => setFilter(FILTERS.find((each) => each === target.value) ?? "all")}
          >
            {FILTERS.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </h3>
      <ul className="frames">
        {shown.map(({ number, at, text, isSent }) => (
          <li key={number}>
            {text === undefined ? (
              <p className="bad">{clock(at)} the connection was lost</p>
            ) : (
              <details>
                <summary>
                  <span className="muted">{clock(at)}</span>
                  <span className={isSent ? "sent" : "arrow"}>{isSent ? "↑" : "↓"}</span>
                  <span className="muted number">{size(text.length)}</span>
                  <code>{text.slice(0, 240)}</code>
                </summary>
                <code>
                  {text.slice(0, LONGEST)}
                  {text.length > LONGEST && ` … ${size(text.length - LONGEST)} more`}
                </code>
              </details>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function isMeant({ text, isSent }: LoggedFrame, filter: Filter): boolean {
  if (filter === "all") return true;
  if (filter === "sent") return isSent;
  const channel = text === undefined ? undefined : channelOf(text);
  return filter === "other" ? channel === undefined : channel === filter;
}
