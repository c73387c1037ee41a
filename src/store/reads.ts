// The readers of REST that the parts of a feed share. Types only.
import type { MarginVenue } from "../client/entities.ts";
import type { Get } from "../client/request.ts";
import type { MarketList } from "./markets.ts";

/** The reads of one feed. */
export interface Reads {
  /** All reads of the feed go through it: they keep one pace. */
  readonly get: Get;
  readonly markets: MarketList;
  /** The margin venue as the list of markets names it; `null` where it names none, `undefined` where it cannot say. */
  margin(): Promise<MarginVenue | null | undefined>;
}
