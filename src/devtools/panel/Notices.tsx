// Shows what went wrong, newest first.
import type { ReactElement } from "react";
import type { O2State } from "../../store/state.ts";
import type { Notice } from "../look.ts";
import { clock, marketName, shortId } from "../names.ts";

interface NoticesProps {
  readonly notices: readonly Notice[];
  readonly state: O2State;
}

export function Notices({ notices, state }: NoticesProps): ReactElement {
  if (notices.length === 0) return <p className="muted">None so far.</p>;
  return (
    <ol className="notices">
      {notices
        .slice(-30)
        .reverse()
        .map(({ number, at, kind, market, text, excerpt }) => (
          <li key={number}>
            <span className="muted">{clock(at)}</span> <strong className="bad">{kind}</strong>
            {market && <span> {marketName(market, state)}</span>}
            <p>{shortId(text)}</p>
            {excerpt !== undefined && <code>{excerpt}</code>}
          </li>
        ))}
    </ol>
  );
}
