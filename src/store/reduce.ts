// What the client says, taken into the state: (state, event) -> state. Pure; books are read by the feed, once a frame.
import { type O2Error, O2LimitError } from "../client/errors.ts";
import { identityKey, isOwn } from "../client/ids.ts";
import type { Connection } from "../client/link.ts";
import type { Identity, IdentityChannel, Topic, Update } from "../client/protocol.ts";
import type { ClientEvent } from "../client/session.ts";
import type { Slot } from "../client/subscriptions.ts";
import { addTrades, newerNonce, upsertBalances, upsertOrders } from "./entities.ts";
import { allStale, type O2State, patch } from "./state.ts";

/** What a reduction may depend on besides the event. */
export interface Context {
  readonly now: number;
  readonly maxTrades: number;
  readonly maxClosedOrders: number;
  /** The identities that a channel's subscription holds at the server. */
  readonly identities: (channel: IdentityChannel) => readonly Identity[];
}

/** The state after an event. */
export function reduce(state: O2State, event: ClientEvent, context: Context): O2State {
  switch (event.type) {
    case "connection":
      return connection(state, event.connection);
    case "reset":
      return subscribed(state, event.slot, context.now);
    case "update":
      return update(state, event.update, context);
    case "doubt":
      return doubt(state, event.market, event.error);
    case "refused":
      return event.topics.reduce((next, topic) => refused(next, topic, event.error), state);
  }
}

/** A slot's subscription stands. A book still waits for its snapshot; of the others no first data is promised. */
export function subscribed(state: O2State, slot: Slot, now: number): O2State {
  const stands = { isLive: true, error: undefined, updatedAt: now };
  if (slot.channel === "depth") return state;
  if (slot.channel === "trades") {
    return patch(state, "trades", slot.market, { ...stands, data: state.trades[slot.market]?.data ?? [] });
  }
  let next = state;
  for (const id of slot.identities.map(identityKey)) {
    if (slot.channel === "nonce") next = patch(next, "nonce", id, stands);
    else next = patch(next, slot.channel, id, { ...stands, data: next[slot.channel][id]?.data ?? [] });
  }
  return next;
}

/** The ids of a market's depth topics and their precision levels. */
export function depthTopics(state: O2State, market: string): { readonly id: string; readonly precision: number }[] {
  return Object.keys(state.depth)
    .filter((id) => id.startsWith(`${market}:`))
    .map((id) => ({ id, precision: Number(id.slice(market.length + 1)) }));
}

function connection(state: O2State, next: Connection): O2State {
  const { isLost, lastMessageAt } = state.connection;
  const isDown = next.status === "connecting" || next.status === "reconnecting";
  const topics = next.status === "connected" ? state : allStale(state);
  return { ...topics, connection: { ...next, lastMessageAt, isLost: isDown && isLost } };
}

function update(state: O2State, said: Update, { now, maxTrades, maxClosedOrders, identities }: Context): O2State {
  switch (said.action) {
    case "subscribe_depth":
    case "subscribe_depth_update":
      return state;
    case "subscribe_trades": {
      const held = state.trades[said.market_id]?.data ?? [];
      return patch(state, "trades", said.market_id, { data: addTrades(held, said.trades, maxTrades), updatedAt: now });
    }
    case "subscribe_orders":
      return identities("orders").reduce((next, identity, _, all) => {
        const own = said.orders.filter((order) => isOwn(order, identity, all.length === 1));
        if (own.length === 0) return next;
        const id = identityKey(identity);
        const data = upsertOrders(next.orders[id]?.data ?? [], own, maxClosedOrders);
        return patch(next, "orders", id, { data, updatedAt: now });
      }, state);
    case "subscribe_balances":
      return said.balance.reduce((next, balance) => {
        const id = identityKey(balance.identity);
        return patch(next, "balances", id, {
          data: upsertBalances(next.balances[id]?.data ?? [], [balance]),
          updatedAt: now,
        });
      }, state);
    case "subscribe_nonce":
      return identities("nonce").reduce((next, identity, _, all) => {
        if (!isOwn(said, identity, all.length === 1)) return next;
        const id = identityKey(identity);
        return patch(next, "nonce", id, { data: newerNonce(next.nonce[id]?.data, said.nonce), updatedAt: now });
      }, state);
  }
}

function doubt(state: O2State, market: string, error: O2Error): O2State {
  return depthTopics(state, market).reduce((next, { id }) => patch(next, "depth", id, { isLive: false, error }), state);
}

function refused(state: O2State, topic: Topic, error: O2Error): O2State {
  if (!("identity" in topic)) return state;
  const id = identityKey(topic.identity);
  const held = state[topic.channel][id]?.error;
  // It is said again with every change of what is wanted; the first time is the news.
  return patch(state, topic.channel, id, { isLive: false, error: held instanceof O2LimitError ? held : error });
}
