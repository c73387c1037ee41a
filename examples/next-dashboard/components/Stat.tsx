// A figure with its name.
import type { ReactNode } from "react";
import { formatChange } from "@/lib/format";

export interface StatProps {
  readonly name: string;
  readonly tone?: "buy" | "sell";
  readonly children: ReactNode;
}

export function Stat({ name, tone, children }: StatProps) {
  return (
    <span className="stat">
      <span className="label">{name}</span>
      <span className={tone}>{children}</span>
    </span>
  );
}

/** A change with a sign and an arrow, so that it does not depend on colour. */
export function Change({ basisPoints }: { readonly basisPoints: bigint | undefined }) {
  if (basisPoints === undefined) return <span className="change">–</span>;
  const arrow = basisPoints > 0n ? "▲" : basisPoints < 0n ? "▼" : "";
  const tone = basisPoints > 0n ? "buy" : basisPoints < 0n ? "sell" : "";
  return (
    <span className={`change ${tone}`}>
      {arrow && <span aria-hidden="true">{arrow} </span>}
      {formatChange(basisPoints)}
    </span>
  );
}
