// Reads the last prices and days of all markets: their tickers at once, and their summaries where the tickers have no day.
import type { DayRead } from "../../client/dayReads.ts";
import { isRestError, O2RestError } from "../../client/errors.ts";
import type { ReadSummary } from "../../client/parseSummary.ts";
import { type DatedSummary, withoutDate } from "./marketSummaries.ts";
import { once, type Read, type Reading } from "./read.ts";

type Sources = Pick<Reading, "rest" | "markets" | "how">;

/** The list, or why there is none. */
type Part = readonly [days: readonly DatedSummary[]] | readonly [days: undefined, refusal: O2RestError];

/** Reads them. `found` keeps the parts that were read, of which there are as many as reads. */
export async function readDays(found: Map<string, unknown>, sources: Sources): Promise<readonly DatedSummary[]> {
  const [tickers, refusal] = await partOf(found, "ticker", sources);
  if (tickers?.every(hasDay)) return tickers;
  const [summaries = []] = await partOf(found, "summary", sources);
  if (!tickers && summaries.length === 0) throw notAtOnce(refusal);
  const others = new Map(summaries.map((day) => [day.market_id, day]));
  const days = (tickers ?? []).map((day) => withDay(day, others.get(day.market_id)));
  const known = new Set(days.map(({ market_id }) => market_id));
  return [...days, ...summaries.filter(({ market_id }) => !known.has(market_id))];
}

export const readMarketSummaries: Read<"marketSummaries", never> = async (_, __, { found }, reading) => {
  const days = await readDays(found, reading);
  return () => ({ data: days.map(withoutDate) });
};

/** Nobody traded, or all is said of what was traded. */
function hasDay({ last, volume, high, low, changeBasisPoints }: Omit<ReadSummary, "market_id">): boolean {
  return volume === 0n || last === undefined || [high, low, changeBasisPoints].every((each) => each !== undefined);
}

/** A list of all markets' days; or why there is none, where the other list may be had. */
async function partOf(found: Map<string, unknown>, of: DayRead, { rest, markets, how }: Sources): Promise<Part> {
  return once(found, of, async () => {
    try {
      return await ofAll(await rest.summaries({ of, ...how }), markets);
    } catch (error) {
      if (isRestError(error) && !error.isTransient) return [undefined, error];
      throw error;
    }
  });
}

/** The days of which it is known whose they are. One day is all there is only where there is one market. */
async function ofAll(read: readonly ReadSummary[], markets: Sources["markets"]): Promise<Part> {
  const named = read.flatMap((day) => (day.market_id === undefined ? [] : [{ ...day, market_id: day.market_id }]));
  if (read.length > 1)
    return named.length > 0 ? [named] : [undefined, new O2RestError("it does not name the markets.")];
  const all = await markets();
  const [day] = read;
  const [only] = all;
  if (all.length > 1) return [undefined, new O2RestError(`it gave ${read.length} of ${all.length} markets.`)];
  return [day && only ? [{ ...day, market_id: only.market_id }] : []];
}

/** The ticker of a market, and the day of its summary where the ticker has none. */
function withDay(day: DatedSummary, other: DatedSummary | undefined): DatedSummary {
  if (!other || hasDay(day)) return day;
  const { open, high, low, change, changeBasisPoints } = other;
  return { ...day, open, high, low, change, changeBasisPoints };
}

function notAtOnce(cause: O2RestError | undefined): O2RestError {
  const { message = "it gave none.", status, code } = cause ?? {};
  return new O2RestError(
    `The exchange does not give the days of all markets at once: ${message} Follow single markets by useTicker.`,
    { ...(status !== undefined && { status }), code, cause },
  );
}
