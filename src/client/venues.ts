// The venues of a market. Both have the same market ids, so that a market's name is its id and, on the margin venue, the venue before
// it: two books, or two lists of trades, are of one market when their names are the same.
import type { Venue } from "./protocol.ts";

/** The venue that every network has, and all channels. */
export const SPOT: readonly Venue[] = ["spot"];

/** All venues. */
export const VENUES: readonly Venue[] = [...SPOT, "turbo"];

/** Something that is of a venue; of spot where it names none. */
interface OfVenue {
  readonly venue?: Venue | undefined;
}

/** What stands before a name of the margin venue. */
export const TURBO = "turbo:";

/** The name of something, told apart by its venue. */
export function onVenue({ venue }: OfVenue, name: string): string {
  return venue === "turbo" ? TURBO + name : name;
}

/** The name of a market on its venue. */
export function marketKey(of: OfVenue & { readonly market: string }): string {
  return onVenue(of, of.market);
}
