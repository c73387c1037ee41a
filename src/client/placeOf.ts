// The venue and the market that an iterator is asked for, checked. Knows nothing of iterators.
import { toFrequency, toMarketId, toPrecision, toVenue } from "./ids.ts";
import type { DepthViewOptions, DepthViewTopic, OnVenue, Venue } from "./protocol.ts";

/** The venue that is meant; none for spot. @throws O2InputError for one that is neither. */
export function venueOf({ venue }: OnVenue): { readonly venue?: Venue } {
  return toVenue(venue) === "turbo" ? { venue: "turbo" } : {};
}

/** A market on a venue. @throws O2InputError for an id or a venue that cannot be used. */
export function placeOf(marketId: string, on: OnVenue): { readonly market: string; readonly venue?: Venue } {
  return { market: toMarketId(marketId), ...venueOf(on) };
}

/** A market's depth view. @throws O2InputError for an id, a precision, a frequency or a venue that cannot be used. */
export function viewOf(marketId: string, options: DepthViewOptions): DepthViewTopic {
  const { precision = 1, frequency = "500ms" } = options;
  const place = placeOf(marketId, options);
  return { channel: "depthView", ...place, precision: toPrecision(precision), frequency: toFrequency(frequency) };
}
