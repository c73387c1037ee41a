"use client";

// A titled box that says how current its content is. The stylesheet greys what is stale.
import { type ReactNode, useId } from "react";
import { type Fresh, Freshness } from "./Freshness";

export interface PanelProps {
  readonly title: string;
  readonly name: string;
  /** The result whose data is shown. */
  readonly result: Fresh;
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

export function Panel({ title, name, result, controls, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${name}`} aria-labelledby={id} data-status={result.status}>
      <header>
        <h2 id={id}>{title}</h2>
        {controls}
        <Freshness {...result} />
      </header>
      {result.error && result.status !== "stale" ? <p className="note">{result.error.message}</p> : children}
    </section>
  );
}
