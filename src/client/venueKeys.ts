// Names of markets on their venues, for whoever is told of them: a page needs none of it before its engine is loaded.
import type { OnVenue, Venue } from "./protocol.ts";
import { onVenue, TURBO } from "./venues.ts";

/** The name of the market that an update is of. */
export function keyOfUpdate(update: OnVenue & { readonly market_id: string }): string {
  return onVenue(update, update.market_id);
}

/** The market of a name. */
export function marketAt(key: string): { readonly market: string; readonly venue?: Venue } {
  return key.startsWith(TURBO) ? { market: key.slice(TURBO.length), venue: "turbo" } : { market: key };
}

/** The member by which a request, a query or an answer names the margin venue. */
export function turbo(venue: Venue | undefined): { readonly turbo?: true } {
  return venue === "turbo" ? { turbo: true } : {};
}

/** Whether two things are of the same venue. */
export function isSameVenue(one: OnVenue, other: OnVenue): boolean {
  return (one.venue ?? "spot") === (other.venue ?? "spot");
}
