// The two venues of an exchange, as steps and readers name them. Pure.
import type { SimulatedExchange, SimulatedVenue } from "o2-react/testing";
import { type Places, placesOf } from "../far/FarEnd.ts";
import type { OnVenue } from "../far/slots.ts";

/** The ids of both venues by index. Both have the same markets, but not the same accounts. */
export interface VenuePlaces extends Places {
  readonly turbo: Places;
}

/** The ids of both venues. */
export function venuePlacesOf(exchange: SimulatedExchange): VenuePlaces {
  return { ...placesOf(exchange), turbo: placesOf(exchange.turbo()) };
}

/** The venue that a step or a reader names; `undefined` is spot. */
export function venueOf(of: object): OnVenue["venue"] {
  return (of as OnVenue).venue;
}

/** The venue of an exchange that a step or a reader names. */
export function exchangeOf(exchange: SimulatedExchange, of: object): SimulatedVenue {
  return venueOf(of) === "turbo" ? exchange.turbo() : exchange;
}

/** The ids of the venue that a step or a reader names. */
export function placesOn(places: VenuePlaces, of: object): Places {
  return venueOf(of) === "turbo" ? places.turbo : places;
}
