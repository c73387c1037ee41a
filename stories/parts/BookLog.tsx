// The history of one book: how often it was proven and doubted, when it was not trustworthy, and why.
import { type MarketRef, useDepth, useO2Feed } from "o2-react";
import { useEffect, useState } from "react";
import { formatDuration, formatTime } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { useNow } from "./useNow.ts";

/** Number of lines that are kept. */
const KEPT = 8;

interface Line {
  readonly at: number;
  readonly text: string;
}

export function BookLog({ market }: { readonly market: MarketRef }) {
  const { status, error } = useDepth({ market, precision: 3, select: () => true });
  const { feed } = useO2Feed();
  const [lines, setLines] = useState<readonly Line[]>([]);
  useNow(250);
  const text = error ? `${status}: ${reasonOf(error.message)}` : status;
  useEffect(() => {
    setLines((before) => (before[0]?.text === text ? before : [{ at: Date.now(), text }, ...before].slice(0, KEPT)));
  }, [text]);

  if (!feed) return null;
  const { audits, mismatches, resyncs } = feed.counters(typeof market === "string" ? market : market.market_id);
  const { malformedFrames } = feed.session.counters;
  return (
    <Panel title="The book’s record" area="log">
      <dl className="stats">
        {Object.entries({ audits, mismatches, resyncs, malformedFrames }).map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <output aria-label={name} aria-live="off">
                {count}
              </output>
            </dd>
          </div>
        ))}
      </dl>
      <ol className="lines">
        {lines.map((line, index) => (
          <li key={`${line.at} ${line.text}`}>
            <time className="label">{formatTime(line.at)}</time>
            <span>
              {line.text}
              {index > 0 && <span className="label"> for {lasted(line, lines[index - 1])}</span>}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function lasted(line: Line, next: Line | undefined): string {
  return formatDuration((next?.at ?? line.at) - line.at);
}

/** The market's id is left out, because there is only one market here. */
function reasonOf(message: string): string {
  return message.replace(/ of market 0x\w+/, "");
}
