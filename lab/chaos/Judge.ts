// Judges all that components show and iterators tell, at each commit and each look. Knows nothing of how a run goes on.
import type { Lag } from "../Lag.ts";
import type { ChaosClient, Shown } from "./clients/ChaosClient.ts";
import { FREQUENCIES } from "./derived.ts";
import type { Excuse } from "./Excused.ts";
import type { FaultyEnd } from "./FaultyEnd.ts";
import { Lists } from "./Lists.ts";
import { type LooksByKind, lookedAt, looksOf } from "./looks.ts";
import type { Mounted } from "./Mounted.ts";
import type { Reader } from "./Reader.ts";
import type { Readings } from "./Readings.ts";
import type { Trace } from "./Trace.ts";
import type { Truth } from "./Truth.ts";
import type { Finding } from "./Verdict.ts";
import type { Visibility } from "./Visibility.ts";

/** A live value must be one that the exchange had at most so many milliseconds ago. */
const FRESH = 1_000;

/**
 * A summary is read every half minute, or each minute when the server refuses tickers. Tiers are read each minute.
 * Either is believed for so many milliseconds.
 */
const READ_AGAIN = 75_000;

/** A margin account is read every ten seconds and believed for so many milliseconds. */
const MARGIN_AGAIN = 25_000;

/** The additional age that a live value may have, by its kind. */
function agingOf(reader: Reader): number {
  if (reader.kind === "summaries" || reader.kind === "tiers") return READ_AGAIN;
  if (reader.kind === "margin") return MARGIN_AGAIN;
  return reader.kind === "calm" ? 2 * FREQUENCIES[reader.frequency] : 0;
}

/** The values that are judged, and the past that they are compared with. */
export interface Judged {
  readonly end: FaultyEnd;
  readonly client: ChaosClient;
  readonly mounted: Mounted;
  readonly truth: Truth;
  readonly readings: Readings;
  readonly visibility: Visibility;
  readonly lag: Pick<Lag, "recent">;
  readonly trace: Trace;
}

/** The judge of one run. */
export class Judge {
  readonly looks: LooksByKind = looksOf(() => ({ all: 0, live: 0 }));
  readonly excused: Record<Excuse, number> = {
    "spoiled book": 0,
    "subscription ended in silence": 0,
    "unasked PONG": 0,
    "clock off by seconds": 0,
  };
  checked = 0;
  widest = 0;
  readonly #judged: Judged;
  readonly #lists = new Lists();
  readonly #findings = new Map<string, Finding>();

  constructor(judged: Judged) {
    this.#judged = judged;
  }

  get findings(): readonly Finding[] {
    return [...this.#findings.values()];
  }

  find(what: Finding["what"], text: string): void {
    this.#judged.trace.end();
    if (this.#findings.size < 20) this.#findings.set(text, { what, text });
  }

  /** Called when a component is mounted or unmounted. */
  mounted(): void {
    this.#lists.look(this.#judged.mounted.readers);
  }

  /**
   * Looks at everything.
   * @param isCounted whether the look is one of those before the healing.
   */
  look(isCounted: boolean): void {
    const { client, mounted, readings } = this.#judged;
    this.#lists.look(mounted.readers);
    for (const [id, reader] of mounted.readers) {
      const shown = client.shown(id);
      if (shown) this.judge(id, shown.reader, shown);
      if (!isCounted) continue;
      const looks = this.looks[lookedAt(reader)];
      looks.all += 1;
      if (shown?.status === "live") looks.live += 1;
    }
    for (const fault of readings.faults()) this.find("told", fault);
  }

  /** A value that is shown as live must be one that the exchange had a moment ago. */
  judge(id: number, reader: Reader, { status, text }: Shown): void {
    if (status !== "live" || text === undefined) return;
    const { end, truth, visibility, lag } = this.#judged;
    this.checked += 1;
    const { slower } = visibility;
    const polled = agingOf(reader);
    const carried = FRESH + slower + lag.recent + end.silentFor(visibility.isHidden(lag.recent), slower);
    this.widest = Math.max(this.widest, carried);
    const since = Date.now() - polled - carried;
    const fault = truth.fault(reader, text, since, this.#lists.begun(id, reader));
    if (this.#isMounted(id, reader)) this.#lists.live(id, reader);
    if (fault === undefined) return;
    const excuse = end.excuseOf(reader, since) ?? truth.excuseOf(reader);
    if (excuse) this.excused[excuse] += 1;
    else
      this.find(
        "false",
        `${JSON.stringify(reader)} was shown as live with ${cut(text)}; the exchange had ${cut(truth.now(reader))} (${fault})`,
      );
  }

  /**
   * Every mounted reader that is not live, or not equal to the exchange.
   * @param needsAll whether older orders must be complete.
   */
  wrong(needsAll = false): string[] {
    const { client, mounted, truth } = this.#judged;
    return mounted.readers.flatMap(([id, reader]) => {
      const shown = client.shown(id);
      const isOf = JSON.stringify(shown?.reader) === JSON.stringify(reader);
      const fault = this.#faultNow(id, reader, shown?.text, needsAll);
      if (isOf && shown?.status === "live" && (fault === undefined || truth.excuseOf(reader))) return [];
      const has = `shows ${shown?.status} ${cut(shown?.text)}, the exchange has ${cut(truth.now(reader))}`;
      return [`${JSON.stringify(reader)} ${has}${fault ? ` (${fault})` : ""}`];
    });
  }

  /** A value that only REST tells may be as old as the time between two reads. */
  #faultNow(id: number, reader: Reader, text: string | undefined, needsAll: boolean): string | undefined {
    const { truth } = this.#judged;
    const begun = this.#lists.begun(id, reader);
    const aging = agingOf(reader);
    if (aging === 0 || text === undefined) return truth.faultNow(reader, text, begun, needsAll);
    return truth.fault(reader, text, Date.now() - aging, begun);
  }

  /** A component may show its former reader once more. */
  #isMounted(id: number, reader: Reader): boolean {
    const mounted = this.#judged.mounted.readers.find(([each]) => each === id);
    return JSON.stringify(mounted?.[1]) === JSON.stringify(reader);
  }
}

function cut(text: string | undefined): string {
  return text === undefined ? "nothing" : text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
