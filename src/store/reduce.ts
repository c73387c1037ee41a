// What the client says, taken into the state: (state, event) -> state. Pure; books are read by the feed, once a frame.

import type { Connection } from "../client/connection.ts";
import { isRestError, O2ConnectionError, type O2Error } from "../client/errors.ts";
import type { ClientEvent } from "../client/events.ts";
import { identityKey, isOwn } from "../client/ids.ts";
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
import type { Slot } from "../client/wire.ts";
import { addToCandles } from "./candles.ts";
import { toDepth } from "./depth.ts";
import { addTrades, freshTrades, newerNonce, newestFirst, upsertBalances, upsertOrders } from "./merge.ts";
import { type Entry, type O2State, patch, readWhole, topicsOf } from "./state.ts";
import { type CandleTopic, feedId, parseFeedTopic } from "./topics.ts";

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
  /** The epoch of a slot's subscription, once the server has read it. */
  readonly epochOf: (slot: Slot) => number | undefined;
  /** Whom nonces name when they are of an identity: a wallet's are of its trade account. */
  readonly accountOf: (identity: Identity) => Identity;
}

/** The state after an event. */
export function reduce(state: O2State, event: ClientEvent, context: Context): O2State {
  switch (event.type) {
    case "connection":
      return connection(state, event.connection);
    case "reset":
      return sent(state, event.slot, context);
    case "read":
      return context.isFilled ? state : event.slots.reduce((next, slot) => read(next, slot, context), state);
    case "book":
    case "waiting":
    case "unproven":
      return state;
    case "doubt":
    case "rejected":
      return doubted(state, event.slot, event);
    case "update":
      return update(state, event.update, context);
    case "overLimit":
      return event.topics.reduce((next, topic) => overLimit(next, topic, event.error), state);
  }
}

/** A subscription was sent. What is shown proves nothing until the server has read it and the gap before it is filled. */
function sent(state: O2State, slot: Slot, { isFilled }: Context): O2State {
  // Where there is no REST, nothing is known of what was before: none is an empty value.
  const empty = isFilled ? undefined : ([] as const);
  return changeSlot(state, slot, () => ({ isComplete: false }), empty);
}

/** The server has read a subscription, and there is no REST to fill the gap before it: what comes from now on is current. */
function read(state: O2State, slot: Slot, { now, identities, epochOf }: Context): O2State {
  // Nothing tells a wallet's nonces from others' without its trade account, which only REST knows.
  const isUnknown = slot.channel === "nonce" && identities("nonce").length > 1;
  return changeSlot(state, slot, (identity) => ({
    epoch: isUnknown && identity && "Address" in identity ? undefined : epochOf(slot),
    error: undefined,
    retryAt: undefined,
    updatedAt: now,
  }));
}

/** Changes what is known of all topics that a slot serves, and what they hold where it is nothing yet. The feed reads books. */
function changeSlot(
  state: O2State,
  slot: Slot,
  change: (identity?: Identity) => Partial<Omit<Entry<unknown>, "data">>,
  empty?: readonly [],
): O2State {
  if (slot.channel === "depth") return state;
  if (slot.channel === "trades") {
    const data = state.trades[slot.market]?.data ?? empty;
    return idsOf(state.candles, slot.market).reduce(
      (next, id) => patch(next, "candles", id, { ...change(), data: next.candles[id]?.data ?? empty }),
      patch(state, "trades", slot.market, { ...change(), data }),
    );
  }
  return slot.identities.reduce((next, identity) => {
    const id = identityKey(identity);
    if (slot.channel === "nonce") return patch(next, "nonce", id, change(identity));
    return patch(next, slot.channel, id, { ...change(identity), data: next[slot.channel][id]?.data ?? empty });
  }, state);
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
  session: {
    readonly view: (shown: { market: string; precision: number; levels: number }) => BookSides | undefined;
    readonly subscriptions: { readonly epochOf: (topic: Topic) => number | undefined };
  },
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
        ...entry,
        data: toDepth(sides, entry.data),
        epoch: session.subscriptions.epochOf({ channel: "depth", market, precision: Number(precision) }),
        ...readWhole(now),
        levels,
      };
    else if (entry.epoch !== undefined) depth[id] = { ...entry, epoch: undefined };
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

function connection(state: O2State, next: Connection): O2State {
  const { status, isLost, lastMessageAt, error, reason } = state.connection;
  const isDown = next.status === "connecting" || next.status === "reconnecting";
  const isSame = next.status === status && next.reason === reason;
  const known = {
    lastMessageAt,
    isLost: isDown && isLost,
    // The same one while it is the same trouble, so that components that show it do not render with each attempt.
    error: next.status === "connected" ? undefined : isSame && error ? error : noConnection(next),
  };
  const changed = { ...state, connection: { ...next, ...known } };
  // Each subscription is sent anew with the next link: an error that was to be mended by that is over.
  return status === "connected" && next.status !== "connected" ? withoutRetries(changed) : changed;
}

function noConnection({ status, reason, code }: Connection): O2ConnectionError | undefined {
  // Nothing has failed yet, or it was closed on purpose.
  if (reason === undefined) return undefined;
  const next = status === "closed" ? "Call reconnect() to try again" : "It is tried again";
  return new O2ConnectionError(`There is no connection to the exchange: ${reason}. ${next}.`, { code });
}

function withoutRetries(state: O2State): O2State {
  return topicsOf(state, ({ retryAt }) => retryAt !== undefined).reduce(
    (next, topic) => patch(next, topic.channel, feedId(topic), { error: undefined, retryAt: undefined }),
    state,
  );
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
  return entry?.data ?? (isRestError(entry?.error) ? [] : undefined);
}

/** Something of a slot may be missing: its topics say why, and when they are asked for again. */
function doubted(
  state: O2State,
  slot: Slot,
  { error, retryAt }: { readonly error: O2Error; readonly retryAt: number | undefined },
): O2State {
  if (slot.channel !== "depth") return changeSlot(state, slot, () => ({ isComplete: false, error, retryAt }));
  const ids = idsOf(state.depth, slot.market);
  return ids.reduce((next, id) => patch(next, "depth", id, { error, retryAt }), state);
}

function overLimit(state: O2State, topic: Topic, error: O2Error): O2State {
  if (!("identity" in topic)) return state;
  const id = identityKey(topic.identity);
  const held = state[topic.channel][id]?.error;
  // It is said again with every change of what is wanted; the first time is the news.
  return patch(state, topic.channel, id, { error: held?.name === "O2LimitError" ? held : error, retryAt: undefined });
}
