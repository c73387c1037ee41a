// A feed of one market's trades and of some identities, under fake time, with the topics that are stale or wrong.
import type { Balance, FeedTopic, Identity, O2FeedOptions, O2State, Order, PolledTopic } from "o2-react";
import type { Account, SimulatedExchange } from "o2-react/testing";
import { expect, onTestFinished } from "vitest";
import { quietBid } from "./quietBid.ts";
import { toTradeIds } from "./same.ts";
import { type Simulated, simulate } from "./simulated.ts";

export const MINUTE = 60_000;
export const ALWAYS: number = Number.POSITIVE_INFINITY;

/** The channels that are audited topic by topic. */
export const CHANNELS = ["trades", "orders", "balances", "nonce"] as const;

export interface AuditedOptions extends O2FeedOptions {
  /** The identities whose orders, balances and nonces are shown; default Ada's. */
  readonly whom?: (exchange: SimulatedExchange) => readonly Identity[];
  /** Answers a REST read instead of the exchange. */
  readonly answer?: (url: URL, ask: () => Promise<Response>) => Promise<Response>;
}

export interface Audited extends Simulated {
  readonly ada: Account;
  /** An open order of Ada's that the traffic does not take. */
  readonly order: string;
  /** The names of the topics, such as `trades 0x…`. */
  readonly names: readonly string[];
  /** Releases all topics. */
  readonly release: () => void;
  /** Somebody takes her order and she places another one, so that every channel has an update. */
  act(): void;
  /** The topics whose data in the store differ from the exchange's. */
  wrong(): string[];
  /** The topics that are not live. */
  stale(): string[];
  /** The topics that were not live at some time since the beginning, with their errors. */
  readonly doubted: ReadonlyMap<string, string | undefined>;
  /** Number of subscriptions since the beginning. */
  subscribes(): number;
}

/** Begins when everything is live and true. Earlier requests, reads and doubts do not count. */
export async function audited({ whom, answer, ...options }: AuditedOptions = {}): Promise<Audited> {
  let source: SimulatedExchange | undefined;
  const fetch: typeof globalThis.fetch = (input, init) => {
    if (!source) throw new Error("Nothing is read before anything is followed.");
    const { fetch: own } = source;
    return answer ? answer(new URL(String(input)), () => own(input, init)) : own(input, init);
  };
  const reads: string[] = [];
  const simulated = await simulate(
    {
      ...options,
      fetch: (input, init) => {
        reads.push(new URL(String(input)).pathname);
        return fetch(input, init);
      },
    },
    { latency: 20 },
  );
  const { exchange, feed, pass } = simulated;
  source = exchange;
  const [ada] = exchange.accounts;
  const order = bid(exchange, ada);
  const identities = whom?.(exchange) ?? [ada.identity];
  const topics: CarriedTopic[] = [
    { channel: "trades", market: exchange.markets[0].market_id },
    ...identities.flatMap((identity) =>
      (["orders", "balances", "nonce"] as const).map((channel) => ({ channel, identity })),
    ),
  ];
  const release = feed.retain(topics);
  const staleIn = (state: O2State) => topics.filter((topic) => !entryOf(state, topic)?.isLive);
  const wrong = () =>
    topics.filter((topic) => String(shown(feed.store.getState(), topic)) !== String(real(exchange, topic))).map(nameOf);
  const stale = () => staleIn(feed.store.getState()).map(nameOf);
  await pass(1_000);
  // Some servers answer for an unknown account with an error that the client must retry.
  for (let seconds = 0; stale().length > 0 && seconds < 30; seconds += 1) await pass(1_000);
  expect([stale(), wrong()]).toEqual([[], []]);
  const doubted = new Map<string, string | undefined>();
  onTestFinished(
    feed.store.subscribe((state) => {
      for (const topic of staleIn(state))
        doubted.set(nameOf(topic), entryOf(state, topic)?.error?.message ?? doubted.get(nameOf(topic)));
    }),
  );
  exchange.clearRequests();
  reads.length = 0;
  return {
    ...simulated,
    reads,
    ada,
    order,
    names: topics.map(nameOf),
    release,
    act: () => {
      exchange.fill(ada, order);
      bid(exchange, ada);
    },
    wrong,
    stale,
    doubted,
    subscribes: () =>
      exchange.requests.filter(({ frame }) => (frame as { action: string }).action.startsWith("subscribe_")).length,
  };
}

/** Places a buy that the traffic does not take, and returns its id. */
export function bid(exchange: SimulatedExchange, account: Account, index = 0): string {
  const market = exchange.markets[index]!;
  const quantity = index === 0 ? 1_000n * market.scale : market.scale;
  return exchange.place(account, { ...quietBid(market), quantity }).order_id;
}

type CarriedTopic = Exclude<FeedTopic, PolledTopic>;

function idOf(topic: CarriedTopic): string {
  return "identity" in topic ? Object.entries(topic.identity)[0]!.join(":") : topic.market;
}

function nameOf(topic: CarriedTopic): string {
  return `${topic.channel} ${idOf(topic)}`;
}

function entryOf(
  state: O2State,
  topic: CarriedTopic,
): O2State["trades" | "orders" | "balances" | "nonce"][string] | undefined {
  const entries: Readonly<Record<string, O2State["trades" | "orders" | "balances" | "nonce"][string]>> =
    state[topic.channel as "trades"];
  return entries[idOf(topic)];
}

/** The store's data as text that can be compared. */
function shown(state: O2State, topic: CarriedTopic): unknown {
  const id = idOf(topic);
  if (topic.channel === "trades") return toTradeIds(state.trades[id]?.data?.slice(0, 50));
  if (topic.channel === "orders") return openOrders(state.orders[id]?.data);
  if (topic.channel === "balances") return amounts(state.balances[id]?.data);
  return state.nonce[id]?.data;
}

/** The exchange's data in the same form. */
function real(exchange: SimulatedExchange, topic: CarriedTopic): unknown {
  if (!("identity" in topic)) return toTradeIds(exchange.trades(topic.market).slice(-50).reverse());
  if (topic.channel === "orders") return openOrders(exchange.orders(topic.identity, { open: true }));
  if (topic.channel === "balances") return amounts(exchange.balances(topic.identity));
  return exchange.nonce(topic.identity);
}

function openOrders(orders: readonly Order[] = []): string[] {
  const open = orders.filter(({ close }) => !close);
  return open.map(({ order_id, quantity_fill = 0n }) => `${order_id} ${quantity_fill}`).sort();
}

/** The amounts of each asset that is not zero. */
function amounts(balances: readonly Balance[] = []): string[] {
  return balances
    .filter(({ total_locked, total_unlocked }) => total_locked + total_unlocked > 0n)
    .map(({ asset_id, total_locked, total_unlocked }) => `${asset_id} ${total_locked} ${total_unlocked}`)
    .sort();
}
