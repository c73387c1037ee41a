// The messages between the server and the pages of the browser benchmark: two markets, and depth frames as the O2
// server spells them. Shared by Node and the browser, so it imports nothing.

/**
 * The storming market, and one that sends nothing after its snapshot. Ids look like real ones: a hash, letters and
 * digits.
 */
export const STORM = "0x9a105749cfcbac2e07d7640697861f62dfcc7c02bc24519e9c287431bc493f9d";
export const QUIET = "0x008f0747f4e27c8462baa991a538025bcc2dd143e78422f1afbdfcd9e757a20f";

/** The best bid's price, which always stays the best. Its quantity is the number of the newest update. */
export const TOP = 12_170_000;

/** Number of drawn rows a side. */
export const LEVELS = 20;

export interface WireLevel {
  readonly price: string;
  readonly quantity: string;
}

export interface WireSides {
  readonly buys: readonly WireLevel[];
  readonly sells: readonly WireLevel[];
}

/** A depth frame: a snapshot in `orders`, or signed changes. */
export interface WireFrame {
  readonly action: string;
  readonly market_id: string;
  readonly orders?: WireSides;
  readonly changes?: WireSides;
}

/** The drawn rows of a book as text, `price quantity`. */
export interface LadderText {
  readonly bids: readonly string[];
  readonly asks: readonly string[];
}

/** A client's request to follow a market at the finest precision. */
export function subscribeDepth(market: string): string {
  return JSON.stringify({ action: "subscribe_depth", market_id: market, precision: "10" });
}
