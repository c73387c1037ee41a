// Whether what is known is current: the one place that says so. All that is not proven in the present epoch is stale, so that
// nothing stays live because somebody forgot to take it back. Pure: knows nothing of sockets or time.
import { identityKey } from "../client/ids.ts";
import type { Topic } from "../client/protocol.ts";
import { type Slot, slotKey } from "../client/wire.ts";
import { patch, topicsOf } from "./entries.ts";
import { CHANNELS, type Entry, type O2State } from "./state.ts";
import { type CarriedTopic, type FeedTopic, type FillsTopic, feedId, isPolled } from "./topics.ts";

/** The epochs of subscriptions. */
export interface Epochs {
  /** The epoch of the subscription that serves a topic, once the server has read it; `undefined` before. */
  epochOf(topic: Topic): number | undefined;
}

/** A topic that the wire and the store know by the same name. */
type Carrier = Exclude<Topic, { readonly channel: "depthView" }>;

/** The facts that the client can prove. */
export interface Proofs {
  /** Whether the link is open, and something arrived over it within the bound. */
  readonly isHeard: boolean;
  /** When something last arrived, in milliseconds since 1970: all that was live then was true then. */
  readonly heardAt: number;
  readonly subscriptions: Epochs;
}

/** The topic that a topic's news is joined to: candles live on their market's trades, fills on their identity's orders, any other on itself. */
export function carrierOf(topic: CarriedTopic): CarriedTopic & Carrier;
/** The same; `undefined` where no subscription tells it. */
export function carrierOf(topic: FeedTopic): (CarriedTopic & Carrier) | undefined;
export function carrierOf(topic: FeedTopic): (CarriedTopic & Carrier) | undefined {
  if (isPolled(topic)) return undefined;
  if (topic.channel === "fills") return ordersOf(topic);
  if (topic.channel !== "candles") return topic;
  const { venue, market } = topic;
  return { channel: "trades", ...(venue && { venue }), market };
}

/** The topic on the wire that tells of an identity's fills. */
export function ordersOf({ venue, identity }: FillsTopic): Topic & { readonly channel: "orders" } {
  return { channel: "orders", ...(venue && { venue }), identity };
}

/** The topic on the wire that carries a topic's news: that of a calm book is its depth view. */
export function wireOf(topic: CarriedTopic): Topic {
  if (topic.channel !== "depth" || !topic.frequency) return carrierOf(topic);
  const { venue, market, precision, frequency } = topic;
  return { channel: "depthView", ...(venue && { venue }), market, precision, frequency };
}

/** The topics that a slot carries the news of, of those in a state. */
export function carriedBy(state: O2State, slot: Slot): CarriedTopic[] {
  return topicsOf(state).filter((topic): topic is CarriedTopic => {
    if (isPolled(topic)) return false;
    const carrier = wireOf(topic);
    if (slotKey(carrier) !== slotKey(slot)) return false;
    if (!("identities" in slot) || !("identity" in carrier)) return true;
    const key = identityKey(carrier.identity);
    return slot.identities.some((identity) => identityKey(identity) === key);
  });
}

/** The candles that live on a market's trades. */
export function candlesOf(state: O2State, trades: Topic & { readonly channel: "trades" }): CarriedTopic[] {
  return carriedBy(state, trades).filter(({ channel }) => channel === "candles");
}

/**
 * Whether nothing of a topic is missing: the server has read the subscription, and the gap before it was filled, all in one
 * epoch. Candles are joined to the trades, so nothing of these may be missing either; fills are read by themselves. A link that is silent loses nothing. What no
 * subscription tells is whole while its last read proves it.
 */
export function isWhole(state: O2State, topic: FeedTopic, subscriptions: Epochs): boolean {
  const epochIn = (each: FeedTopic): number | undefined => {
    const entries: Readonly<Record<string, Entry<unknown>>> = state[each.channel];
    return entries[feedId(each)]?.epoch;
  };
  const carrier = carrierOf(topic);
  if (!carrier) return epochIn(topic) !== undefined;
  const epoch = subscriptions.epochOf(wireOf(carrier));
  if (epoch === undefined || epochIn(topic) !== epoch) return false;
  return topic.channel !== "candles" || epochIn(carrier) === epoch;
}

/**
 * The state with each topic marked as current or not. Unchanged entries keep their reference. Data that changes its mark was last
 * known to be true when something last arrived; what an error puts in doubt may have been wrong since its last change.
 */
export function withLiveness(state: O2State, { isHeard, heardAt, subscriptions }: Proofs): O2State {
  let next = state;
  for (const channel of CHANNELS) {
    const entries: Readonly<Record<string, Entry<unknown>>> = state[channel];
    for (const [id, { topic, isLive, error, updatedAt = 0 }] of Object.entries(entries)) {
      const isNow = topic !== undefined && isHeard && isWhole(state, topic, subscriptions);
      if (isNow === isLive) continue;
      const known = error || heardAt <= updatedAt ? {} : { updatedAt: heardAt };
      next = patch(next, channel, id, { isLive: isNow, ...known });
    }
  }
  return next;
}
