// The venues of a market. Both have the same market ids, so that a market's name is its id and, on the margin venue, the venue before
// it: two books, or two lists of trades, are of one market when their names are the same.
import type { OnVenue, Venue } from "./protocol.ts";

/** The venue that every network has, and all channels. */
export const SPOT: readonly Venue[] = ["spot"];

/** All venues. */
export const VENUES: readonly Venue[] = [...SPOT, "turbo"];

/** The beginning of each name on the margin venue. */
export const TURBO = "turbo:";

/** The name of something, told apart by its venue. */
export function onVenue({ venue }: OnVenue, name: string): string {
  return venue === "turbo" ? TURBO + name : name;
}

/** The name of a market on its venue. */
export function marketKey(of: OnVenue & { readonly market: string }): string {
  return onVenue(of, of.market);
}
