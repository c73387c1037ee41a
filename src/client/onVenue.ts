// The venue that an iterator is asked for on, checked. Knows nothing of iterators.
import { toMarketId, toVenue } from "./ids.ts";
import type { Venue } from "./protocol.ts";

/** The venue that a stream is of. */
export interface OnVenue {
  /** Default `"spot"`. On `"turbo"`, the margin venue, a market has another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
}

/** The venue that is meant; none for spot. @throws O2InputError for one that is neither. */
export function venueOf({ venue }: OnVenue): { readonly venue?: Venue } {
  return toVenue(venue) === "turbo" ? { venue: "turbo" } : {};
}

/** A market on a venue. @throws O2InputError for an id or a venue that cannot be used. */
export function placeOf(marketId: string, on: OnVenue): { readonly market: string; readonly venue?: Venue } {
  return { market: toMarketId(marketId), ...venueOf(on) };
}
