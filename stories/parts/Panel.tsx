// A titled box that shows how current its content is, dims what is stale, and says why where there is more to say.
import { type ReactNode, useId } from "react";
import { type Fresh, Freshness } from "./Freshness.tsx";

export interface PanelProps {
  readonly title: string;
  /** The result whose data the panel shows. */
  readonly result?: Fresh;
  /** Its place on the screen. */
  readonly area: string;
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

export function Panel({ title, result, area, controls, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel panel-${area}`} aria-labelledby={id} data-status={result?.status}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {controls}
        {result && <Freshness status={result.status} updatedAt={result.updatedAt} error={result.error} />}
      </header>
      <div className="panel-body">
        {result?.error && result.status !== "stale" ? <p className="note">{result.error.message}</p> : children}
        {result?.status === "stale" && result.error && <p className="reason">{result.error.message}</p>}
      </div>
    </section>
  );
}
