// The one spelling of ids and identities, and the checks of what applications pass in.
// Knows nothing of frames or sockets.
import { type Identity, RESOLUTIONS, type Resolution } from "./entities.ts";
import { type InputFault, O2InputError } from "./errors.ts";
import { FREQUENCIES, type Frequency } from "./frequencies.ts";
import type { Topic, Venue } from "./protocol.ts";
import { onVenue, VENUES } from "./venues.ts";

/** A market: its id (32-byte hex, any case, `0x` optional) or anything that carries one, such as the official SDK's `Market`. */
export type MarketRef = string | { readonly market_id: string };

/** An account: an {@link Identity}, or a trade account id, which stands for `{ ContractId: id }`. */
export type IdentityRef = Identity | string;

const HEX_32 = /^(?:0x)?([0-9a-f]{64})$/i;

/** An id as an error describes it. */
const HEX_TEXT = "32 bytes of hex (64 digits, with or without 0x)";

/** Lower case with `0x`, or `undefined` when the text is not 32 bytes of hex. */
export function hex32(text: unknown): string | undefined {
  const digits = typeof text === "string" ? HEX_32.exec(text.trim())?.[1] : undefined;
  return digits && `0x${digits.toLowerCase()}`;
}

/** A value as an error message names it. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (typeof value === "object" && value !== null)
    return `an object with the keys ${Object.keys(value).join(", ") || "(none)"}`;
  return String(value);
}

/** @throws O2InputError that says which kind of value a parameter is not, and what was expected. */
export function refuse(
  parameter: string,
  value: unknown,
  kind: string,
  expected: string,
  fault?: Partial<InputFault>,
): never {
  throw new O2InputError(parameter, `${show(value)} is not ${kind}. Expected ${expected}.`, { value, ...fault });
}

/** The canonical id of a market, or `undefined` when it is not 32 bytes of hex. */
export function marketId(market: MarketRef): string | undefined {
  return hex32(typeof market === "object" && market !== null ? market.market_id : market);
}

/**
 * The canonical id of a market.
 * @throws O2InputError when it is not 32 bytes of hex.
 */
export function toMarketId(market: MarketRef): string {
  return marketId(market) ?? refuse("market", market, "a market id", `${HEX_TEXT}, or an object with such a market_id`);
}

/**
 * The canonical id of an asset.
 * @throws O2InputError when it is not 32 bytes of hex.
 */
export function toAssetId(asset: string, parameter: string = "asset"): string {
  return hex32(asset) ?? refuse(parameter, asset, "an asset id", HEX_TEXT);
}

/**
 * The canonical form of an identity; a bare id is taken as a trade account.
 * @throws O2InputError when it is neither an identity nor 32 bytes of hex.
 */
export function toIdentity(identity: IdentityRef): Identity {
  const { ContractId, Address }: { ContractId?: unknown; Address?: unknown } =
    typeof identity === "object" && identity !== null ? identity : { ContractId: identity };
  const isBoth = ContractId != null && Address != null;
  const account = hex32(ContractId);
  const wallet = hex32(Address);
  if (account && !isBoth) return { ContractId: account };
  if (wallet && !isBoth) return { Address: wallet };
  return refuse(
    "identities",
    identity,
    "an identity",
    `{ ContractId: "0x…" } or { Address: "0x…" } and not both, or a trade account id, each with ${HEX_TEXT}`,
    isBoth ? { code: "conflict", allowed: ["ContractId", "Address"] } : {},
  );
}

/**
 * The canonical form of an identity whose orders are followed on a venue. On the margin venue the stream tells of orders by the margin
 * account that has them, never by the wallet behind it.
 * @throws O2InputError when it is neither an identity nor 32 bytes of hex, and for a wallet on the margin venue.
 */
export function toHolder(identity: IdentityRef, venue: Venue | undefined): Identity {
  const holder = toIdentity(identity);
  if (venue !== "turbo" || "ContractId" in holder) return holder;
  return refuse(
    "identities",
    identity,
    "a margin account",
    "the id of one: a wallet's are data.margin_accounts of useAccount",
    {
      code: "conflict",
    },
  );
}

/** An identity, and the venue of its orders. */
export type VenueIdentity = Identity & { readonly venue?: Venue | undefined };

/** Two identities are the same when their keys are; with a venue, on that venue. */
export function identityKey(identity: VenueIdentity): string {
  return onVenue(
    identity,
    "ContractId" in identity ? `ContractId:${identity.ContractId}` : `Address:${identity.Address}`,
  );
}

/**
 * Checks a venue.
 * @param kind what it is to be, for the error.
 * @throws O2InputError unless it is one of those that can be had, or left out.
 */
export function toVenue(
  venue: Venue | undefined,
  allowed: readonly Venue[] = VENUES,
  kind: string = "a venue",
): Venue | undefined {
  if (venue === undefined || allowed.includes(venue)) return venue;
  return refuse("venue", venue, kind, allowed.join(" or "), { code: "unknown", allowed });
}

/**
 * Checks the length of a candle.
 * @throws O2InputError unless it is one of {@link RESOLUTIONS}.
 */
export function toResolution(resolution: Resolution): Resolution {
  if (RESOLUTIONS.includes(resolution)) return resolution;
  return refuse("resolution", resolution, "a resolution", `one of ${RESOLUTIONS.join(", ")}`, {
    code: "unknown",
    allowed: RESOLUTIONS,
  });
}

/** The coarsest precision level. */
export const COARSEST = 18;

/**
 * Checks a precision level.
 * @throws O2InputError unless it is a whole number from 1 (finest tick) to 18 (coarsest).
 */
export function toPrecision(level: number): number {
  if (Number.isInteger(level) && level >= 1 && level <= COARSEST) return level;
  return refuse("precision", level, "a precision level", `a whole number from 1 (finest) to ${COARSEST} (coarsest)`, {
    code: "outOfRange",
    allowed: Array.from({ length: COARSEST }, (_, index) => index + 1),
  });
}

/**
 * Checks the frequency of a depth view.
 * @throws O2InputError unless it is one of {@link FREQUENCIES}.
 */
export function toFrequency(frequency: Frequency): Frequency {
  if (FREQUENCIES.includes(frequency)) return frequency;
  const allowed = FREQUENCIES;
  return refuse("frequency", frequency, "a frequency", `one of ${allowed.join(", ")}`, { code: "unknown", allowed });
}

/**
 * Checks how many of something are wanted.
 * @throws O2InputError unless it is a whole number in the range; Infinity stands for all where the range has no end.
 */
export function toCount(parameter: string, count: number, least: number = 0, most: number = Infinity): number {
  if ((Number.isInteger(count) || count === Infinity) && count >= least && count <= most) return count;
  const end = most === Infinity ? ", or Infinity for all" : ` to ${most}`;
  return refuse(parameter, count, "a count", `a whole number from ${least}${end}`, { code: "outOfRange" });
}

/** The members by which topics of a market are told apart; a store's book has a frequency or none. */
interface BookTopic {
  readonly market: string;
  readonly precision?: number;
  readonly frequency?: Frequency | undefined;
}

/** The name of a topic within its channel. */
export function topicId(topic: Topic): string {
  if ("identity" in topic) return onVenue(topic, identityKey(topic.identity));
  const { market, precision, frequency }: BookTopic = topic;
  const own = frequency === undefined ? "" : `:${frequency}`;
  return onVenue(topic, precision === undefined ? market : `${market}:${precision}${own}`);
}
