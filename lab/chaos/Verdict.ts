// What came of a run. Types, and nothing that judges.
import type { Excuse } from "./Excused.ts";
import type { LooksByKind } from "./looks.ts";

/** Something that was wrong, by the promise it breaks. */
export interface Finding {
  /** Shown as live though the exchange did not have it; not right in time once all was well; another slot held than is mounted; left behind; told an iterator twice or not at all. */
  readonly what: "false" | "unhealed" | "slots" | "left" | "told";
  readonly text: string;
}

/** How long it took until everything was live, once the network was well. In milliseconds. */
export interface LiveAfter {
  /** From when the newest connection was open: also what the client waited before it asked again. */
  readonly opened: number;
  /** From when the client last asked for anything as well: what its waits are not part of. */
  readonly asked: number;
}

/** It never was. */
export const NEVER: LiveAfter = { opened: Number.POSITIVE_INFINITY, asked: Number.POSITIVE_INFINITY };

/** What came of a run. */
export interface Verdict {
  /** What was wrong; empty where nothing was. */
  readonly findings: readonly Finding[];
  /** What both ends did last before the first thing that was wrong. */
  readonly trace: readonly string[];
  /** How long after the healing everything was right, in milliseconds. */
  readonly healedAfter: number;
  /** From when the network was well until everything was live. */
  readonly liveAfter: LiveAfter;
  /** How many values that were shown as live were held against the exchange's past. */
  readonly checked: number;
  /** Of these, those that were false and excused, by what excuses them. */
  readonly excused: Readonly<Record<Excuse, number>>;
  /** Before the healing, how often each kind of reader was looked at, and how often it was live: who never is, is never wrong. */
  readonly looks: Readonly<LooksByKind>;
  /** The oldest that a live value was allowed to be, in milliseconds: a second, what the machine was late, and what a link may be silent. */
  readonly widest: number;
}
