// A titled box that shows how current its content is. It dims stale content, and says why if the reason is known.
import { type ReactNode, useId } from "react";
import { type Fresh, Freshness } from "./Freshness.tsx";
import { useNow } from "./useNow.ts";

/** The reason why the data is not current, and the seconds until the next attempt. */
function useWhy({ error, retryAt }: Partial<Fresh> = {}): string | undefined {
  const now = useNow(1_000, retryAt !== undefined);
  const wait = retryAt === undefined || now === undefined ? 0 : Math.ceil((retryAt - now) / 1_000);
  return error && (wait > 0 ? `${error.message} Tried again in ${wait} s.` : error.message);
}

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
  const why = useWhy(result);
  return (
    <section className={`panel panel-${area}`} aria-labelledby={id} data-status={result?.status}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {controls}
        {result && <Freshness status={result.status} updatedAt={result.updatedAt} error={result.error} />}
      </header>
      <div className="panel-body">
        {result?.error && result.status !== "stale" ? <p className="note">{why}</p> : children}
        {result?.status === "stale" && result.error && <p className="reason">{why}</p>}
      </div>
    </section>
  );
}
