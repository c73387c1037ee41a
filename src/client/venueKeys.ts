// Names of markets on their venues, for whoever is told of them: a page needs none of it before its engine is loaded.
import type { Venue } from "./protocol.ts";
import { onVenue, TURBO } from "./venues.ts";

/** Something that is of a venue; of spot where it names none. */
interface OfVenue {
  readonly venue?: Venue | undefined;
}

/** The name of the market that an update is of. */
export function keyOfUpdate(update: OfVenue & { readonly market_id: string }): string {
  return onVenue(update, update.market_id);
}

/** The market of a name. */
export function marketAt(key: string): { readonly market: string; readonly venue?: Venue } {
  return key.startsWith(TURBO) ? { market: key.slice(TURBO.length), venue: "turbo" } : { market: key };
}

/** Whether two things are of the same venue. */
export function isSameVenue(one: OfVenue, other: OfVenue): boolean {
  return (one.venue ?? "spot") === (other.venue ?? "spot");
}
