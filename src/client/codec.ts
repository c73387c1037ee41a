// Text <-> meaning: the only room that knows how the server spells things, with `records`, which reads the payloads of all but books.
// Never throws; says why a frame is refused. Knows nothing of subscriptions, books or sockets.

import type { BookSides } from "./entities.ts";
import { EXCERPT } from "./excerpt.ts";
import { O2ServerError } from "./feedErrors.ts";
import { sides } from "./parseSides.ts";
import type { BookChannel, Channel, RecordUpdate, Request, Update, Venue } from "./protocol.ts";
import {
  hasLongNumbers,
  id,
  isId,
  isRounded,
  LARGEST,
  Malformed,
  object,
  parseExactJson,
  parseJson,
  type Raw,
  Rounded,
} from "./values.ts";
import { CHANNELS, channelOfAction, channelOfPayload, hasPayload, hasVenues } from "./wire.ts";

/** The meaning of a frame from the server. */
export type Frame =
  | { readonly kind: "update"; readonly update: Update }
  | { readonly kind: "pong" }
  /** The server refuses something; `resync` says that its stream has a gap. */
  | { readonly kind: "error"; readonly error: O2ServerError; readonly resync: boolean }
  /** A harmless frame: a venue's that nobody holds, a receipt, the echo of an unsubscribe, a PING. */
  | { readonly kind: "ignored" }
  /** An action of a newer server that carries nothing of a channel we know: it costs nothing. */
  | { readonly kind: "unknown"; readonly action: string }
  /** `isLoss`: what it said may have been about anything that `channel`, `market` and `venue` leave open. */
  | {
      readonly kind: "malformed";
      readonly reason: string;
      readonly isLoss: boolean;
      readonly channel: Channel | undefined;
      readonly market: string | undefined;
      readonly venue: Venue | undefined;
    };

/** The channels whose frames carry records, of which each stands for itself: all but books. */
export type RecordChannel = Exclude<Channel, BookChannel>;

/** Reads the payload of a channel's frame. @throws Malformed where it is not as expected. */
export type ReadRecords = (raw: Raw, channel: RecordChannel) => RecordUpdate;

/** The heartbeat: bare text, the client's word and the server's. */
export const PING = "PING";
export const PONG = "PONG";

/** A request as the server wants to read it. */
export function encode(request: Request): string {
  return JSON.stringify(request);
}

/** Whether a frame says at once that it changes a book. One that is spelled otherwise is found out when it is read. */
export function isDepthUpdate(data: unknown): boolean {
  return typeof data === "string" && /^\{\s*"action"\s*:\s*"subscribe_depth_update"/.test(data);
}

/** The readers of frames that a client needs. */
interface Decoding {
  readonly readRecords: ReadRecords | undefined;
  readonly isTurboHeld: (() => boolean) | undefined;
}

/**
 * Reads a frame. One that is malformed anywhere is refused whole. Without `readRecords` frames of records are ignored: nothing was
 * subscribed to that brings them; so are those of the margin venue, unless `isTurboHeld` says that something of it is held.
 */
export function decode(data: unknown, readRecords?: ReadRecords, isTurboHeld?: () => boolean): Frame {
  const how: Decoding = { readRecords, isTurboHeld };
  if (data === PONG) return { kind: "pong" };
  if (data === PING) return { kind: "ignored" };
  if (typeof data !== "string") return refusal("it is not text", "");
  if (data.length > LARGEST) return refusal("it is too large", data.slice(0, EXCERPT));
  const raw = parseJson(data);
  if (raw === undefined) return refusal("it is not JSON", data);
  return (isHandedOnExactly(raw, data) ? meaning(raw, data, how) : undefined) ?? exactMeaning(data, how);
}

/** Every number of a depth frame but its timestamps is looked at; other frames have more that is handed on unseen. */
function isHandedOnExactly(raw: unknown, text: string): boolean {
  const { action, onchain_timestamp, seen_timestamp }: Raw = Object(raw);
  return isDepthAction(action) ? !isRounded(onchain_timestamp) && !isRounded(seen_timestamp) : !hasLongNumbers(text);
}

function exactMeaning(text: string, how: Decoding): Frame {
  return meaning(parseExactJson(text), text, how) ?? refusal("a number of it is not spelled out in digits", text);
}

/** The meaning of a parsed frame; `undefined` when it has numbers that were rounded. */
function meaning(raw: unknown, text: string, how: Decoding): Frame | undefined {
  try {
    return read(object(raw, "the frame"), how);
  } catch (error) {
    if (error instanceof Rounded) return undefined;
    // JSON may hold an object that cannot be made text: then it is not our own word that says what is wrong.
    return refusal(error instanceof Error ? error.message : String(error), text);
  }
}

function isDepthAction(action: unknown): boolean {
  return action === "subscribe_depth_update" || action === "subscribe_depth";
}

/** Looks in the text, for it may be all there is: a frame that was cut off still says what it was about. */
function refusal(reason: string, text: string): Frame {
  const raw = parseJson(text);
  const channel = raw === undefined ? channelOfText(text) : channelOf(Object(raw));
  const market = /"market_id"\s*:\s*"((?:0x)?[\da-f]{64})"/i.exec(text)?.[1];
  return {
    kind: "malformed",
    reason: reason.slice(0, EXCERPT),
    // A frame that was cut off may have been about anything; a whole one of no channel that we know was not subscribed to.
    isLoss: channel !== undefined || (raw === undefined && /^\s*\{/.test(text)),
    channel,
    market: market && id(market, "market_id"),
    venue: raw === undefined ? venueOfText(text) : venueOf(Object(raw)),
  };
}

/** A frame that was cut off may have lost the mark of its venue. */
function venueOfText(text: string): Venue | undefined {
  return /"turbo"\s*:\s*true/.test(text) ? "turbo" : undefined;
}

function venueOf({ turbo }: Raw): Venue {
  return turbo === true ? "turbo" : "spot";
}

function channelOfText(text: string): Channel | undefined {
  const action = /"action"\s*:\s*"(?:subscribe_)?(\w*)/.exec(text)?.[1];
  if (action?.startsWith("depth_view")) return "depthView";
  return CHANNELS.find((channel) => action?.startsWith(channel));
}

/** The channel that a frame is of: by its action or, where that is not known, by what it carries. */
function channelOf(raw: Raw): Channel | undefined {
  return channelOfAction(raw.action) ?? channelOfPayload(raw);
}

function read(raw: Raw, how: Decoding): Frame {
  const { action } = raw;
  const channel = channelOfAction(action);
  // The two venues' frames stay apart, and some channels have no turbo form.
  const isTurbo = raw.turbo === true;
  if (isTurbo && (!how.isTurboHeld?.() || (channel && !hasVenues(channel)))) return { kind: "ignored" };
  if (channel) return known(raw, channel, how);
  // The shape of an error frame is not documented: any of these fields may be missing.
  if (action === "error" || (action === undefined && isError(raw))) return serverError(raw);
  if (typeof action === "string" && action.startsWith("unsubscribe_")) return { kind: "ignored" };
  if (channelOf(raw) === undefined && typeof action === "string")
    return { kind: "unknown", action: action.slice(0, EXCERPT) };
  throw new Malformed(action === undefined ? "it has no action" : `its action ${JSON.stringify(action)} is unknown`);
}

function isError(raw: Raw): boolean {
  return "code" in raw || "message" in raw || "error" in raw;
}

/** A frame of one of our channels. Without its payload it is a receipt, or an error that repeats the request's action. */
function known(raw: Raw, channel: Channel, { readRecords }: Decoding): Frame {
  if (channel === "depth") return depth(raw) ?? receipt(raw);
  if (channel === "depthView") return depthView(raw) ?? receipt(raw);
  if (!hasPayload(raw, channel)) return receipt(raw);
  return readRecords ? said(raw, readRecords(raw, channel)) : { kind: "ignored" };
}

function receipt(raw: Raw): Frame {
  return isError(raw) ? serverError(raw) : { kind: "ignored" };
}

function serverError(raw: Raw): Frame {
  const market = isId(raw.market_id) ? id(raw.market_id, "market_id") : undefined;
  const isResync = raw.resync_required === true;
  // A gap in a stream of no market concerns nobody here.
  if (isResync && market === undefined) return { kind: "ignored" };
  const code = Number(raw.code ?? Number.NaN);
  const message = [raw.message, raw.error].find((text) => typeof text === "string" && text !== "");
  const words = String(message ?? "the server gave no message").slice(0, EXCERPT);
  const about = `${Number.isNaN(code) ? "" : ` ${code}`}${market ? ` for market ${market}` : ""}`;
  return {
    kind: "error",
    error: new O2ServerError(
      `The server says error${about}: ${words}`,
      Number.isNaN(code) ? undefined : code,
      market,
      raw.turbo === true ? "turbo" : undefined,
    ),
    resync: isResync,
  };
}

// A snapshot is told from a change by its key, not by its action alone. `undefined` for a receipt.
function depth(raw: Raw): Frame | undefined {
  if (raw.changes != null) {
    const market_id = id(raw.market_id, "market_id");
    const changes = sides(object(raw.changes, "changes"), "changes", true);
    return said(raw, { action: "subscribe_depth_update", market_id, changes });
  }
  const key = raw.orders != null ? "orders" : "view";
  if (raw[key] == null) {
    if (raw.buys == null && raw.sells == null && raw.bids == null && raw.asks == null) return undefined;
    throw new Malformed("it has neither a snapshot (orders, view) nor changes");
  }
  if (raw.action === "subscribe_depth_update") throw new Malformed("it says update and carries a snapshot");
  const market_id = id(raw.market_id, "market_id");
  return said(raw, { action: "subscribe_depth", market_id, view: whole(raw, key) });
}

/** A book that replaces the one before. `undefined` for a receipt. */
function depthView(raw: Raw): Frame | undefined {
  if (raw.changes != null) throw new Malformed("it says depth view and carries changes");
  const key = raw.view == null ? "orders" : "view";
  if (raw[key] == null) {
    if (raw.buys == null && raw.sells == null && raw.bids == null && raw.asks == null) return undefined;
    throw new Malformed("it has no view");
  }
  return said(raw, {
    action: "subscribe_depth_view",
    market_id: id(raw.market_id, "market_id"),
    view: whole(raw, key),
  });
}

/** A whole book under one of its keys. */
function whole(raw: Raw, key: "orders" | "view"): BookSides & { readonly precision?: number } {
  const view = object(raw[key], key);
  return { ...sides(view, key, false), ...(typeof view.precision === "number" && { precision: view.precision }) };
}

/** An update, with the timestamps and the venue that its frame had. */
function said({ onchain_timestamp, seen_timestamp, turbo }: Raw, update: Update): Frame {
  const stamps: { onchain_timestamp?: string; seen_timestamp?: string; venue?: Venue } = update;
  if (turbo === true) stamps.venue = "turbo";
  if (onchain_timestamp != null) stamps.onchain_timestamp = String(onchain_timestamp);
  if (seen_timestamp != null) stamps.seen_timestamp = String(seen_timestamp);
  return { kind: "update", update };
}
