// The one spelling of ids, identities, precisions and topics, and the comparisons that follow from it.
// Checks what applications pass in; knows nothing of frames or sockets.
import { type Identity, RESOLUTIONS, type Resolution } from "./entities.ts";
import { O2InputError, O2LimitError } from "./errors.ts";
import { type IdentityChannel, MAX_IDENTITIES, type Topic } from "./protocol.ts";

/** A market: its id (32-byte hex, any case, `0x` optional) or anything that carries one, such as the official SDK's `Market`. */
export type MarketRef = string | { readonly market_id: string };

/** An account: an {@link Identity}, or a trade account id, which stands for `{ ContractId: id }`. */
export type IdentityRef = Identity | string;

const HEX_32 = /^(?:0x)?([0-9a-f]{64})$/i;

/** Lower case with `0x`, or `undefined` when the text is not 32 bytes of hex. */
function hex32(text: unknown): string | undefined {
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

/** @throws O2InputError unless it is a whole number in the range, or Infinity where that has no end. */
export function toWhole(name: string, value: number, least: number, most: number = Infinity): number {
  if ((Number.isInteger(value) || value === Infinity) && value >= least && value <= most) return value;
  const range = most === Infinity ? `from ${least}` : `from ${least} to ${most}`;
  throw new O2InputError(name, `${String(value)} cannot be used. Expected a whole number ${range}.`);
}

/** An absolute address, or `undefined`. `URL.canParse` is missing in Safari before 17 and in Jest 29. */
export function parseUrl(url: unknown): URL | undefined {
  if (typeof url !== "string") return undefined;
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** An address as an error names it: without what may be secret in it. */
export function showUrl(url: unknown): string {
  return show(typeof url === "string" ? url.replace(/[^/]*@|[?#].*/g, "…") : url);
}

/**
 * The canonical id of a market.
 * @throws O2InputError when it is not 32 bytes of hex.
 */
export function toMarketId(market: MarketRef): string {
  const id = hex32(typeof market === "object" && market !== null ? market.market_id : market);
  if (id) return id;
  throw new O2InputError(
    "market",
    `${show(market)} is not a market id. Expected 32 bytes of hex (64 digits, with or without 0x), ` +
      "or an object with such a market_id.",
    { code: "malformed", value: market },
  );
}

/**
 * The canonical id of an asset.
 * @throws O2InputError when it is not 32 bytes of hex.
 */
export function toAssetId(asset: string): string {
  const id = hex32(asset);
  if (id) return id;
  throw new O2InputError(
    "asset",
    `${show(asset)} is not an asset id. Expected 32 bytes of hex (64 digits, with or without 0x).`,
    { code: "malformed", value: asset },
  );
}

/**
 * The canonical form of an identity; a bare id is taken as a trade account.
 * @throws O2InputError when it is neither an identity nor 32 bytes of hex.
 */
export function toIdentity(identity: IdentityRef): Identity {
  if (typeof identity === "object" && identity !== null) {
    const { ContractId, Address }: { ContractId?: unknown; Address?: unknown } = identity;
    if (ContractId != null && Address != null) {
      throw new O2InputError(
        "identities",
        "it names a trade account (ContractId) and a wallet (Address) at once. Expected one of the two; a wallet's trade account " +
          "is looked up.",
        { code: "conflict", value: identity, allowed: ["ContractId", "Address"] },
      );
    }
    const contract = hex32(ContractId);
    if (contract) return { ContractId: contract };
    const address = hex32(Address);
    if (address) return { Address: address };
  } else {
    const account = hex32(identity);
    if (account) return { ContractId: account };
  }
  throw new O2InputError(
    "identities",
    `${show(identity)} is not an identity. Expected { ContractId: "0x…" }, { Address: "0x…" } or a trade account id, ` +
      "each with 32 bytes of hex (64 digits, with or without 0x).",
    { code: "malformed", value: identity },
  );
}

/**
 * The canonical form of one or many identities, each once.
 * @throws O2InputError for an empty list or an entry that cannot be used.
 * @throws O2LimitError for more than the server takes.
 */
export function toIdentities(identities: IdentityRef | readonly IdentityRef[]): Identity[] {
  const list = isList(identities) ? identities : [identities];
  if (list.length === 0) {
    throw new O2InputError("identities", "the list is empty. Expected at least one identity.", {
      code: "outOfRange",
      value: identities,
    });
  }
  const unique = [...new Map(list.map(toIdentity).map((identity) => [identityKey(identity), identity])).values()];
  if (unique.length <= MAX_IDENTITIES) return unique;
  throw new O2LimitError(
    MAX_IDENTITIES,
    `${unique.length} were given, but the server takes at most ${MAX_IDENTITIES} identities a channel on one connection. ` +
      "Follow fewer, or spread them over several O2Providers or O2WebSockets.",
  );
}

/** The error for topics that the server has no room for. */
export function tooMany(topics: readonly Topic[]): O2LimitError {
  return new O2LimitError(
    MAX_IDENTITIES,
    `${topics.map(topicKey).join(", ")}: the server takes at most ${MAX_IDENTITIES} identities a channel on one connection. ` +
      "Release others, or spread them over several O2Providers or O2WebSockets.",
  );
}

function isList(identities: IdentityRef | readonly IdentityRef[]): identities is readonly IdentityRef[] {
  return Array.isArray(identities);
}

/** Two identities are the same when their keys are. */
export function identityKey(identity: Identity): string {
  return "ContractId" in identity ? `ContractId:${identity.ContractId}` : `Address:${identity.Address}`;
}

const PRECISIONS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18];

/**
 * Checks the length of a candle.
 * @throws O2InputError unless it is one of {@link RESOLUTIONS}.
 */
export function toResolution(resolution: Resolution): Resolution {
  if (RESOLUTIONS.includes(resolution)) return resolution;
  throw new O2InputError(
    "resolution",
    `${String(resolution)} is not a resolution. Expected one of ${RESOLUTIONS.join(", ")}.`,
    { code: "unknown", value: resolution, allowed: RESOLUTIONS },
  );
}

/**
 * Checks a precision level.
 * @throws O2InputError unless it is a whole number from 1 (finest tick) to 18 (coarsest).
 */
export function toPrecision(level: number): number {
  if (Number.isInteger(level) && level >= 1 && level <= 18) return level;
  throw new O2InputError(
    "precision",
    `${show(level)} is not a precision level. Expected a whole number from 1 (finest) to 18 (coarsest).`,
    { code: "outOfRange", value: level, allowed: PRECISIONS },
  );
}

/**
 * The level of a precision as the wire spells it: `"10"` is 1, `"100"` is 2.
 * @throws O2InputError unless it is `10^level`; the server would accept anything else and then never speak.
 */
export function fromWirePrecision(wirePrecision: string): number {
  const zeros = typeof wirePrecision === "string" ? /^1(0{1,18})$/.exec(wirePrecision)?.[1] : undefined;
  if (zeros) return zeros.length;
  throw new O2InputError(
    "wirePrecision",
    `${show(wirePrecision)} is not a wire precision. Expected a power of ten as a string, from "10" (finest) to "${toWirePrecision(18)}".`,
    { code: "outOfRange", value: wirePrecision, allowed: PRECISIONS.map(toWirePrecision) },
  );
}

/** A precision level as the wire spells it: `10^level`. */
export function toWirePrecision(level: number): string {
  return `1${"0".repeat(level)}`;
}

/**
 * Checks how many of something are wanted.
 * @throws O2InputError unless it is a whole number from 0, or Infinity for all.
 */
export function toCount(parameter: string, count: number): number {
  if (count === Infinity || (Number.isInteger(count) && count >= 0)) return count;
  throw new O2InputError(
    parameter,
    `${show(count)} is not a count. Expected a whole number from 0, or Infinity for all.`,
    { code: "outOfRange", value: count },
  );
}

/** The name of a topic within its channel. */
export function topicId(topic: Topic): string {
  if ("identity" in topic) return identityKey(topic.identity);
  return topic.channel === "depth" ? `${topic.market}:${topic.precision}` : topic.market;
}

/** A topic's name: two topics are the same when their keys are. {@link parseTopic} is its inverse. */
export function topicKey(topic: Topic): string {
  return `${topic.channel}:${topicId(topic)}`;
}

/** The topic a key was made from. */
export function parseTopic(key: string): Topic {
  const [channel, first = "", second = ""] = key.split(":");
  if (channel === "depth") return { channel, market: first, precision: Number(second) };
  if (channel === "trades") return { channel, market: first };
  const identity = first === "ContractId" ? { ContractId: second } : { Address: second };
  return { channel: channel as IdentityChannel, identity };
}
