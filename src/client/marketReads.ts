// The read of all markets over REST, the one that a page by pairs waits for, and the frame of every other read of a venue.
import type { MarginVenue, Market } from "./entities.ts";
import { market } from "./parseMarket.ts";
import type { OnVenue, Venue } from "./protocol.ts";
import type { Get, ReadOptions } from "./request.ts";
import { id, isId, list, Malformed, object, type Raw, wholeNumber } from "./values.ts";
import { turbo } from "./venueKeys.ts";

/** The markets of a network, as they were read. */
export interface MarketsRead {
  readonly markets: readonly Market[];
  /** Whether the network has the margin venue; `undefined` where the answer is a bare list, which cannot say. */
  readonly hasMargin: boolean | undefined;
  /** The margin venue, where the network has it. */
  readonly margin: MarginVenue | undefined;
}

/** All markets of a venue. */
export function readMarkets(get: Get, { venue, ...options }: OnVenue & ReadOptions): Promise<MarketsRead> {
  const read = ofVenue(venue, (body) => {
    const told: Raw | undefined = Array.isArray(body) ? undefined : object(body, "the answer");
    const hasMargin = told && told.margin != null;
    return {
      markets: listOr(body, "markets", market),
      hasMargin,
      margin: hasMargin ? marginOf(told.margin) : undefined,
    };
  });
  return get("/v1/markets", turbo(venue), read, options);
}

/** Its members are of interest to margin accounts alone: no fault in them is a reason to have no markets. */
function marginOf(value: unknown): MarginVenue {
  const { collateral_asset_id: asset, stress_band_bps }: Raw = typeof value === "object" ? { ...value } : {};
  return {
    collateral_asset_id: isId(asset) ? id(asset, "margin") : undefined,
    stress_band_bps: wholeNumber(stress_band_bps),
  };
}

/**
 * Reads an answer, if it is of the venue that was asked: an object says whose it is, a list cannot. It throws where the answer is the
 * other venue's.
 */
export function ofVenue<T>(venue: Venue | undefined, read: (body: unknown) => T): (body: unknown) => T {
  return (body) => {
    if (!Array.isArray(body)) {
      const isTurbo = object(body, "the answer").turbo === true;
      if (isTurbo !== (venue === "turbo"))
        throw new Malformed(isTurbo ? "it is the margin venue's, and spot was asked" : `it does not say "turbo":true`);
    }
    return read(body);
  };
}

/** A read that each venue answers for itself. */
export function readOn<T>(
  get: Get,
  path: string,
  query: Parameters<Get>[1],
  parse: (body: unknown) => T,
  { venue, ...options }: OnVenue & ReadOptions,
): Promise<T> {
  return get(path, { ...query, ...turbo(venue) }, ofVenue(venue, parse), options);
}

/** A list, bare or under its name. */
export function listOr<T>(body: unknown, name: string, item: (raw: Raw, at: string) => T): T[] {
  return list(Array.isArray(body) ? body : object(body, "the answer")[name], name, item);
}
