// Text <-> meaning: the only room that knows how the server spells things. Never throws; says why a frame is refused.
// Knows nothing of subscriptions, books or sockets.

import { balance, order, sides, trade } from "./entities.ts";
import { O2ServerError } from "./errors.ts";
import type { Request, Update } from "./protocol.ts";
import {
  EXCERPT,
  hasLongNumbers,
  id,
  isId,
  isRounded,
  LARGEST,
  list,
  Malformed,
  nonce,
  object,
  parseExactJson,
  parseJson,
  type Raw,
  Rounded,
} from "./values.ts";

/** What a frame from the server means. */
export type Frame =
  | { readonly kind: "update"; readonly update: Update }
  | { readonly kind: "pong" }
  /** The server refuses something; `resync` says that its stream has a gap. */
  | { readonly kind: "error"; readonly error: O2ServerError; readonly resync: boolean }
  /** Another venue's frame, or the echo of an unsubscribe: nothing to spot readers. */
  | { readonly kind: "ignored" }
  /** `isLoss`: what it said may have been about anything that `channel` and `market` leave open. */
  | {
      readonly kind: "refused";
      readonly reason: string;
      readonly isLoss: boolean;
      readonly channel: string | undefined;
      readonly market: string | undefined;
    };

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

/** What a frame means. Malformed anywhere is refused whole. */
export function decode(data: unknown): Frame {
  if (data === PONG) return { kind: "pong" };
  if (typeof data !== "string") return refusal("it is not text", "");
  if (data.length > LARGEST) return refusal("it is too large", data.slice(0, EXCERPT));
  const raw = parseJson(data);
  if (raw === undefined) return refusal("it is not JSON", data);
  return (isHandedOnExactly(raw, data) ? meaning(raw, data) : undefined) ?? exactMeaning(data);
}

/** Every number of a depth frame but its timestamps is looked at; other frames have more that is handed on unseen. */
function isHandedOnExactly(raw: unknown, text: string): boolean {
  const { action, onchain_timestamp, seen_timestamp }: Raw = Object(raw);
  return isDepthAction(action) ? !isRounded(onchain_timestamp) && !isRounded(seen_timestamp) : !hasLongNumbers(text);
}

function exactMeaning(text: string): Frame {
  return meaning(parseExactJson(text), text) ?? refusal("a number of it is not spelled out in digits", text);
}

/** What was parsed means; `undefined` when it has numbers that were rounded. */
function meaning(raw: unknown, text: string): Frame | undefined {
  try {
    return read(object(raw, "the frame"));
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
  const action = /"action"\s*:\s*"(\w*)/.exec(text)?.[1];
  const channel = /^(?:subscribe_)?(depth|trades|orders|balances|nonce)/.exec(action ?? "")?.[1];
  const market = /"market_id"\s*:\s*"((?:0x)?[\da-f]{64})"/i.exec(text)?.[1];
  return {
    kind: "refused",
    reason: reason.slice(0, EXCERPT),
    // What was cut off may have been anything; what has another action, or none, is nothing that was subscribed to.
    isLoss: channel !== undefined || (parseJson(text) === undefined && /^\s*\{/.test(text)),
    channel,
    market: market && id(market, "market_id"),
  };
}

function read(raw: Raw): Frame {
  // Each venue's frames are its own: what the margin venue says must never reach a spot reader.
  if (raw.turbo === true) return { kind: "ignored" };
  const { action } = raw;
  switch (action) {
    case "subscribe_depth":
    case "subscribe_depth_update":
      return said(raw, depth(raw));
    case "subscribe_trades":
    case "trades":
      return said(raw, {
        action: "subscribe_trades",
        market_id: id(raw.market_id, "market_id"),
        trades: list(raw.trades, "trades", trade),
      });
    case "subscribe_orders":
      return said(raw, { action, orders: list(raw.orders, "orders", order) });
    case "subscribe_balances":
      return said(raw, { action, balance: list(raw.balance, "balance", balance) });
    case "subscribe_nonce":
    case "nonce":
      return said(raw, {
        action: "subscribe_nonce",
        contract_id: id(raw.contract_id, "contract_id"),
        nonce: nonce(raw.nonce),
      });
  }
  // The shape of an error frame is not documented: any of these fields may be missing.
  if (action === "error" || (action === undefined && ("code" in raw || "message" in raw))) return serverError(raw);
  if (typeof action === "string" && action.startsWith("unsubscribe_")) return { kind: "ignored" };
  throw new Malformed(action === undefined ? "it has no action" : `its action ${JSON.stringify(action)} is unknown`);
}

function serverError(raw: Raw): Frame {
  const code = typeof raw.code === "number" ? raw.code : undefined;
  const message = (typeof raw.message === "string" && raw.message.slice(0, EXCERPT)) || "the server gave no message";
  const market = isId(raw.market_id) ? id(raw.market_id, "market_id") : undefined;
  const about = `${code === undefined ? "" : ` ${code}`}${market ? ` for market ${market}` : ""}`;
  return {
    kind: "error",
    error: new O2ServerError(`The server says error${about}: ${message}`, code, market),
    resync: raw.resync_required === true,
  };
}

// A snapshot is told from a change by its key, not by its action alone; older servers say `view` for `orders`.
function depth(raw: Raw): Update {
  const market_id = id(raw.market_id, "market_id");
  if (raw.changes != null) {
    const changes = sides(object(raw.changes, "changes"), "changes", true);
    return { action: "subscribe_depth_update", market_id, changes };
  }
  const key = raw.orders != null ? "orders" : "view";
  if (raw[key] == null) throw new Malformed("it has neither a snapshot (orders, view) nor changes");
  const view = object(raw[key], key);
  const precision = typeof view.precision === "number" ? { precision: view.precision } : {};
  return { action: "subscribe_depth", market_id, view: { ...sides(view, key, false), ...precision } };
}

/** An update, with the timestamps that its frame had. */
function said({ onchain_timestamp, seen_timestamp }: Raw, update: Update): Frame {
  const stamps: { onchain_timestamp?: string; seen_timestamp?: string } = update;
  if (onchain_timestamp != null) stamps.onchain_timestamp = String(onchain_timestamp);
  if (seen_timestamp != null) stamps.seen_timestamp = String(seen_timestamp);
  return { kind: "update", update };
}
