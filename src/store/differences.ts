// Reads over REST whether the stream told all of a topic. REST may be some seconds old: only what holds in spite of that is a
// difference. Pure but for the reads; does not know when they are made.
import type { Balance, Identity, Market, Order } from "../client/entities.ts";
import { fillOfTrade } from "../client/fills.ts";
import type { BookChannel, Topic } from "../client/protocol.ts";
import type { ReadOptions } from "../client/request.ts";
import type { O2Rest } from "../client/rest.ts";
import { PAGE } from "../client/restQueries.ts";
import { FillList } from "./channels/FillList.ts";
import { END, heldFills } from "./channels/heldFills.ts";
import { fillsIn } from "./channels/marketFills.ts";
import { tradeKey } from "./merge.ts";
import { EMPTY_ENTRY, type Entry, type O2State } from "./state.ts";
import { type FillsTopic, feedId } from "./topics.ts";
import { readTriggerDifference } from "./triggerDifferences.ts";

/** The topics that are compared so: a book has another way, and candles live on trades. */
export type ComparedTopic = Exclude<Topic, { readonly channel: BookChannel }> | FillsTopic;

/** An asset or a market to read; `undefined` for all markets, or where there is no choice. */
export type Subject = string | undefined;

/** All that one audit reads. */
export interface Subjects {
  readonly subject: Subject;
  /** The market whose trigger orders are read beside the orders. */
  readonly market?: string | undefined;
}

/** The stream did not tell something. `subject` is where to see it again. */
export interface Difference {
  readonly subject: Subject;
  /** Whether it is one of trigger orders. */
  readonly isOfTriggers?: true;
}

/** The sources of the reads. */
export interface DifferenceSources {
  readonly rest: O2Rest;
  readonly markets: () => Promise<readonly Market[]>;
  /** The trade account of a wallet, where it is known. */
  readonly accountOf: (identity: Identity) => Identity;
}

/**
 * Reads once. Gives what the answer has and the stream did not tell, given the state some seconds before the request and the
 * state once the stream must have told the same.
 */
export async function readDifference(
  topic: ComparedTopic,
  { subject, market }: Subjects,
  { rest, accountOf }: DifferenceSources,
  how: ReadOptions,
): Promise<(before: O2State, now: O2State) => Difference | undefined> {
  const id = feedId(topic);
  switch (topic.channel) {
    case "trades": {
      const [newest] = await rest.trades({ venue: topic.venue, market: topic.market, count: 1, ...how });
      return (_, { trades }) => {
        const held = trades[id]?.data ?? [];
        if (!newest || newest.timestamp <= (held[0]?.timestamp ?? Number.NEGATIVE_INFINITY)) return undefined;
        return held.some((trade) => tradeKey(trade) === tradeKey(newest)) ? undefined : { subject };
      };
    }
    case "orders": {
      const { venue, identity } = topic;
      const [open, hasOthers] = await Promise.all([
        rest.orders({ venue, market: subject, identity, isOpen: true, ...how }),
        readTriggerDifference({ ...topic, channel: "orders" }, market, { rest, accountOf }, how),
      ]);
      return (before, now) => {
        const order = differentOrder(open, subject, before.orders[id]?.data ?? [], now.orders[id]?.data ?? []);
        if (order) return { subject: order.market_id };
        return hasOthers(before.orders[id], now.orders[id]) ? { subject: market, isOfTriggers: true } : undefined;
      };
    }
    case "balances": {
      if (subject === undefined) return () => undefined;
      const read = await rest.balance({ asset: subject, identity: topic.identity, ...how });
      return ({ balances: before }, { balances: now }) => {
        const of = (balances: O2State["balances"]): Balance | undefined =>
          balances[id]?.data?.find(({ asset_id }) => asset_id === subject);
        const held = of(now);
        // A balance goes up and down: one that the stream told meanwhile may be newer than what was read.
        return held && held === of(before) && !isSameBalance(held, read) ? { subject } : undefined;
      };
    }
    case "fills": {
      const { venue, identity, market = subject } = topic;
      if (market === undefined) return () => undefined;
      const [newest] = await rest.accountTrades({ venue, market, identity, count: 1, ...how });
      const fill = newest && fillOfTrade(newest, market, identity);
      return (_, { fills }) => {
        const held = fillsIn(heldFills(fills[id] ?? EMPTY_ENTRY), market);
        const isNews =
          fill && fill.timestamp >= (held.fills[0]?.timestamp ?? END) && !new FillList(held.fills).has(fill);
        return isNews ? { subject } : undefined;
      };
    }
    case "nonce": {
      const account = await rest.account({ identity: accountOf(topic.identity), ...how });
      return (_, { nonce }) => ((account?.nonce ?? 0n) > (nonce[id]?.data ?? 0n) ? { subject } : undefined);
    }
  }
}

/** The asset or market to read in a topic's turn. `isByMarket`: the open orders of all markets cannot be read at once. */
export async function nextSubject(
  topic: ComparedTopic,
  { turn, isByMarket }: { readonly turn: number; readonly isByMarket: boolean },
  state: O2State,
  { markets }: DifferenceSources,
): Promise<Subject> {
  if (topic.channel === "balances") {
    const held = state.balances[feedId(topic)]?.data ?? [];
    return inTurn(held, (balance) => balance.total_locked + balance.total_unlocked > 0n, turn)?.asset_id;
  }
  if (topic.channel === "fills") {
    if (topic.market !== undefined) return topic.market;
    const { markets: held } = heldFills(state.fills[feedId(topic)] ?? EMPTY_ENTRY);
    return inTurn(await markets(), ({ market_id }) => (held[market_id]?.fills.length ?? 0) > 0, turn)?.market_id;
  }
  if (topic.channel !== "orders" || !isByMarket) return undefined;
  const open = (state.orders[feedId(topic)]?.data ?? []).filter((order) => !order.close);
  const busy = new Set(open.map((order) => order.market_id));
  return inTurn(await markets(), ({ market_id }) => busy.has(market_id), turn)?.market_id;
}

/** An account without trigger orders is asked for them in one of so many turns. */
const SELDOM = 10;

/** Whether trigger orders belong to a topic, and REST did not tell all of them. */
export function lacksTriggers(topic: ComparedTopic, state: O2State): boolean {
  return topic.channel === "orders" && !entryOf(topic, state).triggers?.isWhole;
}

/**
 * The market whose trigger orders are read in a topic's turn; `undefined` for none. @param lacking the turns in a row in which they
 * were not known: a server that refuses them is asked in the first, second, fourth and eighth of these, then in every tenth.
 */
export function nextMarket(topic: ComparedTopic, turn: number, lacking: number, state: O2State): string | undefined {
  const { data = [], held, triggers } = entryOf(topic, state);
  const markets = Object.keys(held?.floors ?? {});
  if (!triggers?.isWhole) return lacking % SELDOM === 0 || [1, 2, 4, 8].includes(lacking) ? markets[0] : undefined;
  const waiting = [...data.filter((order) => order.active_trigger_orders?.length && !order.close), ...triggers.list];
  const busy = new Set(waiting.map(({ market_id }) => market_id));
  if (busy.size === 0 && turn % SELDOM !== SELDOM - 1) return undefined;
  return inTurn(markets, (market) => busy.has(market), turn);
}

function entryOf(topic: ComparedTopic, { orders }: O2State): Entry<readonly Order[]> {
  return (topic.channel === "orders" ? orders[feedId(topic)] : undefined) ?? EMPTY_ENTRY;
}

/** In each round all that matter most, and one of the others. */
function inTurn<T>(all: readonly T[], isFirst: (item: T) => boolean, turn: number): T | undefined {
  const first = all.filter(isFirst);
  const others = all.filter((item) => !isFirst(item));
  const round = first.length + Math.min(1, others.length);
  return first[turn % round] ?? others[Math.floor(turn / round) % others.length];
}

/** An order of which the stream did not tell all. Closed ones that are not held may have been let go of. */
function differentOrder(
  open: readonly Order[],
  market: Subject,
  before: readonly Order[],
  now: readonly Order[],
): Order | undefined {
  const held = new Map(now.map((order) => [order.order_id, order]));
  // If the stream told of orders meanwhile, one may have been opened, closed and let go of.
  const isQuiet = before === now;
  const isUntold = (order: Order): boolean => {
    const own = held.get(order.order_id);
    return own ? !own.close && (order.quantity_fill ?? 0n) > (own.quantity_fill ?? 0n) : isQuiet;
  };
  const untold = open.find(isUntold);
  if (untold || open.length >= PAGE.orders) return untold;
  const listed = new Set(open.map((order) => order.order_id));
  // Open all the while here, but not there.
  return before.find((order) => {
    const isMeant = market === undefined || order.market_id === market;
    return isMeant && !listed.has(order.order_id) && !order.close && held.get(order.order_id)?.close === false;
  });
}

function isSameBalance(one: Balance, other: Balance): boolean {
  return (["total_locked", "total_unlocked", "trading_account_balance"] as const).every(
    (member) => one[member] === other[member],
  );
}
