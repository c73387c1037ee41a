// The venues of a market. Both have the same market ids, so that a market's name is its id and, on the margin venue, the venue before
// it: two books, or two lists of trades, are of one market when their names are the same.
import type { Venue } from "./protocol.ts";

/** All venues. */
export const VENUES: readonly Venue[] = ["spot", "turbo"];

/** Something that is of a venue; of spot where it names none. */
interface OfVenue {
  readonly venue?: Venue | undefined;
}

/** What stands before a name of the margin venue. */
const TURBO = "turbo:";

/** The name of something, told apart by its venue. */
export function onVenue({ venue }: OfVenue, name: string): string {
  return venue === "turbo" ? TURBO + name : name;
}

/** The name of a market on its venue. */
export function marketKey(of: OfVenue & { readonly market: string }): string {
  return onVenue(of, of.market);
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
