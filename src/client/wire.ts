// The protocol's table of channels: all that differs from one channel to the next on the wire. Every list of channels,
// actions and keys derives from it, so that a new channel is one row. Knows nothing of how a frame's text is read.
import type { Identity } from "./entities.ts";
import type { Frequency } from "./frequencies.ts";
import { identityKey } from "./ids.ts";
import type {
  BookChannel,
  Channel,
  DepthViewTopic,
  IdentityChannel,
  Request,
  Topic,
  Update,
  Venue,
} from "./protocol.ts";
import { turbo } from "./venueKeys.ts";
import { toWirePrecision } from "./wirePrecision.ts";

/** The row of one channel. */
interface Row {
  /** Whether each venue has a slot of its own. */
  readonly hasVenues: boolean;
  /** Whether its unsubscribe names what the slot holds; else it drops all of it. */
  readonly isNamed: boolean;
  /** The actions of the server's frames of this channel; the alternative spellings too. */
  readonly actions: readonly string[];
  /** The members of a frame that carry this channel's data. */
  readonly payload: readonly string[];
}

const WIRE = {
  depth: {
    hasVenues: true,
    isNamed: true,
    actions: ["subscribe_depth", "subscribe_depth_update"],
    payload: ["changes", "view"],
  },
  depthView: {
    // Told apart by their names alone: no turbo form is known, and the margin venue's ordinary book carries what is asked of it there.
    hasVenues: true,
    isNamed: true,
    actions: ["subscribe_depth_view"],
    payload: ["view"],
  },
  trades: {
    hasVenues: true,
    isNamed: true,
    actions: ["subscribe_trades", "trades"],
    payload: ["trades", "trade"],
  },
  orders: {
    hasVenues: true,
    isNamed: false,
    actions: ["subscribe_orders"],
    payload: ["orders"],
  },
  balances: {
    hasVenues: false,
    isNamed: true,
    actions: ["subscribe_balances"],
    payload: ["balance"],
  },
  nonce: {
    hasVenues: false,
    isNamed: true,
    actions: ["subscribe_nonce", "nonce"],
    payload: ["nonce"],
  },
} satisfies Record<Channel, Row>;

const ROWS: Readonly<Record<Channel, Row>> = WIRE;

/** The channels of the feed. */
export const CHANNELS: readonly Channel[] = /* @__PURE__ */ Object.keys(WIRE) as Channel[];

/** The channel that speaks under an action; `undefined` where it is none of ours. */
export function channelOfAction(action: unknown): Channel | undefined {
  return CHANNELS.find((channel) => ROWS[channel].actions.includes(action as string));
}

/** The channel of an update. */
export function channelOf(update: Update): Channel {
  // The codec makes updates of known actions only.
  return channelOfAction(update.action) as Channel;
}

/** The channel that a frame's members belong to, whatever its action; `undefined` where it has none of a channel. */
export function channelOfPayload(frame: Readonly<Record<string, unknown>>): Channel | undefined {
  // A book's first snapshot is called orders as well, and is no list.
  if (frame.orders != null) return Array.isArray(frame.orders) ? "orders" : "depth";
  return CHANNELS.find((channel) => hasPayload(frame, channel));
}

/** Whether each venue has a slot of a channel of its own. */
export function hasVenues(channel: Channel): boolean {
  return ROWS[channel].hasVenues;
}

/** Whether a frame has the data of a channel. */
export function hasPayload(frame: Readonly<Record<string, unknown>>, channel: Channel): boolean {
  return ROWS[channel].payload.some((key) => frame[key] != null);
}

/** One subscription that the server holds for a connection. It holds at most one of each key. */
export type Slot =
  | {
      readonly channel: "depth";
      readonly venue?: Venue | undefined;
      readonly market: string;
      readonly precision: number;
    }
  | DepthViewTopic
  | { readonly channel: "trades"; readonly venue?: Venue | undefined; readonly market: string }
  | { readonly channel: IdentityChannel; readonly venue?: Venue | undefined; readonly identities: readonly Identity[] };

/** All that tells one slot from another. Topics and slots are such names. */
export interface SlotName {
  readonly channel: Channel;
  readonly venue?: Venue | undefined;
  readonly market?: string;
}

/** The key of the slot that serves a topic, or of a slot: `"trades:spot:0x…"`, `"orders:spot"`, `"nonce"`. */
export function slotKey({ channel, venue = "spot", market }: SlotName): string {
  return [channel, ...(ROWS[channel].hasVenues ? [venue] : []), ...(market === undefined ? [] : [market])].join(":");
}

/** Whether a slot has what a topic of it needs. */
export function serves(slot: Slot, topic: Topic): boolean {
  if ("precision" in slot && "precision" in topic) return slot.precision <= topic.precision;
  if (!("identities" in slot) || !("identity" in topic)) return true;
  const key = identityKey(topic.identity);
  return slot.identities.some((identity) => identityKey(identity) === key);
}

/** A slot of a book. */
export type BookSlot = Extract<Slot, { readonly channel: BookChannel }>;

/** Whether a slot is of a book. */
export function isBook(slot: Slot): slot is BookSlot {
  return "precision" in slot;
}

/** The slot that a topic takes when it is alone. */
export function slotOf(topic: Topic): Slot {
  if (!("identity" in topic)) return { ...topic };
  const { identity, ...of } = topic;
  return { ...of, identities: [identity] };
}

/** The request for a slot. */
export function subscribe(slot: Slot): Request {
  const venue = turboOf(slot);
  if ("identities" in slot) return { action: `subscribe_${slot.channel}`, identities: slot.identities, ...venue };
  if (slot.channel === "depthView") return { action: "subscribe_depth_view", ...viewOf(slot) };
  return slot.channel === "depth"
    ? { action: "subscribe_depth", market_id: slot.market, precision: toWirePrecision(slot.precision), ...venue }
    : { action: "subscribe_trades", market_id: slot.market, ...venue };
}

/** The request that ends a slot. */
export function unsubscribe(slot: Slot): Request {
  const venue = turboOf(slot);
  if (slot.channel === "depthView") return { action: "unsubscribe_depth_view", ...viewOf(slot) };
  if ("market" in slot) return { action: `unsubscribe_${slot.channel}`, market_id: slot.market, ...venue };
  const { channel, identities } = slot;
  return { action: `unsubscribe_${channel}`, ...(ROWS[channel].isNamed && { identities }), ...venue };
}

/** The members of both requests: it is not known whether the unsubscribe needs more than the market, and members too many are ignored. */
function viewOf({ market, precision, frequency }: DepthViewTopic): {
  readonly market_id: string;
  readonly precision: string;
  readonly frequency: Frequency;
} {
  return { market_id: market, precision: toWirePrecision(precision), frequency };
}

/** The member of a request that names the margin venue, for channels that have one there. */
function turboOf({ channel, venue }: Slot): { readonly turbo?: true } {
  return hasVenues(channel) ? turbo(venue) : {};
}
