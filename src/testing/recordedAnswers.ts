// The answers of a recording to a read at a moment of its replay: the recorded answer itself, a page out of recorded pages, or
// bars out of recorded bars and trades.
import type { FixtureRead } from "./fixture.ts";
import { recordedBars, tradesOf } from "./recordedBars.ts";
import { recordedPage } from "./recordedPages.ts";
import {
  type Entry,
  type Moment,
  queryOf,
  type RecordedRead,
  rankedReads,
  toRecordedRead,
  tradesIn,
} from "./recordedReads.ts";

/** An answer of a recording. */
interface RecordedAnswer {
  readonly status: number;
  readonly text: string;
}

/** A frame of trades, and when it was said, in milliseconds since the recording's start. */
export interface SaidTrades {
  readonly at: number;
  readonly text: string;
}

/**
 * Gives the answer to a path; `undefined` where the recording has none. `said`: the frames of the trades of a market so far, which is
 * named as in their subject.
 */
type RecordedAnswers = (
  path: string,
  moment: Moment,
  said: (market: string) => readonly SaidTrades[],
) => RecordedAnswer | undefined;

/** Makes the answers of a recording. */
export const createRecordedAnswers = (reads: readonly FixtureRead[]): RecordedAnswers => {
  const recorded = reads.map(toRecordedRead);

  return (path, moment, said) => {
    const { pathname } = new URL(path, "http://fixture");
    const answers = rankedReads(recorded, path, moment);
    if (pathname !== "/v1/bars") return answers[0]?.entries ? recordedPage(path, answers) : answers[0];
    const market = queryOf(path).get("market_id") ?? "";
    const isTurbo = queryOf(path).get("turbo") === "true";
    const venue = isTurbo ? { turbo: "true" } : {};
    const inMinutes = new URLSearchParams({ market_id: market, resolution: "1m", ...venue });
    const minutes = rankedReads(recorded, `/v1/bars?${inMinutes}`, moment);
    const trades = tradesOf(
      told([
        ...tradesRead(recorded, { market_id: market, ...venue }, moment),
        ...said(isTurbo ? `turbo:${market}` : market),
      ]),
    );
    return recordedBars(path, { answers, minutes, trades });
  };
};

/** The answers with trades of a market so far. */
const tradesRead = (
  reads: readonly RecordedRead[],
  of: Readonly<Record<string, string>>,
  moment: Moment,
): readonly RecordedRead[] => {
  const path = `/v1/trades?${new URLSearchParams({ ...of, direction: "desc" })}`;
  return rankedReads(reads, path, moment).filter(({ at }, rank) => rank === 0 || at <= moment.position);
};

/** Trades in the order in which they were told, each answer's oldest first: that is the order of those of one millisecond. */
const told = (texts: readonly (RecordedRead | SaidTrades)[]): readonly Entry[] =>
  texts
    .toSorted((one, other) => one.at - other.at)
    .flatMap((each) => ("path" in each ? (each.entries ?? []).toReversed() : tradesIn(each.text)));
