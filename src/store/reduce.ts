// What the client says, taken into the state: (state, event) -> state. Pure; books are read by the feed, once a frame.
import { type O2Error, O2LimitError } from "../client/errors.ts";
import type { ClientEvent } from "../client/events.ts";
import { identityKey, isOwn } from "../client/ids.ts";
import type { Connection } from "../client/link.ts";
import type {
  BookSides,
  DepthUpdate,
  Identity,
  IdentityChannel,
  Order,
  Topic,
  Trade,
  Update,
} from "../client/protocol.ts";
import type { Slot } from "../client/subscriptions.ts";
import { addToCandles } from "./candles.ts";
import { toDepth } from "./depth.ts";
import { addTrades, freshTrades, newerNonce, newestFirst, upsertBalances, upsertOrders } from "./entities.ts";
import { allStale, type Entry, type O2State, patch } from "./state.ts";
import { type CandleTopic, parseFeedTopic } from "./topics.ts";

/** What a reduction may depend on besides the event. */
export interface Context {
  readonly now: number;
  readonly maxTrades: number;
  /** How many closed orders of an identity are kept. */
  readonly closedLimit: (id: string) => number;
  /** Whether gaps are filled over REST: until then a topic is not current. */
  readonly isFilled: boolean;
  /** The identities that a channel's subscription holds at the server. */
  readonly identities: (channel: IdentityChannel) => readonly Identity[];
  /** Whether an entry of a channel that names nobody can only be of the one identity held. */
  readonly isOnly: (channel: IdentityChannel) => boolean;
  /** Whom nonces name when they are of an identity: a wallet's are of its trade account. */
  readonly accountOf: (identity: Identity) => Identity;
}

/** The state after an event. */
export function reduce(state: O2State, event: ClientEvent, context: Context): O2State {
  switch (event.type) {
    case "connection":
      return connection(state, event.connection);
    case "reset":
      return subscribed(state, event.slot, context);
    case "confirmed":
    case "book":
    case "waiting":
      return state;
    case "rejected":
      return event.slots.reduce((next, slot) => rejected(next, slot, event.error), state);
    case "update":
      return update(state, event.update, context);
    case "doubt":
      return doubt(state, event.market, event.error);
    case "refused":
      return event.topics.reduce((next, topic) => refused(next, topic, event.error), state);
  }
}

/**
 * A slot's subscription stands. A book still waits for its snapshot, the others for their gaps to be filled; where there
 * is no REST to fill them from, the subscription is all there is to wait for.
 */
function subscribed(state: O2State, slot: Slot, { now, isFilled, identities }: Context): O2State {
  if (slot.channel === "depth") return state;
  const stands = isFilled ? { isLive: false, isComplete: false } : { isLive: true, error: undefined, updatedAt: now };
  const data = isFilled ? undefined : [];
  if (slot.channel === "trades") {
    const known = state.trades[slot.market]?.data ?? data;
    const next = patch(state, "trades", slot.market, { ...stands, data: known });
    return idsOf(state.candles, slot.market).reduce(
      (each, id) => patch(each, "candles", id, { ...stands, data: each.candles[id]?.data ?? data }),
      next,
    );
  }
  let next = state;
  // Nothing tells a wallet's nonces from others' without its trade account, which only REST knows.
  const isUnknown = (identity: Identity): boolean => "Address" in identity && identities("nonce").length > 1;
  for (const identity of slot.identities) {
    const id = identityKey(identity);
    if (slot.channel === "nonce")
      next = patch(next, "nonce", id, { ...stands, isLive: stands.isLive && !isUnknown(identity) });
    else next = patch(next, slot.channel, id, { ...stands, data: next[slot.channel][id]?.data ?? data });
  }
  return next;
}

/** A market's candle topics and their ids. */
export function candleTopics(state: O2State, market: string): { readonly id: string; readonly topic: CandleTopic }[] {
  return idsOf(state.candles, market).map((id) => ({ id, topic: parseFeedTopic(`candles:${id}`) as CandleTopic }));
}

function idsOf(entries: Readonly<Record<string, unknown>>, market: string): string[] {
  return Object.keys(entries).filter((id) => id.startsWith(`${market}:`));
}

/** What is to be seen of some markets' books now, at each precision that is followed; `view` gives nothing where there is no current one. */
export function readBooks(
  state: O2State,
  markets: ReadonlySet<string>,
  session: { readonly view: (shown: { market: string; precision: number; levels: number }) => BookSides | undefined },
  shown: { readonly most: (id: string) => number },
  now: number,
): O2State {
  // Copied once, however many there are.
  const depth = { ...state.depth };
  for (const [id, entry] of Object.entries(depth)) {
    const [market = "", precision] = id.split(":");
    if (!markets.has(market)) continue;
    const levels = shown.most(id);
    const sides = session.view({ market, precision: Number(precision), levels });
    if (sides)
      depth[id] = {
        data: toDepth(sides, entry.data),
        isLive: true,
        isComplete: true,
        error: undefined,
        updatedAt: now,
        levels,
      };
    else if (entry.isLive) depth[id] = { ...entry, isLive: false };
  }
  return { ...state, depth };
}

/** Older orders of an identity, as a page of history has them. */
export function withHistory(state: O2State, identity: Identity, page: readonly Order[], closedLimit: number): O2State {
  const id = identityKey(identity);
  const held = heldOf(state.orders[id]);
  if (!held) return state;
  // The stream's word is newer than a page of history. What is open is known without it: one that a late page still has open
  // may have ended since.
  const known = new Set(held.map((order) => order.order_id));
  const older = page.filter((order) => order.close && !known.has(order.order_id));
  return patch(state, "orders", id, { data: upsertOrders(held, older, closedLimit) });
}

/** The slot that a topic alone would take. */
export function slotOf(topic: Topic): Slot {
  return "identity" in topic ? { channel: topic.channel, identities: [topic.identity] } : topic;
}

function connection(state: O2State, next: Connection): O2State {
  const { isLost, lastMessageAt } = state.connection;
  const isDown = next.status === "connecting" || next.status === "reconnecting";
  const topics = next.status === "connected" ? state : allStale(state);
  return { ...topics, connection: { ...next, lastMessageAt, isLost: isDown && isLost } };
}

function update(
  state: O2State,
  said: Exclude<Update, DepthUpdate>,
  { now, maxTrades, closedLimit, identities, isOnly, accountOf }: Context,
): O2State {
  switch (said.action) {
    case "subscribe_trades": {
      const market = said.market_id;
      const held = heldOf(state.trades[market]);
      if (!held) return state;
      const told = newestFirst(said.trades);
      const next = patch(state, "trades", market, { data: addTrades(held, told, maxTrades), updatedAt: now });
      const topics = candleTopics(state, market);
      if (topics.length === 0) return next;
      const fresh = newestFirst(countable(held, told, maxTrades));
      return topics.reduce((each, { id, topic }) => {
        const candles = each.candles[id]?.data;
        return candles
          ? patch(each, "candles", id, {
              data: addToCandles(candles, fresh, topic, held[0]?.timestamp),
              updatedAt: now,
            })
          : each;
      }, next);
    }
    case "subscribe_orders":
      return identities("orders").reduce((next, identity) => {
        const id = identityKey(identity);
        const held = heldOf(next.orders[id]);
        const own = said.orders.filter((order) => isOwn(order, identity, isOnly("orders")));
        if (!held || own.length === 0) return next;
        return patch(next, "orders", id, { data: upsertOrders(held, own, closedLimit(id)), updatedAt: now });
      }, state);
    case "subscribe_balances":
      return said.balance.reduce((next, balance) => {
        const id = identityKey(balance.identity);
        const held = heldOf(next.balances[id]);
        return held ? patch(next, "balances", id, { data: upsertBalances(held, [balance]), updatedAt: now }) : next;
      }, state);
    case "subscribe_nonce":
      return identities("nonce").reduce((next, identity) => {
        if (!isOwn(said, accountOf(identity), isOnly("nonce"))) return next;
        const id = identityKey(identity);
        return patch(next, "nonce", id, { data: newerNonce(next.nonce[id]?.data, said.nonce), updatedAt: now });
      }, state);
  }
}

/** The trades that no candle has counted yet, newest first: one behind all that is kept may have been counted before. */
function countable(held: readonly Trade[], told: readonly Trade[], maxTrades: number): readonly Trade[] {
  const fresh = freshTrades(held, told);
  const oldest = held.at(-1);
  if (!oldest || held.length < maxTrades) return fresh;
  const all = addTrades(held, told, Number.POSITIVE_INFINITY);
  const isNewer = new Set(all.slice(0, all.indexOf(oldest)));
  return fresh.filter((trade) => isNewer.has(trade));
}

/** What is held. While nothing is, the fill under way hears the stream as well, unless it fails: then that is all there is. */
function heldOf<T>(entry: Entry<readonly T[]> | undefined): readonly T[] | undefined {
  return entry?.data ?? (entry?.error ? [] : undefined);
}

/** The server did not take a subscription: nothing of it is current. */
function rejected(state: O2State, slot: Slot, error: O2Error): O2State {
  const stale = { isLive: false, error };
  if (slot.channel === "depth") return state;
  if (slot.channel === "trades") {
    const next = patch(state, "trades", slot.market, stale);
    return idsOf(state.candles, slot.market).reduce((each, id) => patch(each, "candles", id, stale), next);
  }
  return slot.identities.reduce((next, identity) => patch(next, slot.channel, identityKey(identity), stale), state);
}

function doubt(state: O2State, market: string, error: O2Error): O2State {
  return idsOf(state.depth, market).reduce((next, id) => patch(next, "depth", id, { isLive: false, error }), state);
}

function refused(state: O2State, topic: Topic, error: O2Error): O2State {
  if (!("identity" in topic)) return state;
  const id = identityKey(topic.identity);
  const held = state[topic.channel][id]?.error;
  // It is said again with every change of what is wanted; the first time is the news.
  return patch(state, topic.channel, id, { isLive: false, error: held instanceof O2LimitError ? held : error });
}
