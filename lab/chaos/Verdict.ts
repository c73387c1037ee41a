// The results of a run. Types only.
import type { Excuse } from "./Excused.ts";
import type { LooksByKind } from "./looks.ts";

/** A fault, by the promise it breaks. */
export interface Finding {
  /**
   * `false`: shown as live though the exchange did not have it. `unhealed`: not right in time after all faults ended.
   * `slots`: the server held other slots than needed. `left`: something stayed behind. `told`: an iterator was told
   * twice or not at all.
   */
  readonly what: "false" | "unhealed" | "slots" | "left" | "told";
  readonly text: string;
}

/** Milliseconds from the end of network faults until everything was live. */
export interface LiveAfter {
  /** Counted from when the newest connection was open as well. Includes the client's waits before it asked again. */
  readonly opened: number;
  /** Counted from when the client last asked for anything as well. Does not include its waits. */
  readonly asked: number;
}

/** Not everything became live. */
export const NEVER: LiveAfter = { opened: Number.POSITIVE_INFINITY, asked: Number.POSITIVE_INFINITY };

/** The results of a run. */
export interface Verdict {
  /** The faults; empty if there was none. */
  readonly findings: readonly Finding[];
  /** The last frames and acts of both ends before the first fault. */
  readonly trace: readonly string[];
  /** Milliseconds from the healing until everything was right. */
  readonly healedAfter: number;
  /** Time from the end of network faults until everything was live. */
  readonly liveAfter: LiveAfter;
  /** Number of live values that were compared with the exchange's past. */
  readonly checked: number;
  /** Number of those that were false and excused, by excuse. */
  readonly excused: Readonly<Record<Excuse, number>>;
  /**
   * For each kind of reader, the number of looks before the healing, and of those that found it live. A reader that is
   * never live is never wrong.
   */
  readonly looks: Readonly<LooksByKind>;
  /**
   * The greatest age allowed to a live value, in milliseconds: a second, plus the machine's lateness, plus the silence
   * that a link may have.
   */
  readonly widest: number;
}
