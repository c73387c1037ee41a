// Finds what a write of the store changed, as far as a recording asks. Pure.
import { CHANNELS, type Entry, type O2State } from "../store/state.ts";

/** The channels that no frame names. */
const FRAMELESS: ReadonlySet<string> = new Set([
  "candles",
  "fills",
  "marketSummaries",
  "account",
  "marginAccount",
  "marginTiers",
]);

/** The changes of one write. */
export interface Changes {
  /** The topics whose entries changed, as in `Commit`. */
  readonly subjects: readonly string[];
  /** Whether a topic became whole: what REST would have answered then is in the state. */
  readonly isFilled: boolean;
}

/** The changes from one state to the next. */
export function changesOf(state: O2State, before: O2State): Changes {
  const subjects: string[] = [];
  let isFilled = state.markets.data !== before.markets.data;
  for (const channel of CHANNELS) {
    if (state[channel] === before[channel]) continue;
    const entries: Readonly<Record<string, Entry<unknown>>> = state[channel];
    const past: Readonly<Record<string, Entry<unknown>>> = before[channel];
    for (const id in entries) {
      const entry = entries[id];
      if (!entry || entry === past[id]) continue;
      if (channel === "depth") subjects.push(...bookSubjects(id, entry));
      else if (channel === "trades") subjects.push(`trades:${id}`);
      else if (!FRAMELESS.has(channel)) subjects.push(channel);
      if (channel !== "depth") isFilled ||= isWhole(entry) && !isWhole(past[id]);
    }
  }
  return { subjects, isFilled };
}

/** A calm book may be told by depth views or by the ordinary changes. */
function bookSubjects(id: string, { topic }: Entry<unknown>): string[] {
  const market = id.slice(0, id.indexOf(":"));
  const isCalm = topic?.channel === "depth" && topic.frequency !== undefined;
  return [`depth:${market}`, ...(isCalm ? [`depthView:${market}`] : [])];
}

/** Nothing that happened before is missing. */
function isWhole(entry: Entry<unknown> | undefined): boolean {
  return entry?.isLive === true && entry.isComplete && entry.data !== undefined;
}
