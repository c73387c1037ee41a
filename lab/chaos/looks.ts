// How often each kind of reader was live when it was looked at: a client that is never live is never wrong.
import type { Reader } from "./Reader.ts";

/** How often somebody looked at a component twenty times a second, and how often it was live. */
export interface Looks {
  all: number;
  live: number;
}

/** Looks by the kind of reader. */
export type LooksByKind = Record<Reader["kind"], Looks>;

const KINDS = ["depth", "best", "trades", "candles", "ticker", "orders", "history", "balances", "nonce"] as const;

export function looksOf(of: (kind: Reader["kind"]) => Looks): LooksByKind {
  return Object.fromEntries(KINDS.map((kind) => [kind, of(kind)])) as LooksByKind;
}

/** The looks of several runs together. */
export function sumOfLooks(runs: readonly { readonly looks: Readonly<LooksByKind> }[]): LooksByKind {
  return looksOf((kind) => {
    const sum = (what: keyof Looks): number => runs.reduce((total, { looks }) => total + looks[kind][what], 0);
    return { all: sum("all"), live: sum("live") };
  });
}
