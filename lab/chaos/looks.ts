// Counts how often each kind of reader was live when it was looked at. A client that is never live is never wrong.
import type { Reader } from "./Reader.ts";
import { venueOf } from "./venues.ts";

/** The number of looks at a component (twenty a second), and of those that found it live. */
export interface Looks {
  all: number;
  live: number;
}

const CARRIED = [
  "depth",
  "calm",
  "best",
  "trades",
  "candles",
  "ticker",
  "orders",
  "history",
  "fills",
  "triggers",
  "changes",
  "balances",
  "nonce",
] as const;
const KINDS = [...CARRIED, "summaries", "account", "margin", "tiers"] as const;
const OF_VENUES = [
  "depth",
  "calm",
  "best",
  "trades",
  "candles",
  "ticker",
  "orders",
  "history",
  "fills",
  "triggers",
  "changes",
] as const;

/** A kind of reader. Those of the margin venue are kinds of their own. */
export type LookedAt = Reader["kind"] | `turbo ${(typeof OF_VENUES)[number]}`;

/** Looks by the kind of reader. */
export type LooksByKind = Record<LookedAt, Looks>;

const ALL: readonly LookedAt[] = [...KINDS, ...OF_VENUES.map((kind) => `turbo ${kind}` as const)];

/** The kind that a reader's looks are counted under. */
export function lookedAt(reader: Reader): LookedAt {
  return venueOf(reader) === "turbo" ? (`turbo ${reader.kind}` as LookedAt) : reader.kind;
}

export function looksOf(of: (kind: LookedAt) => Looks): LooksByKind {
  return Object.fromEntries(ALL.map((kind) => [kind, of(kind)])) as LooksByKind;
}

/** Adds up the looks of several runs. */
export function sumOfLooks(runs: readonly { readonly looks: Readonly<LooksByKind> }[]): LooksByKind {
  return looksOf((kind) => {
    const sum = (what: keyof Looks): number => runs.reduce((total, { looks }) => total + looks[kind][what], 0);
    return { all: sum("all"), live: sum("live") };
  });
}
