// The reads of markets' days: the ticker of one market, and the tickers and summaries of all.
import type { MarketTicker } from "./entities.ts";
import { ofVenue } from "./marketReads.ts";
import { ticker } from "./parse.ts";
import { type ReadSummary, summary } from "./parseSummary.ts";
import type { OnVenue } from "./protocol.ts";
import type { Get, ReadOptions } from "./request.ts";
import { id, isId, Malformed, object, type Raw } from "./values.ts";
import { turbo } from "./venueKeys.ts";

/** The reads that tell the days of all markets at once. */
export type DayRead = "ticker" | "summary";

/** A market's last and best prices, and its day. */
export function readTicker(
  get: Get,
  market_id: string,
  { venue, ...options }: OnVenue & ReadOptions,
): Promise<MarketTicker> {
  const read = ofVenue(venue, (body) => ticker(ofMarket(body, market_id)));
  return get("/v1/markets/ticker", { market_id, ...turbo(venue) }, read, options);
}

/** The days of all markets. An entry that does not name its market is of nobody knows which. */
export function readDays(get: Get, read: DayRead, options: ReadOptions): Promise<readonly ReadSummary[]> {
  return get(`/v1/markets/${read}`, {}, (body) => entriesOf(body).map(summary), options);
}

/** The entry of a market: in a list of one or of all markets, or by itself. Entries need not name their market. */
function ofMarket(body: unknown, market_id: string): Raw {
  const entries = entriesOf(body);
  const isOf = (entry: Raw): boolean => isId(entry.market_id) && id(entry.market_id, "market_id") === market_id;
  const entry = entries.find(isOf) ?? entries.find((one) => one.market_id == null);
  if (!entry && entries.length > 0) throw new Malformed("it is of other markets");
  return object(entry, "the answer");
}

function entriesOf(body: unknown): readonly Raw[] {
  return (Array.isArray(body) ? body : [body]).map((entry) => object(entry, "the answer"));
}
