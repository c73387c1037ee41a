// What a feed reads over REST by. Types only.
import type { Get } from "../client/request.ts";
import type { MarketList } from "./markets.ts";

/** The reads of one feed. */
export interface Reads {
  /** What all reads of the feed go through: they keep one pace. */
  readonly get: Get;
  readonly markets: MarketList;
}
