// What to read over REST for each channel that starts without a snapshot, and how what was read joins what is held and
// what the stream said meanwhile. Pure but for the reads.
import { O2RestError } from "../client/errors.ts";
import { identityKey } from "../client/ids.ts";
import type { Balance, Identity, Market, Order, Trade } from "../client/protocol.ts";
import type { ReadOptions } from "../client/request.ts";
import { ending, type O2Rest, PAGE } from "../client/rest.ts";
import { readCandles } from "./candles.ts";
import { toDepth } from "./depth.ts";
import { addTrades, newerNonce, placedAt, tradeKey, upsertBalances, upsertOrders } from "./entities.ts";
import { share } from "./equal.ts";
import { type O2State, patch } from "./state.ts";
import { type FeedTopic, feedId } from "./topics.ts";

/** What the stream said of a topic since its subscription: it wins over what REST says. */
export interface Said {
  /** Newest first. */
  trades: readonly Trade[];
  /** Of candles: the trades said since their reading began, oldest first. More may be made meanwhile than are kept. */
  readonly since: Trade[];
  readonly orders: Map<string, Order>;
  readonly balances: Map<string, Balance>;
  /** By trade account: whose a wallet's is, only the read tells. */
  readonly nonces: Map<string, bigint>;
  /** What an attempt that failed had read already: the next one need not read it again. */
  readonly found: Map<string, unknown>;
}

/** Nothing was said yet. */
export function nothingSaid(trades: readonly Trade[] = []): Said {
  return { trades, since: [], orders: new Map(), balances: new Map(), nonces: new Map(), found: new Map() };
}

/** Where to read, and how much is kept. */
export interface Sources {
  readonly rest: O2Rest;
  /** All markets: orders are read by market, balances by asset. */
  readonly markets: () => Promise<readonly Market[]>;
  /** The earliest that it may be at the exchange: candles are read back from there. */
  readonly serverNow: () => number;
  readonly maxTrades: number;
  /** How many closed orders of an identity are kept. */
  readonly closedLimit: (id: string) => number;
  /** Whether several identities share a nonce subscription: then only a known trade account tells a wallet's from the others'. */
  readonly isNonceShared: () => boolean;
  /** A wallet's trade account is known. */
  readonly onAccount: (wallet: Identity, account: string) => void;
}

/** What was found, as a step from the state then to the state in which the gap is filled. */
export type Join = (state: O2State) => O2State;

/**
 * Reads what a topic's subscription does not tell. Rejects whole when one request fails; trying again is the caller's
 * business, or that of `how` each request is made.
 */
export async function readGap(
  topic: FeedTopic,
  state: O2State,
  said: Said,
  sources: Sources,
  how: ReadOptions,
): Promise<Join> {
  const reading = { ...sources, how };
  const id = feedId(topic);
  switch (topic.channel) {
    case "depth": {
      // Only while the link is down: a subscription brings its own snapshot.
      const sides = await sources.rest.depth({ ...topic, ...how });
      return (now) => patch(now, "depth", id, { data: toDepth(sides, now.depth[id]?.data), levels: undefined });
    }
    case "candles": {
      const trades = state.trades[topic.market]?.data;
      said.since.length = 0;
      const join = await readCandles(topic, { rest: sources.rest, now: sources.serverNow(), trades, how });
      return (now) => patch(now, "candles", id, { data: share(now.candles[id]?.data, join(said.since)) });
    }
    case "trades": {
      const join = await trades(topic.market, state.trades[id]?.data, said, reading);
      return (now) => patch(now, "trades", id, { data: join(now.trades[id]?.data ?? []) });
    }
    case "orders": {
      const join = await orders(topic.identity, state.orders[id]?.data, said, reading);
      return (now) => patch(now, "orders", id, { data: join(now.orders[id]?.data ?? []) });
    }
    case "balances": {
      const join = await balances(topic.identity, state.balances[id]?.data, said, reading);
      return (now) => patch(now, "balances", id, { data: join(now.balances[id]?.data ?? []) });
    }
    case "nonce": {
      const { identity } = topic;
      const account = await sources.rest.account({ identity, ...how });
      if (account) sources.onAccount(identity, account.trade_account_id);
      else if ("Address" in identity && sources.isNonceShared()) throw noAccount(identity.Address);
      const contract = "ContractId" in identity ? identity.ContractId : account?.trade_account_id;
      return (now) => {
        // Without an account the wallet is alone, and all that was said is its own.
        const heard = contract === undefined ? [...said.nonces.values()] : [said.nonces.get(contract)];
        const known = [now.nonce[id]?.data, account?.nonce, ...heard].filter((nonce) => nonce !== undefined);
        return patch(now, "nonce", id, { data: known.length === 0 ? undefined : known.reduce(newerNonce) });
      };
    }
  }
}

/** What the stream alone said, for while nothing can be read. */
export function withSaid(
  state: O2State,
  topic: FeedTopic,
  said: Said,
  { maxTrades, closedLimit }: Pick<Sources, "maxTrades" | "closedLimit">,
): O2State {
  const id = feedId(topic);
  if (topic.channel === "trades" && said.trades.length > 0)
    return patch(state, "trades", id, { data: addTrades(state.trades[id]?.data ?? [], said.trades, maxTrades) });
  if (topic.channel === "orders" && said.orders.size > 0) {
    const orders = [...said.orders.values()];
    return patch(state, "orders", id, { data: upsertOrders(state.orders[id]?.data ?? [], orders, closedLimit(id)) });
  }
  if (topic.channel === "balances" && said.balances.size > 0) {
    const balances = [...said.balances.values()];
    return patch(state, "balances", id, { data: upsertBalances(state.balances[id]?.data ?? [], balances) });
  }
  return state;
}

interface Reading extends Sources {
  readonly how: ReadOptions;
}

async function trades(
  market: string,
  held: readonly Trade[] | undefined,
  said: Said,
  { rest, maxTrades, how }: Reading,
): Promise<(now: readonly Trade[]) => readonly Trade[]> {
  // What was heard since the hole is on its near side.
  const heard = new Set(said.trades.map(tradeKey));
  const known = new Set(held?.map(tradeKey).filter((id) => !heard.has(id)));
  const found: Trade[] = [];
  let isJoined = false;
  do {
    const page = await rest.trades({ market, before: found.at(-1), ...how });
    found.push(...page);
    isJoined = page.length < PAGE.trades || page.some((trade) => known.has(tradeKey(trade)));
    // Where nothing is held there is nothing to join: the newest are enough.
  } while (!isJoined && held?.length && found.length < maxTrades);
  const oldest = found.at(-1);
  return (now) => {
    const isSaid = new Set(said.trades.map(tradeKey));
    const before = now.filter((trade) => !isSaid.has(tradeKey(trade)));
    // What was read is newer than what was held before, and older than what was said and is not in it.
    const all = addTrades(addTrades(before, found, maxTrades), said.trades, maxTrades);
    // What lies behind a hole goes, also what was heard over a link before, so that none is shown.
    const end = isJoined || !oldest ? -1 : all.findIndex((trade) => tradeKey(trade) === tradeKey(oldest));
    // The first word on a trade counts.
    const first = new Map([...said.trades, ...now].map((trade) => [tradeKey(trade), trade]));
    return all.slice(0, end < 0 ? all.length : end + 1).map((trade) => first.get(tradeKey(trade)) ?? trade);
  };
}

async function orders(
  identity: Identity,
  held: readonly Order[] = [],
  said: Said,
  { rest, markets, closedLimit, how }: Reading,
): Promise<(now: readonly Order[]) => readonly Order[]> {
  const ids = (await markets()).map((market) => market.market_id);
  const open = (
    await Promise.all(ids.map((market) => once(said, `open ${market}`, () => openOrders(rest, market, identity, how))))
  ).flat();
  const listed = new Set(open.map((order) => order.order_id));
  // Held as open but not listed any more, and not heard of since: closed while we were away. How, the history tells.
  const gone = held.filter((order) => !order.close && !listed.has(order.order_id) && !said.orders.has(order.order_id));
  const wanted = [...new Set(gone.map((order) => order.market_id))].filter((market) => market !== undefined);
  const back = async (market: string): Promise<Order[]> => {
    const missing = new Set(gone.filter((order) => order.market_id === market).map((order) => order.order_id));
    const found: Order[] = [];
    let page: readonly Order[];
    do {
      page = await rest.orders({ market, identity, before: found.at(-1), ...how });
      found.push(...page);
      for (const order of page) missing.delete(order.order_id);
    } while (missing.size > 0 && page.length === PAGE.orders && found.length < 10 * PAGE.orders);
    return found;
  };
  const history = await Promise.all(wanted.map(back));
  const ends = new Map(history.flat().map((order) => [order.order_id, order]));
  const newest = Math.max(0, ...[...open, ...history.flat()].map(placedAt));
  // One that the history does not know either is newer than what was read, or ended too long ago to tell how.
  const ended = (order: Order): Order | undefined => (placedAt(order) > newest ? undefined : { ...order, close: true });
  return (now) => {
    const closed = gone.map((order) => ends.get(order.order_id) ?? ended(order)).filter((order) => order !== undefined);
    // An order never opens again: what is held as closed is newer than a list that still has it open.
    const isClosed = new Set(now.filter((order) => order.close).map((order) => order.order_id));
    const news = [...open, ...closed].filter(({ order_id }) => !said.orders.has(order_id) && !isClosed.has(order_id));
    return upsertOrders(now, [...news, ...said.orders.values()], closedLimit(identityKey(identity)));
  };
}

async function balances(
  identity: Identity,
  held: readonly Balance[] = [],
  said: Said,
  { rest, markets, how }: Reading,
): Promise<(now: readonly Balance[]) => readonly Balance[]> {
  const assets = new Set(held.map((balance) => balance.asset_id));
  for (const { base, quote } of await markets()) assets.add(base.asset).add(quote.asset);
  const read = (asset: string): Promise<Balance> =>
    once(said, `balance ${asset}`, () => rest.balance({ asset, identity, ...how }));
  const found = await Promise.all([...assets].map(read));
  return (now) => {
    const news = found.filter(({ asset_id }) => !said.balances.has(asset_id));
    return upsertBalances(now, [...news, ...said.balances.values()]);
  };
}

function noAccount(wallet: string): O2RestError {
  return new O2RestError(
    `The wallet ${wallet} has no trade account yet: beside other identities its nonce cannot be told from theirs. It is ` +
      "looked for again.",
  );
}

async function once<T>({ found }: Said, key: string, read: () => Promise<T>): Promise<T> {
  if (!found.has(key)) found.set(key, await read());
  return found.get(key) as T;
}

async function openOrders(rest: O2Rest, market: string, identity: Identity, how: ReadOptions): Promise<Order[]> {
  const found: Order[] = [];
  let page: readonly Order[];
  do {
    page = await rest.orders({ market, identity, isOpen: true, before: ending(found).at(-1), ...how });
    found.push(...page);
  } while (page.length === PAGE.orders);
  return found;
}
